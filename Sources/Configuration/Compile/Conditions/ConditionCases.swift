/// All the cases that some conditions can tell apart: for each thing they ask about, one value of every kind. What holds
/// in all of them holds always.
struct ConditionCases {
    private enum Sample {
        case flag(Bool)
        case number(Double)
        /// Nil for a text that is none of those asked for.
        case text(String?)
    }

    /// More cases are not tried: then nothing is known.
    private static let mostCases = 4096

    private var samples: [Int: [Sample]] = [:]
    private var order: [Int] = []

    /// Nil where there are too many.
    init?(_ conditions: [Condition], _ variables: ConditionVariables) {
        var limits: [Int: Set<Double>] = [:]
        var texts: [Int: Set<String>] = [:]
        for condition in conditions {
            condition.forEachTest { test in
                switch test {
                case .flag(let variable): samples[variable] = [.flag(false), .flag(true)]
                case .number(let variable, _, let limit): limits[variable, default: []].insert(limit)
                case .text(let variable, let text): texts[variable, default: []].insert(text)
                default: break
                }
            }
        }
        for (variable, limits) in limits {
            samples[variable] = ConditionCases.numbers(around: limits, in: variables.ranges[variable])
        }
        for (variable, texts) in texts {
            samples[variable] = texts.sorted().map { .text($0) } + [.text(nil)]
        }
        order = samples.keys.sorted()
        var count = 1
        for variable in order {
            count *= samples[variable]?.count ?? 1
            guard count <= ConditionCases.mostCases else { return nil }
        }
    }

    /// Each limit, and a number on either side of it: between two of them all conditions stay the same.
    private static func numbers(around limits: Set<Double>, in range: ClosedRange<Double>?) -> [Sample] {
        var numbers = limits.flatMap { [$0.nextDown, $0, $0.nextUp] }
        if let range {
            numbers = numbers.filter { range.contains($0) } + [range.lowerBound, range.upperBound]
        }
        return Set(numbers).sorted().map { .number($0) }
    }

    /// Whether a condition is true in every case.
    func isAlways(_ condition: Condition) -> Bool { !exists { !ConditionCases.isTrue(condition, $0) } }

    /// Whether a condition is true in no case.
    func isNever(_ condition: Condition) -> Bool { !exists { ConditionCases.isTrue(condition, $0) } }

    private func exists(_ test: ([Int: Sample]) -> Bool) -> Bool {
        var positions = [Int](repeating: 0, count: order.count)
        var values = samples.compactMapValues(\.first)
        while true {
            if test(values) { return true }
            var place = 0
            while place < order.count {
                let all = samples[order[place]] ?? []
                positions[place] = positions[place] + 1 < all.count ? positions[place] + 1 : 0
                values[order[place]] = all[positions[place]]
                if positions[place] > 0 { break }
                place += 1
            }
            if place == order.count { return false }
        }
    }

    private static func isTrue(_ condition: Condition, _ values: [Int: Sample]) -> Bool {
        switch condition {
        case .constant(let flag): flag
        case .flag(let variable): if case .flag(true)? = values[variable] { true } else { false }
        case .number(let variable, let relation, let limit):
            if case .number(let number)? = values[variable] { holds(number, relation, limit) } else { false }
        case .text(let variable, let text):
            if case .text(let value)? = values[variable] { value == text } else { false }
        case .not(let operand): !isTrue(operand, values)
        case .both(let left, let right): isTrue(left, values) && isTrue(right, values)
        case .either(let left, let right): isTrue(left, values) || isTrue(right, values)
        }
    }

    private static func holds(_ number: Double, _ relation: Condition.Comparison, _ limit: Double) -> Bool {
        switch relation {
        case .less: number < limit
        case .lessOrEqual: number <= limit
        case .greater: number > limit
        case .greaterOrEqual: number >= limit
        case .equal: number == limit
        }
    }
}
