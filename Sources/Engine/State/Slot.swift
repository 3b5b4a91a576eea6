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
    /// A slot's value. What cannot be kept over a restart (an error, a list) is written as missing.
    mutating func slot(_ value: Expressions.Value) {
        if let value = value.telemetry {
            byte(1)
            self.value(value)
        } else {
            byte(0)
        }
    }
}

extension ByteReader {
    mutating func slot() throws(MalformedBytes) -> Expressions.Value {
        switch try byte() {
        case 0: return .missing
        case 1: return Expressions.Value(try value())
        default: throw malformed
        }
    }
}
