import Engine
import Telemetry
import TestSupport

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

/// A random plan: the sketch for the engine, and its rules' conditions for the reference.
struct RandomSketch {
    struct Rule {
        var when: Condition
        var until: Condition?
    }

    private(set) var sketch: PlanSketch
    private(set) var rules: [Rule] = []

    init(using generator: inout SeededGenerator) {
        sketch = PlanSketch(
            signals: [
                .init(name: "a"), .init(name: "b", deadband: 1, stale: 12), .init(name: "c", valid: -5...5, stale: 7),
                .init(name: "f", type: .bool),
            ], derived: [.init(name: "sum", text: "a + b")],
            actuators: [.init(name: "p", safe: false, rest: true), .init(name: "q", safe: true, rest: false)],
            summaries: [
                .init(
                    name: "fine", every: 10, of: [("a", [.min, .mean, .max, .sum, .last]), ("f", [.count, .last])]),
                .init(name: "coarse", every: 20, of: [("sum", [.mean, .last]), ("c", [.min, .max])]),
            ], devices: ["d0", "d1"], isOpen: true, deviceLimit: 4)
        for index in 0..<Int.random(in: 2...6, using: &generator) { addRule(index, using: &generator) }
    }

    private mutating func addRule(_ index: Int, using generator: inout SeededGenerator) {
        let rule = Rule(
            when: condition(depth: 2, earlier: index, using: &generator),
            until: Int.random(in: 0..<3, using: &generator) == 0
                ? condition(depth: 1, earlier: index, using: &generator) : nil)
        var set: [(actuator: String, value: Bool)] = []
        for actuator in ["p", "q"] where Int.random(in: 0..<2, using: &generator) == 0 {
            set.append((actuator, Bool.random(using: &generator)))
        }
        rules.append(rule)
        sketch.rules.append(
            .init(
                name: "r\(index)", when: rule.when.text, until: rule.until?.text,
                hold: generator.pick(0, 0, 1, 5, 10), set: set,
                priority: generator.pick(2, 10, 10)))
    }

    private func condition(depth: Int, earlier: Int, using generator: inout SeededGenerator) -> Condition {
        let kind = Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator)
        let name = generator.pick("a", "b", "c", "sum")
        let limit = generator.pick(-1.0, 0, 1, 2)
        func inner() -> Condition { condition(depth: depth - 1, earlier: earlier, using: &generator) }
        return switch kind {
        case 0, 1: .above(name, limit)
        case 2: .atMost(name, limit)
        case 3: .flag("f")
        case 4: earlier > 0 ? .raised("r\(Int.random(in: 0..<earlier, using: &generator))") : .flag("f")
        case 5: .not(inner())
        case 6: .both(inner(), inner())
        default: .either(inner(), inner())
        }
    }
}
