internal import ArgumentParser
internal import Decoding
internal import Telemetry

struct Reload: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lets a running gateway take up its files again; wrong ones change nothing.",
        discussion: """
            Rules and summaries whose definition is unchanged keep their state; the others begin anew, and are named. \
            The same as SIGHUP, but it waits, and ends with 1 and what is wrong where the files are not taken up.
            """)

    @OptionGroup var gateway: RunningGateway

    @Option(name: .long, help: "text or json.")
    var format = OutputFormat.text

    func run() throws {
        // Longer than the gateway waits for its store.
        let answer = try gateway.connect(quiet: true).ask(Array(#"{"request":"reload"}"#.utf8), patienceSeconds: 60)
        let limits = PayloadLimits(bytes: 16 << 20, depth: 16, members: 100_000, stringBytes: 4 << 20)
        let object = try JSONValue.parse(answer, limits: limits)
        let isDone = object["ok"]?.bool == true
        switch format {
        case .json: StandardOutput.write(answer + [0x0A])
        case .text where isDone: StandardOutput.write(Reload.text(object))
        case .text:
            StandardError.write(object["text"]?.string ?? "")
            StandardError.write("error: \(object["reason"]?.string ?? "the gateway is too busy to answer")\n")
        }
        guard isDone else { throw ExitStatus.wrong }
    }

    private static func text(_ answer: JSONValue) -> String {
        var lines: [String] = []
        for key in ["added", "changed", "removed"] {
            for part in answer[key]?.array ?? [] {
                let device = part["device"]?.string ?? "?"
                for (noun, names) in [("rules", part["rules"]), ("summaries", part["summaries"])] {
                    let names = names?.array?.compactMap(\.string) ?? []
                    if !names.isEmpty { lines.append("\(key) \(noun) of \(device): \(names.joined(separator: ", "))") }
                }
            }
        }
        for part in answer["reworded"]?.array ?? [] {
            let names = part["rules"]?.array?.compactMap(\.string) ?? []
            lines.append("other words of rules of \(part["device"]?.string ?? "?"): \(names.joined(separator: ", "))")
        }
        if !["added", "changed", "removed"].contains(where: { !(answer[$0]?.array ?? []).isEmpty }) {
            lines.append("every rule and summary keeps its state")
        }
        let restart = answer["needs_restart"]?.array?.compactMap(\.string) ?? []
        if !restart.isEmpty {
            lines.append("changes of \(restart.joined(separator: ", ")) in weir.yaml take effect at the next start")
        }
        lines.append("reloaded: \(answer["devices"]?.integer ?? 0) devices")
        return lines.joined(separator: "\n") + "\n"
    }
}
