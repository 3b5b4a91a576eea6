internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Telemetry

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks at this board for what the gateway needs: chips and lines, brokers, clock, store, power.",
        discussion: "Asks and changes nothing. Ends with 1 when something does not work.")

    @OptionGroup var files: ConfigurationOptions

    @Option(name: .long, help: "text or json (one object a line).")
    var format = OutputFormat.text

    func run() throws {
        let findings = Doctor(configuration: try files.require(quiet: true)).examine()
        for finding in findings {
            switch format {
            case .text: StandardOutput.write(finding.line + "\n")
            case .json:
                var json = JSONWriter()
                finding.write(to: &json)
                StandardOutput.write(json.text + "\n")
            }
        }
        let problems = findings.count { $0.state == .problem }
        let warnings = findings.count { $0.state == .warning }
        if format == .text {
            let summary = problems + warnings == 0 ? "all is well" : "problems: \(problems), warnings: \(warnings)"
            StandardOutput.write(summary + "\n")
        }
        if problems > 0 { throw ExitStatus.wrong }
    }
}
