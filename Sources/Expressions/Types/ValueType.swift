/// A static type, as the checker knows it at load.
public indirect enum ValueType: Hashable, Sendable {
    /// Any type: checked when it is evaluated.
    case dyn
    case null, bool, int, uint, double, string, bytes, timestamp, duration, type
    case list(ValueType)
    case map(ValueType, ValueType)
    case optional(ValueType)
    /// A value of the type, or null.
    case wrapper(ValueType)
    /// A type still to be found; only in signatures (`A`, `B`) and inside the checker.
    case parameter(Int)
}

extension ValueType: CustomStringConvertible {
    /// In CEL's notation, such as `map(string, list(int))`.
    public var description: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .type: "type"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .optional(let wrapped): "optional_type(\(wrapped))"
        case .wrapper(let wrapped): "wrapper(\(wrapped))"
        case .parameter(let number): "type#\(number)"
        }
    }

    public var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }

    var canBeNull: Bool {
        switch self {
        case .null, .optional, .wrapper, .timestamp, .duration: true
        default: false
        }
    }
}

extension ValueType {
    /// Reads CEL's notation: `double`, `list(int)`, `map(string,dyn)`, `optional_type(int)`, `google.protobuf.Duration`.
    /// Nil when it is not a type.
    public init?(notation: String) {
        var rest = Substring(notation.filter { $0 != " " })
        guard let type = ValueType.read(&rest, depth: 0), rest.isEmpty else { return nil }
        self = type
    }

    private static let simple: [String: ValueType] = [
        "dyn": .dyn, "null_type": .null, "null": .null, "bool": .bool, "int": .int, "uint": .uint, "double": .double,
        "string": .string, "bytes": .bytes, "timestamp": .timestamp, "duration": .duration, "type": .type,
        "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration, "list": .list(.dyn),
        "map": .map(.dyn, .dyn),
    ]

    private static func read(_ rest: inout Substring, depth: Int) -> ValueType? {
        guard depth < 16 else { return nil }
        let name = String(rest.prefix { $0 != "(" && $0 != ")" && $0 != "," })
        rest = rest.dropFirst(name.count)
        guard rest.first == "(" else { return simple[name] }
        var arguments: [ValueType] = []
        repeat {
            rest = rest.dropFirst()
            guard let argument = read(&rest, depth: depth + 1) else { return nil }
            arguments.append(argument)
        } while rest.first == ","
        guard rest.first == ")" else { return nil }
        rest = rest.dropFirst()
        switch (name, arguments.count) {
        case ("list", 1): return .list(arguments[0])
        case ("map", 2): return .map(arguments[0], arguments[1])
        case ("optional_type", 1): return .optional(arguments[0])
        case ("wrapper", 1): return .wrapper(arguments[0])
        case ("type", 1): return .type
        default: return nil
        }
    }
}
