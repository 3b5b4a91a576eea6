/// The runtime type of a value, as `type(x)` gives it.
public enum TypeName: UInt8, Hashable, Sendable, CaseIterable {
    case null, bool, int, uint, double, string, bytes, list, map, timestamp, duration, type, optional

    /// The name under which an expression refers to the type, such as `null_type` or `google.protobuf.Duration`.
    public var name: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        case .optional: "optional_type"
        }
    }

    /// The type of that name, or nil.
    public init?(name: String) {
        guard let found = TypeName.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}
