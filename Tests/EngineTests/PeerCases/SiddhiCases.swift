import Engine
import Foundation
import Telemetry
import Testing

@Suite("PeerCases: Siddhi") struct SiddhiCases {
    @Test("Siddhi's own cases of patterns with absences come out as Siddhi's tests say")
    func agree() throws {
        try PatternRows.compare(topic: "absence/") { row in
            let run = try SiddhiRun(row)
            let found = try run.rows().sorted { $0.description < $1.description }
            if let count = row["expected_count"] as? Int, count != found.count {
                return "expected \(count) rows, found \(found)"
            }
            guard let expected = row["expected_rows"] as? [[Any]] else { return nil }
            let words = expected.map { $0.map { $0 is NSNull ? "null" : "\($0)" } }
            let sorted = words.sorted { $0.description < $1.description }
            return sorted == found ? nil : "expected \(sorted), found \(found)"
        }
    }
}

private struct SiddhiRun {
    let rule: SiddhiRule
    let input: [PatternRows.Row]
    let selection: [(name: Int, index: Int?, field: String)]
    let end: Int64
    let poll: [Int64]?

    init(_ row: PatternRows.Row) throws {
        guard let text = row["rule_peer"] as? String else { throw SiddhiRule.NotUnderstood(what: "no rule") }
        let rule = try SiddhiRule(text)
        self.rule = rule
        input = row["input"] as? [PatternRows.Row] ?? []
        end = (row["observe_until"] as? NSNumber)?.int64Value ?? 0
        poll = (row["poll"] as? [NSNumber])?.map(\.int64Value)
        let select = row["select"] as? String ?? "*"
        selection =
            select == "*"
            ? []
            : try select.split(separator: ",").map { item in
                let path = item.split(separator: " ")[0].split(separator: ".").map(String.init)
                guard path.count == 2 else { throw SiddhiRule.NotUnderstood(what: "select \(item)") }
                let parts = path[0].split(whereSeparator: { $0 == "[" || $0 == "]" }).map(String.init)
                guard let name = rule.name(parts[0]) else { throw SiddhiRule.NotUnderstood(what: "select \(item)") }
                return (name, parts.count > 1 ? Int(parts[1]) : nil, path[1])
            }
    }

    /// Time runs from 0 while somebody observes; in a case with recorded time, from the first event to the last.
    func rows() throws -> [[String]] {
        let first = input.first.map(time) ?? 0
        let isRecorded = first > end + 1_000_000
        var matcher = try PatternMatcher(rule.settings, now: Instant(milliseconds: isRecorded ? first : 0))
        var matches: [PatternMatch] = []
        for (index, event) in input.enumerated() {
            let now = Instant(milliseconds: time(event))
            matcher.observe(UInt64(index + 1), now: now, into: &matches) { condition, captured in
                holds(rule.conditions[condition], event, captured)
            }
        }
        guard !isRecorded else { return matches.map(row) }
        if let poll, poll.count == 3 {
            for step in 0...poll[2] where matches.count != 1 {
                matcher.advance(to: Instant(milliseconds: poll[0] + step * poll[1]), into: &matches)
            }
            if matches.count == 1 { return matches.map(row) }
        }
        matcher.advance(to: Instant(milliseconds: end), into: &matches)
        return matches.map(row)
    }

    private func time(_ event: PatternRows.Row) -> Int64 { (event["t"] as? NSNumber)?.int64Value ?? 0 }

    private func event(_ reference: EventReference) -> PatternRows.Row { input[Int(reference.number) - 1] }

    private func row(_ match: PatternMatch) -> [String] {
        selection.map { name, index, field in
            let all = match.captures.all(name)
            let position = index ?? 0
            guard position < all.count, let value = event(all[position])[field] else { return "null" }
            return "\(value)"
        }
    }

    private func holds(_ condition: SiddhiRule.Condition, _ event: PatternRows.Row, _ captured: Captures) -> Bool {
        guard event["stream"] as? String == condition.stream else { return false }
        return condition.tests.allSatisfy { test in
            let left = event[test.left]
            switch test.right {
            case .text(let text): return compare(left, test.comparison, text)
            case .number(let number): return compare(left, test.comparison, NSNumber(value: number))
            case .field(let name, let field):
                guard let earlier = captured.last(name) else { return false }
                return compare(left, test.comparison, self.event(earlier)[field])
            }
        }
    }

    private func compare(_ left: Any?, _ comparison: String, _ right: Any?) -> Bool {
        if let left = left as? String, let right = right as? String {
            return comparison == "==" ? left == right : comparison == "!=" ? left != right : false
        }
        guard let left = (left as? NSNumber)?.doubleValue, let right = (right as? NSNumber)?.doubleValue else {
            return false
        }
        switch comparison {
        case "==": return left == right
        case "!=": return left != right
        case "<": return left < right
        case "<=": return left <= right
        case ">": return left > right
        default: return left >= right
        }
    }
}
