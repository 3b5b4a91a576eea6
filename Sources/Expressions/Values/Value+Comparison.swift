/// How two values stand to each other; NaN stands in no order to anything.
enum Order {
    case less, equal, greater, unordered

    init<Ordered: Comparable>(_ left: Ordered, _ right: Ordered) {
        self = left < right ? .less : left == right ? .equal : left > right ? .greater : .unordered
    }

    func satisfies(_ comparison: Builtin) -> Bool {
        switch comparison {
        case .less: self == .less
        case .lessOrEqual: self == .less || self == .equal
        case .greater: self == .greater
        default: self == .greater || self == .equal
        }
    }
}

extension Value {
    /// The order of two values of one type, or of two numbers; throws `noSuchOverload` for all others.
    static func order(_ left: Value, _ right: Value) throws(EvaluationError) -> Order {
        if let order = numericOrder(left, right) { return order }
        switch (left, right) {
        case (.bool(let a), .bool(let b)): return Order(a ? 1 : 0, b ? 1 : 0)
        case (.string(let a), .string(let b)):
            return UTF8Text.precedes(a, b) ? .less : UTF8Text.equal(a, b) ? .equal : .greater
        case (.bytes(let a), .bytes(let b)): return a.lexicographicallyPrecedes(b) ? .less : a == b ? .equal : .greater
        case (.timestamp(let a, let b), .timestamp(let c, let d)): return a == c ? Order(b, d) : Order(a, c)
        case (.duration(let a), .duration(let b)): return Order(a, b)
        default: throw .noSuchOverload
        }
    }

    /// The order of two numbers of whatever type; nil when one is no number. Against a double, whole numbers compare as the
    /// nearest double.
    static func numericOrder(_ left: Value, _ right: Value) -> Order? {
        switch (left, right) {
        case (.int(let a), .int(let b)): Order(a, b)
        case (.uint(let a), .uint(let b)): Order(a, b)
        case (.double(let a), .double(let b)): Order(a, b)
        case (.int(let a), .uint(let b)): a < 0 ? .less : Order(UInt64(a), b)
        case (.uint(let a), .int(let b)): b < 0 ? .greater : Order(a, UInt64(b))
        case (.int(let a), .double(let b)): Order(Double(a), b)
        case (.double(let a), .int(let b)): Order(a, Double(b))
        case (.uint(let a), .double(let b)): Order(Double(a), b)
        case (.double(let a), .uint(let b)): Order(a, Double(b))
        default: nil
        }
    }

    /// CEL's `==`: numbers across types, collections by their elements, NaN equal to nothing. Values of other types differ.
    public static func equals(_ left: Value, _ right: Value) -> Bool {
        var steps = Int.max
        return equals(left, right, &steps)
    }

    /// Counts down by one a value compared, and gives up with false below zero: shared parts make a small value long.
    static func equals(_ left: Value, _ right: Value, _ steps: inout Int) -> Bool {
        steps -= 1
        guard steps >= 0 else { return false }
        if let order = numericOrder(left, right) { return order == .equal }
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.string(let a), .string(let b)): return UTF8Text.equal(a, b)
        case (.bytes(let a), .bytes(let b)): return a == b
        case (.list(let a), .list(let b)):
            guard a.count == b.count else { return false }
            for (x, y) in zip(a, b) where !equals(x, y, &steps) { return false }
            return true
        case (.map(let a), .map(let b)): return equals(a, b, &steps)
        case (.timestamp(let a, let b), .timestamp(let c, let d)): return a == c && b == d
        case (.duration(let a), .duration(let b)): return a == b
        case (.type(let a), .type(let b)): return a == b
        case (.optional(let a), .optional(let b)):
            guard let a, let b else { return a == nil && b == nil }
            return equals(a, b, &steps)
        default: return false
        }
    }

    private static func equals(_ left: MapValue, _ right: MapValue, _ steps: inout Int) -> Bool {
        guard left.count == right.count else { return false }
        for (key, value) in zip(left.keys, left.values) {
            guard let other = right[key], equals(value, other, &steps) else { return false }
        }
        return true
    }

    /// Whether it is what a field of its type holds when nothing was put there: 0, false, empty, null.
    var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let flag): !flag
        case .int(let number): number == 0
        case .uint(let number): number == 0
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        case .list(let elements): elements.isEmpty
        case .map(let map): map.count == 0
        case .timestamp(let seconds, let nanoseconds): seconds == 0 && nanoseconds == 0
        case .duration(let nanoseconds): nanoseconds == 0
        case .optional(let wrapped): wrapped == nil
        case .type, .error: false
        }
    }
}
