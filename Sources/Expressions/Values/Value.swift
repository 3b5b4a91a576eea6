/// A CEL value. Errors are values too.
///
/// 17 bytes: numbers, booleans, times and errors are stored in place, collections by reference.
public enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([Value])
    case map(MapValue)
    /// Seconds since 1970-01-01T00:00:00Z, of the years 1 to 9999, and 0 to 999 999 999 nanoseconds after them.
    case timestamp(seconds: Int64, nanoseconds: Int32)
    /// A span of up to 292 years either way.
    case duration(nanoseconds: Int64)
    case type(TypeName)
    indirect case optional(Value?)
    case error(EvaluationError)
}

extension Value {
    /// The value's runtime type; nil for an error.
    public var typeName: TypeName? {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list
        case .map: .map
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        case .optional: .optional
        case .error: nil
        }
    }

    /// The most precise static type that fits the value; what `weir eval` declares for a binding.
    public var staticType: ValueType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list(let elements): .list(Value.commonType(elements))
        case .map(let map): .map(Value.commonType(map.keys), Value.commonType(map.values))
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        case .optional(let wrapped): .optional(wrapped?.staticType ?? .dyn)
        case .error: .dyn
        }
    }

    private static func commonType(_ values: [Value]) -> ValueType {
        guard let first = values.first?.staticType else { return .dyn }
        return values.dropFirst().allSatisfy { $0.staticType == first } ? first : .dyn
    }
}

/// Sameness, not CEL equality: the same type and the same bytes. NaN is the same as NaN, 1 is not the same as 1.0,
/// and strings differ when their normalisation does. For CEL's `==` see `Value.equals(_:_:)`.
extension Value: Equatable {
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.double(let a), .double(let b)): a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
        case (.string(let a), .string(let b)): UTF8Text.equal(a, b)
        case (.bytes(let a), .bytes(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.map(let a), .map(let b)): a.keys == b.keys && a.values == b.values
        case (.timestamp(let a, let b), .timestamp(let c, let d)): a == c && b == d
        case (.duration(let a), .duration(let b)): a == b
        case (.type(let a), .type(let b)): a == b
        case (.optional(let a), .optional(let b)): a == b
        case (.error(let a), .error(let b)): a == b
        default: false
        }
    }
}
