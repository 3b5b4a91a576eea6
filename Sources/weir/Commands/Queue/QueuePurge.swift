internal import Agent
internal import ArgumentParser
internal import Decoding
internal import Glibc

struct QueuePurge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Deletes what waits, for good; counted as purged.")

    @OptionGroup var source: QueueSource
    @OptionGroup var selection: QueueSelection

    @Flag(name: .long, help: "Do not ask.")
    var yes = false

    @Option(name: .long, help: "text or json.")
    var format = OutputFormat.text

    func run() throws {
        let selection = try selection.make()
        try confirm()
        let desk = try source.open()
        let answer = try desk.ask(.purge(selection))
        switch format {
        case .json: StandardOutput.write(answer.bytes + [0x0A])
        case .text: StandardOutput.write("purged \(answer.object["purged"]?.integer ?? 0)\n")
        }
        try desk.close()
    }

    private func confirm() throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else {
            StandardError.write("error: nobody is there to confirm; write --yes\n")
            throw ExitStatus.usage
        }
        let what = selection.className ?? "everything"
        StandardError.write("Delete \(what) that waits for \(selection.destination)? Write yes: ")
        guard readLine() == "yes" else {
            StandardError.write("nothing was deleted\n")
            throw ExitStatus.wrong
        }
    }
}
