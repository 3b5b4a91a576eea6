/// `text.format(list)`: `%s %d %f %e %b %o %x %X %%`, with a precision as in `%.2f`.
enum Formatting {
    private static let greatestPrecision = 100
    private static let defaultPrecision = 6

    static func format(
        _ format: String, _ arguments: [Value], _ budget: inout Int
    ) throws(EvaluationError) -> String {
        var result = ""
        var rest = Substring(format)
        var used = 0
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            if rest.first == "%" {
                result += "%"
                rest = rest.dropFirst()
                continue
            }
            let precision = try precision(&rest)
            guard let clause = rest.popFirst(), used < arguments.count else { throw .badFormat }
            result += try write(arguments[used], clause, precision, &budget)
            used += 1
            budget -= 1 + result.utf8.count / 64
            guard budget >= 0 else { throw .budgetExceeded }
        }
        return result + rest
    }

    private static func precision(_ rest: inout Substring) throws(EvaluationError) -> Int? {
        guard rest.first == "." else { return nil }
        rest = rest.dropFirst()
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        guard let precision = Int(digits), precision <= greatestPrecision else { throw .badFormat }
        return precision
    }

    private static func write(
        _ value: Value, _ clause: Character, _ precision: Int?, _ budget: inout Int
    ) throws(EvaluationError) -> String {
        switch clause {
        case "s": return try text(value, &budget)
        case "d": return try decimal(value)
        case "f": return try real(value) { ExactDecimal.fixed($0, places: precision ?? defaultPrecision) }
        case "e": return try real(value) { ExactDecimal.scientific($0, places: precision ?? defaultPrecision) }
        case "b":
            if case .bool(let flag) = value { return flag ? "1" : "0" }
            return try whole(value, radix: 2)
        case "o": return try whole(value, radix: 8)
        case "x": return try hexadecimal(value, isUpper: false)
        case "X": return try hexadecimal(value, isUpper: true)
        default: throw .badFormat
        }
    }

    private static func decimal(_ value: Value) throws(EvaluationError) -> String {
        if case .double(let number) = value, !number.isFinite { return DoubleText.write(number) }
        return try whole(value, radix: 10)
    }

    private static func whole(_ value: Value, radix: Int, isUpper: Bool = false) throws(EvaluationError) -> String {
        switch value {
        case .int(let number): return String(number, radix: radix, uppercase: isUpper)
        case .uint(let number): return String(number, radix: radix, uppercase: isUpper)
        default: throw .badFormat
        }
    }

    private static func hexadecimal(_ value: Value, isUpper: Bool) throws(EvaluationError) -> String {
        let bytes: [UInt8]
        switch value {
        case .string(let text): bytes = Array(text.utf8)
        case .bytes(let content): bytes = content
        default: return try whole(value, radix: 16, isUpper: isUpper)
        }
        return bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: isUpper)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    private static func real(_ value: Value, _ write: (Double) -> String) throws(EvaluationError) -> String {
        let number: Double
        switch value {
        case .double(let real): number = real
        case .int(let whole): number = Double(whole)
        case .uint(let whole): number = Double(whole)
        default: throw .badFormat
        }
        return number.isFinite ? write(number) : DoubleText.write(number)
    }

    /// A value as `%s` writes it: collections in brackets, a map's entries sorted by their keys' text.
    private static func text(_ value: Value, _ budget: inout Int) throws(EvaluationError) -> String {
        budget -= 1
        guard budget >= 0 else { throw .budgetExceeded }
        switch value {
        case .null: return "null"
        case .type(let type): return type.name
        case .list(let elements):
            var texts: [String] = []
            for element in elements { texts.append(try text(element, &budget)) }
            return "[" + texts.joined(separator: ", ") + "]"
        case .map(let map):
            var entries: [(key: String, value: String)] = []
            for (key, value) in zip(map.keys, map.values) {
                entries.append((try text(key, &budget), try text(value, &budget)))
            }
            entries.sort { UTF8Text.precedes($0.key, $1.key) }
            return "{" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        case .optional, .error: throw .badFormat
        default:
            guard case .string(let text) = try Conversion.convert(value, .string) else { throw .badFormat }
            budget -= text.utf8.count / 8
            return text
        }
    }
}
