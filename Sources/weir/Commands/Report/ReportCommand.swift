internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Engine
internal import Scoring
internal import Telemetry

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "A page to look at: signals, scores and alarms of a device as plots, in one HTML file.",
        discussion: """
            weir report --device pump-7 --from -2d -o report.html     # the journal of a gateway, running or not
            weir report readings.csv -o report.html                   # a detector over every column of a file
            """)

    @OptionGroup var files: ConfigurationOptions
    @OptionGroup var span: TimeSpan

    @Option(help: "The device, of the gateway's configuration.")
    var device: String?

    @Option(help: "The detector for a file without --device.")
    var detector: String = "discord"

    @Argument(help: "A CSV file with a header. With --device its columns are the device's signals.")
    var file: String?

    @Option(name: .shortAndLong, help: "The page to write; - for standard output.")
    var output = "report.html"

    @Flag(help: "Leaves derived values out.")
    var signalsOnly = false

    func run() throws {
        do {
            let report = try make()
            guard report.from <= report.to else {
                throw RecordedLines.Problem(message: "there is nothing in this time")
            }
            let page = ReportPage(report: report).html()
            if output == "-" {
                StandardOutput.write(page)
            } else {
                try ScoreStateFile.write(Array(page.utf8), to: output)
            }
        } catch let error as ScoreInputError {
            StandardError.write(error.message(path: file ?? output) + "\n")
            throw ExitStatus.wrong
        } catch let error as RecordedLines.Problem {
            StandardError.write("error: \(error.message)\n")
            throw ExitStatus.wrong
        } catch let error as Replay.Failure {
            StandardError.write("error: \(error.message)\n")
            throw ExitStatus.wrong
        }
    }

    private func make() throws -> Report {
        let range = (span.from?.milliseconds ?? .min)...(span.to?.milliseconds ?? .max)
        guard let device else {
            guard let file else { throw ValidationError("name a CSV file, or --device") }
            guard let kind = DetectorKind(rawValue: detector) else {
                let kinds = DetectorKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("there is no detector '\(detector)'; there are \(kinds)")
            }
            return try CSVReport(path: file, kind: kind, span: range).make()
        }
        let configuration = try files.require(quiet: true)
        var maker = try DeviceReport(
            configuration: configuration, device: device, showsDerived: !signalsOnly,
            origin: file ?? "the journal of \(configuration.gateway)")
        if let file {
            try RecordedLines.rows(
                of: file, device: device, signals: maker.signals, within: range, { line, _ in try maker.take(line) })
        } else {
            try RecordedLines.journal(
                of: configuration, device: device, within: range, { line, _ in try maker.take(line) })
        }
        return maker.finish()
    }
}
