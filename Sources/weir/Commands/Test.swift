internal import ArgumentParser
internal import Configuration
internal import Documents
internal import Rehearsal

struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the tests of the device files, on a virtual clock.",
        discussion: """
            Tests stand under `tests:` in a device file, or in NAME.test.yaml beside it. Ends with 1 when one fails or \
            the files are wrong.
            """)

    @OptionGroup var files: ConfigurationOptions

    @Option(name: .long, help: "text, json (one object a line) or junit (XML).")
    var format = Format.text

    /// Named here, since the parser wants to know that it may stand on a command line.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, junit

        var report: ReportFormat {
            switch self {
            case .text: .text
            case .json: .json
            case .junit: .junit
            }
        }
    }

    @Option(name: .long, help: "Only tests with this in their name, their file's or their device's.")
    var filter: String?

    @Argument(help: "Device files or test files to run alone, instead of a directory.")
    var deviceFiles: [String] = []

    func run() throws {
        var results: [TestResult] = []
        var mistakes: [Diagnostic] = []
        var isWrong = false
        func perform(_ outcome: GatewayLoader.Outcome, where isWanted: (DeviceTest) -> Bool) {
            if outcome.diagnostics.hasErrors { StandardError.write(outcome.diagnostics.text()) }
            guard let configuration = outcome.configuration else {
                mistakes += outcome.diagnostics.sorted.filter { $0.severity == .error }
                isWrong = true
                return
            }
            let rehearsal = Rehearsal(of: configuration)
            results += outcome.tests.filter { isWanted($0) && matches($0) }.map(rehearsal.run)
        }
        if deviceFiles.isEmpty {
            perform(files.load()) { _ in true }
        } else {
            for path in deviceFiles {
                let file = DeviceFileArgument(path)
                perform(file.load(trust: files.trustAll ? .anything : .strict), where: file.includes)
            }
        }
        if results.isEmpty, !isWrong, let filter {
            StandardError.write("error: no test has '\(filter)' in its name, file or device\n")
            throw ExitStatus.wrong
        }
        StandardOutput.write(format.report.write(results, mistakes: mistakes))
        if isWrong || results.contains(where: { !$0.isPassed }) { throw ExitStatus.wrong }
    }

    private func matches(_ test: DeviceTest) -> Bool {
        guard let filter else { return true }
        return [test.name, test.mark.file.path, test.device.name].contains { $0.contains(filter) }
    }
}
