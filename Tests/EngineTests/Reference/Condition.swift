import Telemetry

/// A condition as data, so that the reference can judge it without the expression language.
indirect enum Condition {
    case above(String, Double)
    case atMost(String, Double)
    case flag(String)
    case raised(String)
    case not(Condition)
    case both(Condition, Condition)
    case either(Condition, Condition)

    var text: String {
        switch self {
        case .above(let name, let limit): "\(name) > \(limit)"
        case .atMost(let name, let limit): "\(name) <= \(limit)"
        case .flag(let name): name
        case .raised(let rule): "\(rule).raised"
        case .not(let condition): "!(\(condition.text))"
        case .both(let left, let right): "(\(left.text)) && (\(right.text))"
        case .either(let left, let right): "(\(left.text)) || (\(right.text))"
        }
    }

    /// Signals and derived values, and `RULE.raised`.
    var names: Set<String> {
        switch self {
        case .above(let name, _), .atMost(let name, _), .flag(let name): [name]
        case .raised(let rule): ["\(rule).raised"]
        case .not(let condition): condition.names
        case .both(let left, let right), .either(let left, let right): left.names.union(right.names)
        }
    }

    /// Nil where it cannot be told.
    func holds(_ value: (String) -> Value?) -> Bool? {
        switch self {
        case .above(let name, let limit): number(name, value).map { $0 > limit }
        case .atMost(let name, let limit): number(name, value).map { $0 <= limit }
        case .flag(let name): flag(name, value)
        case .raised(let rule): flag("\(rule).raised", value)
        case .not(let condition): condition.holds(value).map { !$0 }
        case .both(let left, let right): Self.conjunction(left.holds(value), right.holds(value))
        case .either(let left, let right):
            Self.conjunction(left.holds(value).map { !$0 }, right.holds(value).map { !$0 }).map { !$0 }
        }
    }

    private static func conjunction(_ left: Bool?, _ right: Bool?) -> Bool? {
        if left == false || right == false { return false }
        return left == nil || right == nil ? nil : true
    }

    private func number(_ name: String, _ value: (String) -> Value?) -> Double? {
        guard case .number(let number)? = value(name) else { return nil }
        return number
    }

    private func flag(_ name: String, _ value: (String) -> Value?) -> Bool? {
        guard case .flag(let flag)? = value(name) else { return nil }
        return flag
    }
}
