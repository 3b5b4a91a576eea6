/// Values whose JSON names their CEL type, as the conformance rows write them.
enum TaggedValue {
    /// Nil when the JSON is no such value.
    static func read(_ json: JSONValue) -> Value? {
        guard case .object(let members) = json, members.count == 1, let member = members.first else { return nil }
        switch (member.name, member.value) {
        case ("null", _): return .null
        case ("bool", .bool(let flag)): return .bool(flag)
        case ("int", .string(let text)), ("int", .number(let text)): return Int64(text).map { .int($0) }
        case ("uint", .string(let text)), ("uint", .number(let text)): return UInt64(text).map { .uint($0) }
        case ("double", .string(let text)), ("double", .number(let text)):
            return DoubleText.parse(text).map { .double($0) }
        case ("string", .string(let text)): return .string(text)
        case ("bytes", .string(let text)): return Base64.decode(text).map { .bytes($0) }
        case ("type", .string(let name)): return TypeName(name: name).map { .type($0) }
        case ("list", .array(let elements)):
            let values = elements.compactMap { read($0) }
            return values.count == elements.count ? .list(values) : nil
        case ("map", .array(let pairs)): return map(pairs)
        case ("optional", .null): return .optional(nil)
        case ("optional", let wrapped): return read(wrapped).map { .optional($0) }
        default: return time(member.name, member.value)
        }
    }

    private static func map(_ pairs: [JSONValue]) -> Value? {
        var entries: [(key: Value, value: Value)] = []
        for pair in pairs {
            guard case .array(let parts) = pair, parts.count == 2, let key = read(parts[0]), let value = read(parts[1])
            else { return nil }
            entries.append((key, value))
        }
        do throws(EvaluationError) {
            return .map(try MapValue(entries))
        } catch {
            return nil
        }
    }

    private static func time(_ tag: String, _ content: JSONValue) -> Value? {
        guard let text = content.text else { return nil }
        do throws(EvaluationError) {
            switch tag {
            case "timestamp", "google.protobuf.Timestamp":
                let (seconds, nanoseconds) = try TimestampText.parse(text)
                return .timestamp(seconds: seconds, nanoseconds: nanoseconds)
            case "duration", "google.protobuf.Duration": return .duration(nanoseconds: try DurationText.parse(text))
            default: return nil
            }
        } catch {
            return nil
        }
    }

    /// Whether a result is what a row expects: the same types throughout, map entries in any order, NaN as NaN.
    static func matches(_ value: Value, expected: Value) -> Bool {
        switch (value, expected) {
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { matches($0, expected: $1) }
        case (.map(let a), .map(let b)):
            a.count == b.count
                && zip(a.keys, a.values).allSatisfy { key, value in
                    guard let position = b.keys.firstIndex(of: key) else { return false }
                    return matches(value, expected: b.values[position])
                }
        case (.optional(let a?), .optional(let b?)): matches(a, expected: b)
        default: value == expected
        }
    }
}
