internal import Decoding
internal import Telemetry

/// One event, command or summary of a replay, with what it is told by apart from its place in the output.
///
/// Identifiers are left out: they count how often a rule was raised, and so differ after the first difference.
public struct Said: Sendable {
    /// What is compared with what: the same thing said of the same device.
    struct Key: Hashable, Comparable, Sendable {
        var kind: String
        /// The rule, actuator or summary.
        var name: String
        /// `raised` or `cleared`, `on` or `off`; empty for a summary.
        var state: String
        var device: String

        static func < (left: Key, right: Key) -> Bool {
            (left.kind, left.name, left.state, left.device) < (right.kind, right.name, right.state, right.device)
        }
    }

    let key: Key
    /// Milliseconds since the epoch.
    let time: Int64
    /// All other fields, in order.
    let fields: [(name: String, value: JSONValue)]
    /// The line as it was.
    public let line: String

    private static let identity: Set = ["time", "kind", "name", "state", "device", "actuator", "value", "id"]
    private static let limits = PayloadLimits(bytes: 4 << 20, depth: 16, members: 65_536, stringBytes: 2 << 20)

    /// Why a line is none of a replay's output, in words.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Nil where the line says something that is not compared: what was held back.
    public init?(line: [UInt8]) throws(Failure) {
        let object: JSONValue
        do {
            object = try JSONValue.parse(line, limits: Said.limits)
        } catch {
            throw Failure(description: "no JSON object: \(error)")
        }
        guard let time = object["time"]?.integer, let kind = object["kind"]?.string,
            let device = object["device"]?.string
        else { throw Failure(description: "no output of a replay: 'time', 'kind' or 'device' is missing") }
        var key = Key(kind: kind, name: "", state: "", device: device)
        switch kind {
        case "event":
            key.name = object["name"]?.string ?? ""
            key.state = object["state"]?.string ?? ""
        case "command":
            key.name = object["actuator"]?.string ?? ""
            key.state = object["value"]?.bool == true ? "on" : "off"
        case "summary": key.name = object["name"]?.string ?? ""
        default: return nil
        }
        self.key = key
        self.time = time
        fields = (object.members ?? []).filter { !Said.identity.contains($0.key) }.map { ($0.key, $0.value) }
        self.line = String(decoding: line, as: UTF8.self)
    }

    /// The message, or who commands, or the figures; for people.
    var words: String {
        for name in ["message", "rule", "signals"] {
            guard let value = fields.first(where: { $0.name == name })?.value else { continue }
            return Said.text(value)
        }
        return ""
    }

    /// The fields that another one of the same key has otherwise.
    func changes(to other: Said) -> [(name: String, before: String, after: String)] {
        let names =
            fields.map(\.name) + other.fields.map(\.name).filter { name in !fields.contains { $0.name == name } }
        return names.compactMap { name in
            let before = fields.first { $0.name == name }?.value
            let after = other.fields.first { $0.name == name }?.value
            guard before != after else { return nil }
            return (name, before.map(Said.text) ?? "none", after.map(Said.text) ?? "none")
        }
    }

    static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): "\(number)"
        case .number(let number): JSONWriter.text(of: number)
        case .string(let text): text
        case .array(let elements): elements.map(text).joined(separator: ", ")
        case .object(let members):
            members.map { member in
                if case .object = member.value { return "\(member.key) {\(text(member.value))}" }
                return "\(member.key) \(text(member.value))"
            }.joined(separator: ", ")
        }
    }
}
