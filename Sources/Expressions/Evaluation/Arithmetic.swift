/// Arithmetic over numbers and times. Whole numbers never wrap round.
enum Arithmetic {
    static func negate(_ value: Value) throws(EvaluationError) -> Value {
        switch value {
        case .int(let number):
            guard number != .min else { throw .overflow }
            return .int(-number)
        case .double(let number): return .double(-number)
        case .duration(let nanoseconds):
            guard nanoseconds != .min else { throw .outOfRange }
            return .duration(nanoseconds: -nanoseconds)
        default: throw .noSuchOverload
        }
    }

    static func apply(_ builtin: Builtin, _ left: Value, _ right: Value) throws(EvaluationError) -> Value {
        switch (left, right) {
        case (.int(let a), .int(let b)): return .int(try whole(builtin, a, b))
        case (.uint(let a), .uint(let b)): return .uint(try whole(builtin, a, b))
        case (.double(let a), .double(let b)): return .double(try real(builtin, a, b))
        default: return try times(builtin, left, right)
        }
    }

    private static func whole<Number: FixedWidthInteger>(
        _ builtin: Builtin, _ left: Number, _ right: Number
    ) throws(EvaluationError) -> Number {
        let (result, overflow): (Number, Bool)
        switch builtin {
        case .add: (result, overflow) = left.addingReportingOverflow(right)
        case .subtract: (result, overflow) = left.subtractingReportingOverflow(right)
        case .multiply: (result, overflow) = left.multipliedReportingOverflow(by: right)
        case .divide, .modulo:
            guard right != 0 else { throw .divisionByZero }
            (result, overflow) =
                builtin == .divide
                ? left.dividedReportingOverflow(by: right) : left.remainderReportingOverflow(dividingBy: right)
        default: throw .noSuchOverload
        }
        guard !overflow else { throw .overflow }
        return result
    }

    private static func real(_ builtin: Builtin, _ left: Double, _ right: Double) throws(EvaluationError) -> Double {
        switch builtin {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide: return left / right
        default: throw .noSuchOverload
        }
    }

    private static func times(_ builtin: Builtin, _ left: Value, _ right: Value) throws(EvaluationError) -> Value {
        switch (builtin, left, right) {
        case (.add, .duration(let a), .duration(let b)): return .duration(nanoseconds: try sum(a, b))
        case (.subtract, .duration(let a), .duration(let b)): return .duration(nanoseconds: try difference(a, b))
        case (.add, .timestamp(let seconds, let nanoseconds), .duration(let span)),
            (.add, .duration(let span), .timestamp(let seconds, let nanoseconds)):
            return try moved(seconds, nanoseconds, by: span)
        case (.subtract, .timestamp(let seconds, let nanoseconds), .duration(let span)):
            guard span != .min else { throw .outOfRange }
            return try moved(seconds, nanoseconds, by: -span)
        case (.subtract, .timestamp(let a, let b), .timestamp(let c, let d)):
            let (whole, overflow) = (a - c).multipliedReportingOverflow(by: 1_000_000_000)
            guard !overflow else { throw .outOfRange }
            return .duration(nanoseconds: try sum(whole, Int64(b) - Int64(d)))
        default: throw .noSuchOverload
        }
    }

    private static func sum(_ left: Int64, _ right: Int64) throws(EvaluationError) -> Int64 {
        let (result, overflow) = left.addingReportingOverflow(right)
        guard !overflow else { throw .outOfRange }
        return result
    }

    private static func difference(_ left: Int64, _ right: Int64) throws(EvaluationError) -> Int64 {
        let (result, overflow) = left.subtractingReportingOverflow(right)
        guard !overflow else { throw .outOfRange }
        return result
    }

    private static func moved(
        _ seconds: Int64, _ nanoseconds: Int32, by span: Int64
    ) throws(EvaluationError) -> Value {
        var newSeconds = seconds + span / 1_000_000_000
        var newNanoseconds = Int64(nanoseconds) + span % 1_000_000_000
        if newNanoseconds < 0 {
            newNanoseconds += 1_000_000_000
            newSeconds -= 1
        } else if newNanoseconds >= 1_000_000_000 {
            newNanoseconds -= 1_000_000_000
            newSeconds += 1
        }
        guard newSeconds >= TimestampText.earliest, newSeconds <= TimestampText.latest else { throw .outOfRange }
        return .timestamp(seconds: newSeconds, nanoseconds: Int32(newNanoseconds))
    }
}
