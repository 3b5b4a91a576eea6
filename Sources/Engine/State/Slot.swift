internal import Expressions
internal import Telemetry

/// Conversions between the values that travel (`Telemetry.Value`) and those that expressions compute with.
extension Expressions.Value {
    /// A variable without a value: what it is used in is an error, neither true nor false.
    static var missing: Expressions.Value { .error(.noValue) }

    init(_ value: Telemetry.Value) {
        switch value {
        case .number(let number): self = .double(number)
        case .flag(let flag): self = .bool(flag)
        case .text(let text): self = .string(text)
        }
    }

    /// Nil for errors, null and for what does not travel (lists, maps, types).
    var telemetry: Telemetry.Value? {
        switch self {
        case .double(let number): number.isFinite ? .number(number) : nil
        case .int(let number): .number(Double(number))
        case .bool(let flag): .flag(flag)
        case .string(let text): .text(text)
        default: nil
        }
    }

    var truth: Truth {
        guard case .bool(let flag) = self else { return .unknown }
        return flag ? .yes : .no
    }
}

extension ByteWriter {
    /// A slot's value, of exactly the kind it has. What is made of others (a list) or is an error is written as missing.
    mutating func slot(_ value: Expressions.Value) {
        switch value {
        case .double(let number):
            byte(1)
            double(number)
        case .int(let number):
            byte(2)
            signed(number)
        case .bool(let flag): byte(flag ? 4 : 3)
        case .string(let text):
            byte(5)
            self.text(text)
        case .uint(let number):
            byte(6)
            unsigned(number)
        case .null: byte(7)
        case .timestamp(let seconds, let nanoseconds):
            byte(8)
            signed(seconds)
            signed(Int64(nanoseconds))
        case .duration(let nanoseconds):
            byte(9)
            signed(nanoseconds)
        default: byte(0)
        }
    }
}

extension ByteReader {
    mutating func slot() throws(MalformedBytes) -> Expressions.Value {
        switch try byte() {
        case 0: return .missing
        case 1: return .double(try double())
        case 2: return .int(try signed())
        case 3: return .bool(false)
        case 4: return .bool(true)
        case 5: return .string(try text())
        case 6: return .uint(try unsigned())
        case 7: return .null
        case 8:
            let seconds = try signed()
            guard let nanoseconds = Int32(exactly: try signed()) else { throw malformed }
            return .timestamp(seconds: seconds, nanoseconds: nanoseconds)
        case 9: return .duration(nanoseconds: try signed())
        default: throw malformed
        }
    }
}
