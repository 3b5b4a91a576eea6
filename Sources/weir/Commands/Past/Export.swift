internal import Agent
internal import ArgumentParser

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the journal of a gateway, running or not, as a file for replay.",
        discussion: """
            weir export --from -2d --to -1d > day.jsonl

            A part that does not begin with the journal begins with the devices that are known then, and with their \
            values as retained ones; timers and windows under way are left out.
            """)

    @OptionGroup var files: ConfigurationOptions
    @OptionGroup var span: TimeSpan

    func run() throws {
        let source = try JournalSource(try files.require(quiet: true))
        let from = span.from?.milliseconds ?? .min
        let to = span.to?.milliseconds ?? .max
        var lines = JournalLines(from: from)
        var text = ""
        let missing = try source.forEach { entry in
            lines.take(entry) { time, line in
                guard time <= to else { return }
                text += line + "\n"
            }
            if text.utf8.count > 1 << 15 {
                StandardOutput.write(text)
                text = ""
            }
            return lines.time <= to
        }
        StandardOutput.write(text)
        try source.close()
        let unreadable = Int(missing) + lines.unreadableCount
        if unreadable > 0 { StandardError.write("warning: \(unreadable) entries were not readable\n") }
    }
}
