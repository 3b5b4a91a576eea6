internal import ArgumentParser
internal import Configuration
internal import Documents

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks the files: every mistake with its place and what to write instead.")

    @OptionGroup var files: ConfigurationOptions

    @Option(name: .long, help: "text or json (one object a line, on standard output).")
    var format = OutputFormat.text

    @Flag(name: .long, help: "End with 78 on mistakes, so that a service manager does not try again.")
    var service = false

    @Argument(help: "Device files or test files to check alone, instead of a directory.")
    var deviceFiles: [String] = []

    func run() throws {
        let results = deviceFiles.isEmpty ? [files.load().diagnostics] : deviceFiles.map(check)
        var errorCount = 0
        var warningCount = 0
        for diagnostics in results {
            errorCount += diagnostics.errorCount
            warningCount += diagnostics.warningCount
            switch format {
            case .text: StandardError.write(diagnostics.text())
            case .json: StandardOutput.write(diagnostics.jsonLines())
            }
        }
        if format == .text, errorCount == 0 {
            StandardOutput.write(warningCount == 0 ? "ok\n" : "ok, \(Words.count(warningCount, "warning"))\n")
        }
        if errorCount > 0 { throw service ? ExitStatus.configuration : ExitStatus.wrong }
    }

    private func check(_ path: String) -> Diagnostics {
        DeviceFileArgument(path).load(trust: files.trustAll ? .anything : .strict).diagnostics
    }
}
