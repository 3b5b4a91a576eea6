/// The standard definitions (CEL language definition, "List of Standard Definitions").
extension SignatureTable {
    mutating func addOperators() {
        let a = SignatureTable.a
        let b = SignatureTable.b
        for number in SignatureTable.numbers {
            add("+", [number, number], number, .add)
            add("-", [number, number], number, .subtract)
            add("*", [number, number], number, .multiply)
            add("/", [number, number], number, .divide)
            if number != .double { add("%", [number, number], number, .modulo) }
        }
        for type in [ValueType.string, .bytes, .list(a), .duration] { add("+", [type, type], type, .add) }
        add("+", [.timestamp, .duration], .timestamp, .add)
        add("+", [.duration, .timestamp], .timestamp, .add)
        add("-", [.timestamp, .timestamp], .duration, .subtract)
        add("-", [.timestamp, .duration], .timestamp, .subtract)
        add("-", [.duration, .duration], .duration, .subtract)
        for type in [ValueType.int, .double, .duration] { add("unary -", [type], type, .negate) }
        addComparisons()
        add("in", [a, .list(a)], .bool, .contained)
        add("in", [a, .map(a, b)], .bool, .contained)
        add("[]", [.list(a), .int], a, .index)
        add("[]", [.map(a, b), a], b, .index)
        add("[]", [.optional(.list(a)), .int], .optional(a), .index)
        add("[]", [.optional(.map(a, b)), a], .optional(b), .index)
        for wrap in [{ $0 }, ValueType.optional] as [(ValueType) -> ValueType] {
            add("[?]", [wrap(.list(a)), .int], .optional(a), .optionalIndex)
            add("[?]", [wrap(.map(a, b)), a], .optional(b), .optionalIndex)
        }
    }

    /// Numbers compare across types; all else only within its own.
    private mutating func addComparisons() {
        let ordered: [(String, Builtin)] = [
            ("<", .less), ("<=", .lessOrEqual), (">", .greater), (">=", .greaterOrEqual),
        ]
        for (name, builtin) in ordered + [("==", .equal), ("!=", .notEqual)] {
            // Those of one type come first: an open type takes the type of what it is compared with.
            for number in SignatureTable.numbers { add(name, [number, number], .bool, builtin) }
            for left in SignatureTable.numbers {
                for right in SignatureTable.numbers where right != left { add(name, [left, right], .bool, builtin) }
            }
        }
        for (name, builtin) in ordered {
            for type in [ValueType.bool, .string, .bytes, .timestamp, .duration] {
                add(name, [type, type], .bool, builtin)
            }
        }
        add("==", [SignatureTable.a, SignatureTable.a], .bool, .equal)
        add("!=", [SignatureTable.a, SignatureTable.a], .bool, .notEqual)
    }

    mutating func addConversions() {
        add("type", [SignatureTable.a], .type, .type)
        add("dyn", [SignatureTable.a], .dyn, .dyn)
        let conversions: [(String, ValueType, Builtin, [ValueType])] = [
            ("bool", .bool, .bool, [.bool, .string]),
            ("bytes", .bytes, .bytes, [.bytes, .string]),
            ("double", .double, .double, [.double, .int, .uint, .string]),
            ("duration", .duration, .duration, [.duration, .string]),
            ("int", .int, .int, [.int, .uint, .double, .string, .timestamp]),
            ("string", .string, .string, [.string, .bool, .int, .uint, .double, .bytes, .timestamp, .duration]),
            ("timestamp", .timestamp, .timestamp, [.timestamp, .string, .int]),
            ("uint", .uint, .uint, [.uint, .int, .double, .string]),
        ]
        for (name, result, builtin, sources) in conversions {
            for source in sources { add(name, [source], result, builtin) }
        }
    }

    mutating func addStringsAndCollections() {
        for type in [ValueType.string, .bytes, .list(SignatureTable.a), .map(SignatureTable.a, SignatureTable.b)] {
            add("size", [type], .int, .size)
            add(".size", [type], .int, .size)
        }
        add(".contains", [.string, .string], .bool, .contains)
        add(".startsWith", [.string, .string], .bool, .startsWith)
        add(".endsWith", [.string, .string], .bool, .endsWith)
        add(".matches", [.string, .string], .bool, .matches)
        add("matches", [.string, .string], .bool, .matches)
    }

    mutating func addTimes() {
        let parts: [(String, Builtin)] = [
            (".getFullYear", .fullYear), (".getMonth", .month), (".getDayOfYear", .dayOfYear),
            (".getDayOfMonth", .dayOfMonth), (".getDate", .date), (".getDayOfWeek", .dayOfWeek), (".getHours", .hours),
            (".getMinutes", .minutes), (".getSeconds", .seconds), (".getMilliseconds", .milliseconds),
        ]
        for (name, builtin) in parts {
            add(name, [.timestamp], .int, builtin)
            add(name, [.timestamp, .string], .int, builtin)
        }
        for (name, builtin) in parts.suffix(4) { add(name, [.duration], .int, builtin) }
    }
}
