internal import Agent
internal import ArgumentParser

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the journal of a stopped gateway as a file for replay.")

    @OptionGroup var files: ConfigurationOptions

    func run() throws {
        let configuration = try files.require(quiet: true)
        do {
            let unreadable = try JournalExport(configuration: configuration).run { StandardOutput.write($0 + "\n") }
            if unreadable > 0 { StandardError.write("warning: \(unreadable) entries were not readable\n") }
        } catch {
            StandardError.write("error: \(error.description)\n")
            throw ExitStatus.wrong
        }
    }
}
