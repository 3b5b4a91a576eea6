import Agent
import Configuration
import Documents
import Glibc
import Telemetry
import TestSupport
import Testing

/// One device file under a gateway of its own, fed with recorded input.
final class LibraryReplay {
    /// A whole number of quarter hours since 1970, so that summaries begin here.
    static let start: Int64 = 1_700_000_100_000

    private let folder = TemporaryDirectory("weir-library")
    private let replay: Replay
    /// Everything that came out so far.
    private(set) var outputs: [Output] = []

    init(_ name: String) throws {
        try #require(mkdir("\(folder.path)/devices", 0o700) == 0)
        try LibraryReplay.write(
            "gateway: test\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\n", to: "\(folder.path)/weir.yaml")
        try LibraryReplay.write(
            String(decoding: Library.file(name).bytes, as: UTF8.self), to: "\(folder.path)/devices/\(name)")
        let outcome = GatewayLoader(trust: .anything).load(directory: folder.path)
        let configuration = try #require(outcome.configuration, "\(outcome.diagnostics.text())")
        replay = Replay(configuration: configuration)
    }

    /// A message at a time in milliseconds since the start.
    func message(_ topic: String, _ payload: String, at time: Int64) throws {
        var line = JSONWriter()
        line.beginObject()
        line.field("time", LibraryReplay.start + time)
        line.field("topic", topic)
        line.field("payload", payload)
        line.endObject()
        outputs += try replay.take(line.bytes)
    }

    /// The logical level of a GPIO input.
    func level(_ level: Int, line: String, chip: String = "pinctrl-rp1", at time: Int64) throws {
        var json = JSONWriter()
        json.beginObject()
        json.field("time", LibraryReplay.start + time)
        json.field("chip", chip)
        json.field("line", line)
        json.field("level", level)
        json.endObject()
        outputs += try replay.take(json.bytes)
    }

    func pass(to time: Int64) throws {
        outputs += try replay.take(Array(#"{"time":\#(LibraryReplay.start + time)}"#.utf8))
    }

    /// The events of a rule: `raised at 5000`, `cleared at 9000`.
    func events(_ rule: String) -> [String] {
        outputs.compactMap { output in
            guard case .event(let event) = output, event.name == rule else { return nil }
            return "\(event.state) at \(event.time.milliseconds - LibraryReplay.start)"
        }
    }

    /// The message of the last event of a rule.
    func lastMessage(_ rule: String) -> String? {
        outputs.lazy.compactMap { output in
            if case .event(let event) = output, event.name == rule { event.message } else { nil }
        }.last
    }

    /// The commands to an actuator: `on at 5000`.
    func commands(_ actuator: String) -> [String] {
        outputs.compactMap { output in
            guard case .command(let command) = output, command.actuator == actuator else { return nil }
            return "\(command.value ? "on" : "off") at \(command.time.milliseconds - LibraryReplay.start)"
        }
    }

    func summaries(_ name: String) -> [Summary] {
        outputs.compactMap { output in
            if case .summary(let summary) = output, summary.name == name { summary } else { nil }
        }
    }

    private static func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        try #require(file >= 0, "\(path): errno \(errno)")
        defer { close(file) }
        let bytes = Array(text.utf8)
        try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
    }
}
