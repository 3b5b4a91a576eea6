/// The parts of a time that `getHours()` and its like give.
enum TimePart {
    /// `offset` is seconds east of UTC. A duration has hours, minutes and seconds as totals, and milliseconds as the part
    /// below a second.
    static func part(_ builtin: Builtin, of value: Value, offset: Int) throws(EvaluationError) -> Int64 {
        switch value {
        case .timestamp(let seconds, let nanoseconds):
            return Int64(try part(builtin, CivilTime(epochSeconds: seconds + Int64(offset)), nanoseconds))
        case .duration(let nanoseconds):
            switch builtin {
            case .hours: return nanoseconds / 3_600_000_000_000
            case .minutes: return nanoseconds / 60_000_000_000
            case .seconds: return nanoseconds / 1_000_000_000
            case .milliseconds: return nanoseconds % 1_000_000_000 / 1_000_000
            default: throw .noSuchOverload
            }
        default: throw .noSuchOverload
        }
    }

    private static func part(
        _ builtin: Builtin, _ time: CivilTime, _ nanoseconds: Int32
    ) throws(EvaluationError) -> Int {
        switch builtin {
        case .fullYear: return time.year
        case .month: return time.month - 1
        case .dayOfYear: return time.dayOfYear
        case .dayOfMonth: return time.day - 1
        case .date: return time.day
        case .dayOfWeek: return time.dayOfWeek
        case .hours: return time.hour
        case .minutes: return time.minute
        case .seconds: return time.second
        case .milliseconds: return Int(nanoseconds) / 1_000_000
        default: throw .noSuchOverload
        }
    }
}
