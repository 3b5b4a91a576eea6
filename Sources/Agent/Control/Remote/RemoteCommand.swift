internal import Decoding
internal import Engine
internal import Telemetry

/// A command from upstream: `{"id","device","actuator","value","expires","priority"}`.
struct RemoteCommand: Sendable {
    /// Why what came is no command, with its id where it has one.
    struct Flaw: Error {
        var id: String?
        var reason: String
    }

    static let largestBytes = 4096

    var id: String
    var device: String
    var actuator: String
    var value: Bool
    /// By the wall clock.
    var expires: Timestamp
    /// 1 (highest) to 16.
    var priority: Int

    /// - Parameter isRetained: a command that a broker kept is one of nobody knows when.
    init(_ body: [UInt8], isRetained: Bool) throws(Flaw) {
        guard body.count <= RemoteCommand.largestBytes else {
            throw Flaw(reason: "a command has at most \(RemoteCommand.largestBytes) bytes")
        }
        let object: JSONValue
        do {
            object = try JSONValue.parse(
                body, limits: PayloadLimits(bytes: RemoteCommand.largestBytes, depth: 4, members: 64, stringBytes: 1024)
            )
        } catch {
            throw Flaw(reason: "no JSON object")
        }
        let written = object["id"]?.string
        guard let id = written, RemoteCommand.isIdentifier(id) else { throw Flaw(reason: "id_invalid") }
        self.id = id
        guard !isRetained else { throw Flaw(id: id, reason: "retained") }
        for member in object.members ?? [] where !RemoteCommand.keys.contains(member.key) {
            throw Flaw(id: id, reason: "a command has no '\(member.key.prefix(32))'")
        }
        guard let device = object["device"]?.string else { throw Flaw(id: id, reason: "'device' is missing") }
        guard let actuator = object["actuator"]?.string else { throw Flaw(id: id, reason: "'actuator' is missing") }
        guard let value = object["value"]?.bool else { throw Flaw(id: id, reason: "'value' is true or false") }
        self.device = device
        self.actuator = actuator
        self.value = value
        if let milliseconds = object["expires"]?.integer {
            expires = Timestamp(milliseconds: milliseconds)
        } else if let text = object["expires"]?.string, let time = TimestampText.parse(text) {
            expires = time
        } else {
            throw Flaw(id: id, reason: "'expires' is missing: milliseconds since 1970, or RFC 3339")
        }
        if let priority = object["priority"] {
            guard let number = priority.integer, let priority = Int(exactly: number),
                Claim.priorities.contains(priority)
            else { throw Flaw(id: id, reason: "priority_invalid") }
            self.priority = priority
        } else {
            priority = Claim.defaultPriority
        }
    }

    private static let keys = ["id", "device", "actuator", "value", "expires", "priority"]

    /// One to 128 visible characters of ASCII: an id stands in logs and in records.
    private static func isIdentifier(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// The answer: `{"id","ok","reason"}`.
    static func answer(id: String?, reason: String?) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        if let id {
            json.field("id", id)
        } else {
            json.key("id")
            json.null()
        }
        json.field("ok", reason == nil)
        if let reason { json.field("reason", reason) }
        json.endObject()
        return json.bytes
    }
}
