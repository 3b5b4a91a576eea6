/// Any JSON document, for what is read once: replay lines, control messages, commands, test data. Payloads of sensors go
/// through `PayloadDecoder`, which builds nothing.
///
///     let line = try JSONValue.parse(bytes)
///     guard let time = line["time"]?.integer else { … }
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// Written without fraction and exponent, and within 64 bits.
    case integer(Int64)
    /// Any other number: finite, never negative zero.
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// In the order of the text; no key is there twice.
    case object([JSONMember])

    /// Reads one document, as strictly as a payload: no duplicate keys, no NUL in strings, no number that a double or an
    /// Int64 would change, nothing after the document.
    ///
    /// - Parameter parser: to reuse its memory over many documents.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer, limits: PayloadLimits = PayloadLimits(), parser: JSONParser = JSONParser()
    ) throws(JSONError) -> JSONValue {
        if let error = parser.parse(bytes, limits: limits) { throw error }
        return try JSONValueBuilder.build(parser)
    }

    public static func parse(
        _ bytes: [UInt8], limits: PayloadLimits = PayloadLimits(), parser: JSONParser = JSONParser()
    ) throws(JSONError) -> JSONValue {
        if let error = bytes.withUnsafeBytes({ parser.parse($0, limits: limits) }) { throw error }
        return try JSONValueBuilder.build(parser)
    }
}

/// One key of an object with its value.
public struct JSONMember: Sendable, Equatable {
    public var key: String
    public var value: JSONValue

    public init(key: String, value: JSONValue) {
        self.key = key
        self.value = value
    }
}

extension JSONValue {
    /// The member's value; nil where this is no object or has no such key.
    public subscript(key: String) -> JSONValue? {
        members?.first { $0.key == key }?.value
    }

    public var isNull: Bool { self == .null }

    public var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    /// An integer, also where it is written `1.0` or `1e3`; nil for anything that is not one exactly.
    public var integer: Int64? {
        switch self {
        case .integer(let integer): integer
        case .number(let number): Int64(exactly: number)
        default: nil
        }
    }

    /// A number as a double; nil where a double does not hold it exactly.
    public var number: Double? {
        switch self {
        case .integer(let integer): Double(exactly: integer)
        case .number(let number): number
        default: nil
        }
    }

    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object, in the order of the text.
    public var members: [JSONMember]? {
        if case .object(let members) = self { members } else { nil }
    }
}
