internal import Engine
internal import Expressions

/// The functions of expressions that remember what came before.
enum MemoryFunction: String, CaseIterable {
    case becomes, changed, delta, rate, ewma, age, stale, valid, stuck, unchanged
    // Aggregates of the values of the last while.
    case mean, min, max, sum, count, first, last, stddev, variance, range, median, slope, distinct, percentile
    case timeWeightedMean = "time_weighted_mean"

    /// A constant argument after the first.
    enum Argument {
        case milliseconds(Int64)
        case number(Double)
    }

    /// How it is written, for people.
    var usage: String {
        switch self {
        case .ewma: "ewma(x, 1m)"
        case .unchanged: "unchanged(x, 10m)"
        case .percentile: "percentile(x, 95, 10m)"
        case _ where isWindow: "\(rawValue)(x, 10m)"
        default: "\(rawValue)(x)"
        }
    }

    /// Whether it is an aggregate of the values of the last while.
    var isWindow: Bool { self == .percentile || Aggregate(rawValue: rawValue) != nil && self != .rate }

    func takes(_ count: Int) -> Bool {
        switch self {
        case .rate: count == 1 || count == 2
        case .percentile: count == 3
        case _ where isWindow: count == 2
        case .ewma, .unchanged: count == 2
        default: count == 1
        }
    }

    /// Whether these arguments make it this function and not another one of the same name.
    ///
    /// `max(a, b)` is of two numbers, `max(a, 10m)` of the values of ten minutes.
    func isTold(by arguments: [Expression]) -> Bool {
        guard isWindow || self == .rate && arguments.count == 2 else { return true }
        guard case .literal(.duration)? = arguments.last?.kind else { return false }
        return true
    }

    /// Whether what it gives is true for an instant only.
    var isPulse: Bool { self == .becomes || self == .changed }

    /// What the first argument must be; nil for anything.
    var sourceType: ValueType? {
        switch self {
        case .becomes: .bool
        case .delta, .rate, .ewma: .double
        case .changed, .age, .stale, .valid, .stuck, .unchanged: nil
        default: nil
        }
    }

    /// Nil where the arguments do not fit.
    func function(_ arguments: [Argument]) -> (OperatorPlan.Function, ValueType)? {
        switch self {
        case .becomes: return (.becomes, .bool)
        case .changed: return (.changed, .bool)
        case .delta: return (.delta, .double)
        case .rate:
            guard case .milliseconds(let milliseconds)? = arguments.first else { return (.rate, .double) }
            return (.window(.rate, milliseconds: milliseconds), .double)
        case .age: return (.age, .duration)
        case .ewma:
            guard case .milliseconds(let tau)? = arguments.first else { return nil }
            return (.ewma(tauMilliseconds: tau), .double)
        case .unchanged:
            guard case .milliseconds(let milliseconds)? = arguments.first else { return nil }
            return (.unchanged(milliseconds: milliseconds, tolerance: 0), .bool)
        case .stale, .valid, .stuck: return nil
        case .percentile:
            guard arguments.count == 2, case .number(let percent) = arguments[0], percent > 0, percent < 100,
                case .milliseconds(let milliseconds) = arguments[1]
            else { return nil }
            return (.window(.percentile(percent), milliseconds: milliseconds), .double)
        default:
            guard let aggregate = Aggregate(rawValue: rawValue), case .milliseconds(let milliseconds)? = arguments.first
            else { return nil }
            return (.window(aggregate, milliseconds: milliseconds), .double)
        }
    }
}
