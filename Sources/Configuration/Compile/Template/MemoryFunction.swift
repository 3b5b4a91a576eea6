internal import Engine
internal import Expressions

/// The functions of expressions that remember what came before.
enum MemoryFunction: String, CaseIterable {
    case becomes, changed, delta, rate, ewma, age, stale, valid, stuck, unchanged

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
        default: "\(rawValue)(x)"
        }
    }

    func takes(_ count: Int) -> Bool {
        switch self {
        case .ewma, .unchanged: count == 2
        default: count == 1
        }
    }

    /// Whether these arguments make it this function and not another one of the same name.
    func isTold(by arguments: [Expression]) -> Bool { true }

    /// Whether what it gives is true for an instant only.
    var isPulse: Bool { self == .becomes || self == .changed }

    /// What the first argument must be; nil for anything.
    var sourceType: ValueType? {
        switch self {
        case .becomes: .bool
        case .delta, .rate, .ewma: .double
        case .changed, .age, .stale, .valid, .stuck, .unchanged: nil
        }
    }

    /// Nil where the arguments do not fit.
    func function(_ arguments: [Argument]) -> (OperatorPlan.Function, ValueType)? {
        switch self {
        case .becomes: return (.becomes, .bool)
        case .changed: return (.changed, .bool)
        case .delta: return (.delta, .double)
        case .rate: return (.rate, .double)
        case .age: return (.age, .duration)
        case .ewma:
            guard case .milliseconds(let tau)? = arguments.first else { return nil }
            return (.ewma(tauMilliseconds: tau), .double)
        case .unchanged:
            guard case .milliseconds(let milliseconds)? = arguments.first else { return nil }
            return (.unchanged(milliseconds: milliseconds, tolerance: 0), .bool)
        case .stale, .valid, .stuck: return nil
        }
    }
}
