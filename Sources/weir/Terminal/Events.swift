internal import ArgumentParser
internal import Decoding
internal import Glibc
internal import Telemetry

struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what a running gateway said last: events, commands and suppressions.")

    @OptionGroup var gateway: RunningGateway

    @Flag(name: [.short, .long], help: "Go on with what happens, until Ctrl-C.")
    var follow = false

    @Option(name: .long, help: "Only those of this device.")
    var device: String?

    @Option(name: .long, help: "text, or json: one object a line.")
    var format = OutputFormat.text

    func run() throws {
        let client = try gateway.connect()
        guard follow else {
            let answer = try client.ask(Array(#"{"request":"records"}"#.utf8))
            for record in try JSONValue.parse(answer, limits: RecordLine.limits).array ?? [] { show(record) }
            return
        }
        // One request for what happened and what will: between two of them a record could be missed.
        try client.follow(Array(#"{"request":"follow","since":"oldest"}"#.utf8)) { line in
            // The gateway writes JSON; what else may come is no record to show.
            if let record = try? JSONValue.parse(line, limits: RecordLine.limits) { show(record) }
        }
    }

    private var isColoured: Bool { Terminal.isColoured }

    private func show(_ record: JSONValue) {
        if let reason = record["error"]?.string {
            return StandardError.write("error: \(Terminal.safe(reason))\n")
        }
        if let device, record["device"]?.string != device { return }
        switch format {
        case .json:
            var json = JSONWriter()
            json.json(record)
            json.newline()
            StandardOutput.write(json.bytes)
        case .text: StandardOutput.write(Array((RecordLine(record).text(isColoured: isColoured) + "\n").utf8))
        }
    }
}
