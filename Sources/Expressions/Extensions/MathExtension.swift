// Links the mathematical library, in which the standard library finds `rounded` and `squareRoot`.
internal import Glibc

/// The functions of `math`, but for `greatest` and `least`.
enum MathExtension {
    static func apply(_ builtin: Builtin, _ argument: Value) throws(EvaluationError) -> Value {
        switch argument {
        case .double(let number): return try apply(builtin, number)
        case .int(let number):
            switch builtin {
            case .abs:
                guard number != .min else { throw .overflow }
                return .int(Swift.abs(number))
            case .sign: return .int(number.signum())
            case .sqrt: return .double(Double(number).squareRoot())
            case .bitNot: return .int(~number)
            default: throw .noSuchOverload
            }
        case .uint(let number):
            switch builtin {
            case .abs: return argument
            case .sign: return .uint(number == 0 ? 0 : 1)
            case .sqrt: return .double(Double(number).squareRoot())
            case .bitNot: return .uint(~number)
            default: throw .noSuchOverload
            }
        default: throw .noSuchOverload
        }
    }

    private static func apply(_ builtin: Builtin, _ number: Double) throws(EvaluationError) -> Value {
        switch builtin {
        case .ceil: return .double(number.rounded(.up))
        case .floor: return .double(number.rounded(.down))
        case .round: return .double(number.rounded(.toNearestOrAwayFromZero))
        case .trunc: return .double(number.rounded(.towardZero))
        case .abs: return .double(Swift.abs(number))
        case .sign: return .double(number > 0 ? 1 : number < 0 ? -1 : number)
        case .sqrt: return .double(number.squareRoot())
        case .isNaN: return .bool(number.isNaN)
        case .isInf: return .bool(number.isInfinite)
        case .isFinite: return .bool(number.isFinite)
        default: throw .noSuchOverload
        }
    }

    /// Functions of bits. Shifts are logical, for an int too.
    static func apply(_ builtin: Builtin, _ left: Value, _ right: Value) throws(EvaluationError) -> Value {
        switch (left, right) {
        case (.int(let bits), .int(let other)):
            let result = try apply(builtin, UInt64(bitPattern: bits), UInt64(bitPattern: other))
            return .int(Int64(bitPattern: result))
        case (.uint(let bits), .uint(let other)) where builtin != .bitShiftLeft && builtin != .bitShiftRight:
            return .uint(try apply(builtin, bits, other))
        case (.uint(let bits), .int(let places)) where builtin == .bitShiftLeft || builtin == .bitShiftRight:
            return .uint(try apply(builtin, bits, UInt64(bitPattern: places)))
        default: throw .noSuchOverload
        }
    }

    private static func apply(_ builtin: Builtin, _ bits: UInt64, _ other: UInt64) throws(EvaluationError) -> UInt64 {
        switch builtin {
        case .bitAnd: return bits & other
        case .bitOr: return bits | other
        case .bitXor: return bits ^ other
        default:
            guard Int64(bitPattern: other) >= 0 else { throw .outOfRange }
            return builtin == .bitShiftLeft ? bits << other : bits >> other
        }
    }
}
