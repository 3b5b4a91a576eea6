internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Engine
internal import Telemetry

struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Teaches a detector what is healthy, from the journal of a gateway or from a CSV file.",
        discussion: """
            weir learn pump-7.wear --from -7d -o /etc/weir/devices/pump-7-wear.json

            The rows are those that the running gateway would have made, in their order; the first of them, as many as \
            the detector's warm-up, are taken for healthy. Then write 'learned: pump-7-wear.json' beside 'detect' in the \
            device file.
            """)

    @OptionGroup var files: ConfigurationOptions
    @OptionGroup var span: TimeSpan

    @Argument(help: "DEVICE.SCORE, such as pump-7.wear.")
    var target: String

    @Argument(help: "A CSV file with a header, whose columns are the device's signals; without it, the journal.")
    var file: String?

    @Option(name: .shortAndLong, help: "The file to write; without it, DEVICE-SCORE.json beside the device files.")
    var output: String?

    func run() throws {
        guard let dot = target.lastIndex(of: "."), dot != target.startIndex else {
            throw ValidationError("'\(target)' is no score; write DEVICE.SCORE")
        }
        let device = String(target[..<dot])
        let score = String(target[target.index(after: dot)...])
        let range = (span.from?.milliseconds ?? .min)...(span.to?.milliseconds ?? .max)
        // What was learned before may be of other settings, and is not asked.
        let configuration = try files.require(quiet: true, readsLearned: false)
        let replay = Replay(configuration: configuration)
        var readings = 0
        var first: Int64?
        var last: Int64 = 0
        do {
            let take: ([UInt8], Bool) throws -> Void = { line, isReading in
                _ = try replay.take(line)
                guard isReading, let time = Replay.time(of: line) else { return }
                readings += 1
                first = first ?? time
                last = time
            }
            if let file {
                try RecordedLines.rows(
                    of: file, device: device,
                    signals: try signals(configuration.plan, device: device, score: score), within: range, take)
            } else {
                try RecordedLines.journal(of: configuration, device: device, within: range, take)
            }
        } catch let error as ScoreInputError {
            throw failed(error.message(path: file ?? "-"))
        } catch let error as RecordedLines.Problem {
            throw failed("error: \(error.message)")
        } catch let error as Replay.Failure {
            throw failed("error: \(error.message)")
        }
        try write(
            try learned(replay, score, device), readings: readings, from: first ?? 0, to: last,
            path: output ?? "\(files.config)/devices/\(device)-\(score).json")
    }

    /// What the device may be told, by name.
    private func signals(_ plan: Plan, device: String, score: String) throws -> [String] {
        let template =
            plan.templates.first { $0.devices.contains { $0.name == device } }
            ?? plan.templates.first { $0.isOpen && $0.scores.contains { $0.name == score } }
        guard let template else { throw failed("error: no device file describes '\(device)'") }
        return template.signals.map(\.name).filter { name in !template.scores.contains { $0.name == name } }
    }

    private func learned(_ replay: Replay, _ score: String, _ device: String) throws -> Replay.Learned {
        do throws(Replay.Untaught) {
            return try replay.learned(score: score, device: device)
        } catch {
            switch error {
            case .noDevice: throw failed("error: there is no device '\(device)' in this time")
            case .noScore(let known):
                throw failed(
                    "error: '\(device)' has no score '\(score)'"
                        + (known.isEmpty ? "" : "; it has \(known.joined(separator: ", "))"))
            case .noDetector: throw failed("error: '\(score)' is no detector's, so there is nothing to learn")
            }
        }
    }

    private func write(_ learned: Replay.Learned, readings: Int, from: Int64, to: Int64, path: String) throws {
        guard let state = learned.state else {
            throw failed(
                "error: \(readings) readings are not enough for the detector; take a longer time, or write a shorter "
                    + "'warmup' in the device file")
        }
        let baseline = LearnedBaseline(
            detector: learned.detector, signals: learned.signals, rows: readings,
            from: Timestamp(milliseconds: from).rfc3339, to: Timestamp(milliseconds: to).rfc3339, state: state)
        do throws(ScoreInputError) {
            try ScoreStateFile.write(baseline.json, to: path)
        } catch {
            throw failed(error.message(path: path))
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        StandardOutput.write(
            "\(path): \(learned.detector) of \(learned.signals.joined(separator: ", ")), \(readings) readings from "
                + "\(baseline.from) to \(baseline.to)\nwrite 'learned: \(name)' beside 'detect: \(learned.detector)'\n")
    }

    /// Says why on standard error, and is the program's end.
    private func failed(_ message: String) -> ExitCode {
        StandardError.write(message + "\n")
        return ExitStatus.wrong
    }
}
