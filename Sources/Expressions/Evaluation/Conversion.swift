/// `int(x)`, `string(x)` and the other conversions between types.
enum Conversion {
    static func convert(_ value: Value, _ builtin: Builtin) throws(EvaluationError) -> Value {
        switch builtin {
        case .bool: .bool(try bool(value))
        case .bytes: .bytes(try bytes(value))
        case .double: .double(try double(value))
        case .duration: .duration(nanoseconds: try duration(value))
        case .int: .int(try int(value))
        case .string: .string(try string(value))
        case .timestamp: try timestamp(value)
        default: .uint(try uint(value))
        }
    }

    private static func bool(_ value: Value) throws(EvaluationError) -> Bool {
        switch value {
        case .bool(let flag): return flag
        case .string("1"), .string("t"), .string("T"), .string("true"), .string("TRUE"), .string("True"): return true
        case .string("0"), .string("f"), .string("F"), .string("false"), .string("FALSE"), .string("False"):
            return false
        case .string: throw .badConversion
        default: throw .noSuchOverload
        }
    }

    private static func bytes(_ value: Value) throws(EvaluationError) -> [UInt8] {
        switch value {
        case .bytes(let bytes): return bytes
        case .string(let text): return Array(text.utf8)
        default: throw .noSuchOverload
        }
    }

    private static func double(_ value: Value) throws(EvaluationError) -> Double {
        switch value {
        case .double(let number): return number
        case .int(let number): return Double(number)
        case .uint(let number): return Double(number)
        case .string(let text):
            guard let number = DoubleText.parse(text) else { throw .badConversion }
            return number
        default: throw .noSuchOverload
        }
    }

    private static func duration(_ value: Value) throws(EvaluationError) -> Int64 {
        switch value {
        case .duration(let nanoseconds): return nanoseconds
        case .string(let text): return try DurationText.parse(text)
        default: throw .noSuchOverload
        }
    }

    private static func int(_ value: Value) throws(EvaluationError) -> Int64 {
        switch value {
        case .int(let number): return number
        case .uint(let number):
            guard let result = Int64(exactly: number) else { throw .overflow }
            return result
        case .double(let number):
            // Both ends are left out: their neighbours round to them.
            guard number > -0x1p63, number < 0x1p63 else { throw .overflow }
            return Int64(number)
        case .string(let text):
            guard let number = Int64(text) else { throw .badConversion }
            return number
        case .timestamp(let seconds, _): return seconds
        default: throw .noSuchOverload
        }
    }

    private static func uint(_ value: Value) throws(EvaluationError) -> UInt64 {
        switch value {
        case .uint(let number): return number
        case .int(let number):
            guard let result = UInt64(exactly: number) else { throw .overflow }
            return result
        case .double(let number):
            guard number >= 0, number < 0x1p64 else { throw .overflow }
            return UInt64(number)
        case .string(let text):
            guard let number = UInt64(text) else { throw .badConversion }
            return number
        default: throw .noSuchOverload
        }
    }

    private static func string(_ value: Value) throws(EvaluationError) -> String {
        switch value {
        case .string(let text): return text
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .uint(let number): return String(number)
        case .double(let number): return DoubleText.write(number)
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalidUTF8 }
            return text
        case .timestamp(let seconds, let nanoseconds):
            return TimestampText.write(seconds: seconds, nanoseconds: nanoseconds)
        case .duration(let nanoseconds): return DurationText.write(nanoseconds)
        default: throw .noSuchOverload
        }
    }

    private static func timestamp(_ value: Value) throws(EvaluationError) -> Value {
        switch value {
        case .timestamp: return value
        case .int(let seconds):
            guard seconds >= TimestampText.earliest, seconds <= TimestampText.latest else { throw .outOfRange }
            return .timestamp(seconds: seconds, nanoseconds: 0)
        case .string(let text):
            let (seconds, nanoseconds) = try TimestampText.parse(text)
            return .timestamp(seconds: seconds, nanoseconds: nanoseconds)
        default: throw .noSuchOverload
        }
    }
}
