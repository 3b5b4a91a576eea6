/// JSON as it was written: numbers as text, members in order.
indirect enum JSONValue {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    struct Member {
        let name: String
        let value: JSONValue
    }

    /// The last member of that name.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}

/// The text is not JSON (RFC 8259).
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// UTF-8 bytes from the start.
    public let offset: Int
    public let message: String

    public var description: String { "\(message) at byte \(offset)" }
}
