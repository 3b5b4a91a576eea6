internal import Decoding
internal import Telemetry

/// The aggregates of one signal over several windows, as far as they can be made from those of each: a percentile of
/// percentiles is no percentile, so it is left out.
struct MergedAggregates {
    private enum Rule: String {
        case min, mean, max, sum, first, last
    }

    private(set) var values: [(name: String, value: Value)]
    private(set) var count: Int64

    /// One value: every aggregate of it is itself.
    init?(reading json: JSONValue) {
        guard let value = Value(json) else { return nil }
        count = 1
        if case .number = value {
            values = ["min", "mean", "max", "last"].map { ($0, value) }
        } else {
            values = [("last", value)]
        }
    }

    init?(summary json: JSONValue) {
        guard let members = json.members, let count = json["count"]?.integer else { return nil }
        self.count = count
        values = members.compactMap { member in
            guard member.key != "count", let value = Value(member.value) else { return nil }
            return (member.key, value)
        }
    }

    mutating func add(_ later: MergedAggregates) {
        let weights = (Double(count), Double(later.count))
        values = values.compactMap { entry in
            guard let rule = Rule(rawValue: entry.name) else { return nil }
            guard let other = later.values.first(where: { $0.name == entry.name })?.value else { return entry }
            return (entry.name, Self.merge(rule, entry.value, other, weights))
        }
        for entry in later.values where Rule(rawValue: entry.name) != nil {
            if !values.contains(where: { $0.name == entry.name }) { values.append(entry) }
        }
        count += later.count
    }

    private static func merge(_ rule: Rule, _ earlier: Value, _ later: Value, _ weights: (Double, Double)) -> Value {
        guard case .number(let first) = earlier, case .number(let second) = later else {
            return rule == .first ? earlier : later
        }
        switch rule {
        case .min: return .number(Swift.min(first, second))
        case .max: return .number(Swift.max(first, second))
        case .sum: return .number(first + second)
        case .first: return earlier
        case .last: return later
        case .mean:
            let total = weights.0 + weights.1
            return .number(total > 0 ? (first * weights.0 + second * weights.1) / total : second)
        }
    }
}

extension Value {
    fileprivate init?(_ json: JSONValue) {
        switch json {
        case .bool(let flag): self = .flag(flag)
        case .string(let text): self = .text(text)
        default:
            guard let number = json.number else { return nil }
            self = .number(number)
        }
    }
}
