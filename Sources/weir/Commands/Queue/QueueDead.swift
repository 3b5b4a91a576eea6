internal import Agent
internal import ArgumentParser
internal import Decoding

struct QueueDead: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "Shows the last records that a destination refused for good, and why.")

    @OptionGroup var source: QueueSource

    @Option(name: .long, help: "text or json.")
    var format = OutputFormat.text

    func run() throws {
        let desk = try source.open()
        let answer = try desk.ask(.dead)
        switch format {
        case .json: StandardOutput.write(answer.bytes + [0x0A])
        case .text:
            let letters = answer.object["dead"]?.array ?? []
            for letter in letters {
                let data = letter["data"]
                let what = [data?["kind"]?.string, data?["device"]?.string, data?["name"]?.string]
                    .compactMap { $0 }.joined(separator: " ")
                StandardOutput.write(
                    "\(letter["refused"]?.string ?? "?") \(letter["destination"]?.string ?? "?") "
                        + "\(letter["sequence"]?.integer ?? 0) \(what): \(letter["reason"]?.string ?? "?")\n")
            }
            if letters.isEmpty { StandardOutput.write("nothing was refused\n") }
        }
        try desk.close()
    }
}
