internal import ArgumentParser
internal import Configuration
internal import Documents
internal import Expressions
internal import Glibc
internal import Scoring
internal import Telemetry

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Scores the rows of a CSV file: the same rows out, with a column anomaly_score.",
        discussion: """
            Higher is stranger; the detector's own alarm is at 1. Rows of the warm-up, and rows without a value, score 0.

            DETECTOR is one of:
            \(DetectorKind.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))
            """)

    @Argument(
        help: "The detector; `weir score DETECTOR --settings` lists what can be set.",
        transform: { name in
            guard let kind = DetectorKind(rawValue: name) else {
                let kinds = DetectorKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("there is no detector '\(name)'; there are \(kinds)")
            }
            return kind
        })
    var detector: DetectorKind

    @Argument(help: "A file with a header; - or nothing for standard input.")
    var file: String?

    @Option(help: "Rows taken for healthy; discord on a FILE: 15 % of its rows, at most 750.")
    var warmup: Int?

    @Option(help: "Names of the signals' columns, with commas between; default: every column of numbers.")
    var columns: String?

    @Option(help: "Name of the time's column; default: timestamp, datetime, time, date or ts.")
    var time: String?

    @Option(name: .long, help: "A setting, as NAME=NUMBER, a time also as 1d; may be given again.")
    var set: [String] = []

    @Option(help: "seasonal: the time zone whose time of day and week counts, such as Europe/Oslo; default: UTC.")
    var zone: String?

    @Flag(
        help:
            "Adds why: anomaly_signal, anomaly_observed, anomaly_expected, anomaly_deviation, anomaly_measure, anomaly_since (a time, or without one a line)."
    )
    var explain = false

    @Option(help: "Starts from a state that --save wrote, instead of learning.")
    var state: String?

    @Option(help: "Writes the state after the last row to this file.")
    var save: String?

    @Option(help: "csv rows, or json objects, one a line.")
    var format: ScoreFormat = .csv

    @Flag(help: "Prints what can be set of the detector.")
    var settings = false

    func run() throws {
        if settings { return printSettings() }
        let path = file ?? "-"
        do {
            try score(path: path)
        } catch let error as ScoreInputError {
            StandardError.write(error.message(path: path == "-" ? "<stdin>" : path) + "\n")
            throw ExitStatus.wrong
        }
    }

    private func score(path: String) throws {
        var values = try chosenSettings()
        if let warmup { values["warmup"] = Double(warmup) }
        if detector == .discord, values["warmup"] == nil, let rows = try rowCount(path: path) {
            values["warmup"] = Double(max(20, min(rows * 15 / 100, 750)))
        }
        var scorer = ScoreStream(
            detector: detector, settings: values, zone: try chosenZone(), columns: columns.map(Self.list) ?? [],
            time: time,
            output: ScoreOutput(format: format, explains: explain, isLive: path == "-"))
        if let state { scorer.state = try ScoreStateFile.read(state) }
        var lines = try LineReader(path: path)
        do {
            while let line = lines.next() { try scorer.take(line) }
        } catch {
            // The rows before the wrong one are right.
            scorer.flush()
            throw error
        }
        try scorer.finish()
        let shown = path == "-" ? "<stdin>" : path
        scorer.badCells.warn(path: shown)
        if scorer.isLearning {
            StandardError.write(
                "warning: \(shown): it ends before the detector has learned; give more rows, or a shorter --warmup\n")
        }
        if let save { try ScoreStateFile.write(scorer.snapshot(), to: save) }
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
    }

    private func chosenSettings() throws -> [String: Double] {
        var values: [String: Double] = [:]
        for text in set {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let number = number(String(parts[1]), of: parts[0]) else {
                throw ValidationError("--set takes NAME=NUMBER, not '\(text)'")
            }
            values[String(parts[0])] = number
        }
        let zone = try chosenZone()
        do throws(ScoringError) {
            // One channel stands for any number: what can be wrong with a setting does not depend on it.
            var checked = values
            if let warmup { checked["warmup"] = Double(warmup) }
            _ = try DetectorDefinition(kind: detector, settings: checked, zone: zone)
        } catch {
            throw ValidationError(error.description)
        }
        return values
    }

    /// Seconds may be written as a duration.
    private func number(_ text: String, of name: Substring) -> Double? {
        if let number = Double(text) { return number }
        guard detector.fields.contains(where: { $0.name == name && $0.unit == "seconds" }) else { return nil }
        // Why it is none is of no use: the answer says how to write it.
        return (try? DurationText.milliseconds(text)).map { Double($0) / 1000 }
    }

    private func chosenZone() throws -> LocalTime? {
        guard let zone else { return nil }
        guard let named = NamedZone(zone) else {
            let meant = NamedZone.suggestion(for: zone).map { "; write '\($0)'" } ?? ""
            throw ValidationError("there is no time zone '\(zone)'\(meant)")
        }
        return LocalTime(named)
    }

    /// Rows below the header of a regular file; nil for what can be read only once.
    private func rowCount(path: String) throws -> Int? {
        var status = stat()
        guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var lines = try LineReader(path: path)
        var count = -1
        while let line = lines.next() { count += line.contains { $0 > 0x20 } ? 1 : 0 }
        return max(0, count)
    }

    private func printSettings() {
        var text = "\(detector.rawValue): \(detector.summary)\n"
        for field in detector.fields {
            let standard = field.standard.isNaN ? "not set" : "\(field.standard)"
            text += "  \(field.name) (\(standard)\(field.unit.isEmpty ? "" : " " + field.unit)): \(field.summary); "
            text += "\(field.range.lowerBound) to \(field.range.upperBound)\n"
        }
        StandardOutput.write(text)
    }
}

enum ScoreFormat: String, ExpressibleByArgument, CaseIterable {
    case csv, json
}
