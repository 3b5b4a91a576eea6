import Engine
import Foundation
import Telemetry
import Testing

@Suite("PeerCases: Flink CEP") struct FlinkPatternCases {
    @Test("Flink's own pattern cases come out as Flink's tests say")
    func agree() throws {
        try PatternRows.compare(topic: "cep/") { row in
            let rule = try FlinkRule(row)
            let expected = (row["expected"] as? [[String]] ?? []).map { $0.map { rule.content[$0] ?? $0 } }
            return Self.difference(expected: expected, found: try rule.run())
        }
    }

    /// Flink's tests compare matches without regard to their order, and events by what is in them.
    private static func difference(expected: [[String]], found: [[String]]) -> String? {
        let expected = expected.map { $0.sorted().joined(separator: ",") }.sorted()
        let found = found.map { $0.sorted().joined(separator: ",") }.sorted()
        return expected == found ? nil : "\nexpected: \(expected)\nfound:    \(found)"
    }
}

/// A row's pattern as ours, and its events.
private struct FlinkRule {
    struct NotUnderstood: Error {
        var what: String
    }

    struct Condition {
        var field: String
        var comparison: String
        var text: String?
        var number: Double?
    }

    private(set) var settings = PatternSettings(steps: [])
    private var conditions: [[Condition]] = []
    private var names: [String] = []
    private let input: [PatternRows.Row]
    /// The same for references of events with the same content.
    private(set) var content: [String: String] = [:]

    init(_ row: PatternRows.Row) throws {
        input = row["input"] as? [PatternRows.Row] ?? []
        for event in input {
            guard let reference = event["ref"] as? String else { throw NotUnderstood(what: "an event without ref") }
            let fields = ["name", "price", "eid", "volume", "subtype"].map { "\(event[$0] ?? "-")" }
            content[reference] = fields.joined(separator: "/")
        }
        guard let pattern = row["pattern"] as? [PatternRows.Row] else { throw NotUnderstood(what: "no pattern") }
        settings.steps = try pattern.map { try step($0) }
        let parameters = row["params"] as? PatternRows.Row ?? [:]
        settings.withinMilliseconds = (parameters["within_ms"] as? NSNumber)?.int64Value
        if parameters["within_type"] as? String == "previous_and_current" { settings.withinScope = .eachStep }
        settings.skip = try skip(parameters["skip"] as? PatternRows.Row ?? [:])
        settings.reporting = .inOrderOfStart
    }

    func run() throws -> [[String]] {
        var matcher = try PatternMatcher(settings, now: Instant(milliseconds: 0))
        var matches: [PatternMatch] = []
        var now: Int64 = 0
        for (index, event) in input.enumerated() {
            now = max(now, (event["t"] as? NSNumber)?.int64Value ?? now)
            matcher.observe(UInt64(index + 1), now: Instant(milliseconds: now), into: &matches) { condition, _ in
                conditions[condition].allSatisfy { $0.holds(event) }
            }
        }
        return matches.map { match in
            match.captures.entries.map { content[input[Int($0.event.number) - 1]["ref"] as? String ?? ""] ?? "?" }
        }
    }

    private mutating func step(_ row: PatternRows.Row) throws -> PatternStep {
        let word = row["contiguity"] as? String ?? "relaxed"
        var step: PatternStep
        if let group = row["group"] as? [PatternRows.Row] {
            step = PatternStep(.group(try group.map { try self.step($0) }), try contiguity(word))
        } else if word.hasPrefix("not_") {
            let condition = try condition(row["where"], subtype: row["subtype"])
            return PatternStep(.forbidden(condition: condition, directly: word == "not_strict"))
        } else {
            let condition = try condition(row["where"], subtype: row["subtype"])
            step = PatternStep(
                .event(condition: condition, name: name(row["name"] as? String ?? "")), try contiguity(word))
        }
        step.isOptional = row["optional"] as? Bool ?? false
        step.isGreedy = row["greedy"] as? Bool ?? false
        if let times = row["times"] as? [Any], let minimum = times.first as? NSNumber {
            // None at all is what `optional` says.
            if minimum.intValue == 0 { step.isOptional = true }
            step.times = .init(minimum: max(1, minimum.intValue), maximum: (times.last as? NSNumber)?.intValue)
        }
        if let inner = row["inner"] as? String { step.repeating = try contiguity(inner) }
        if let until = row["until"] { step.until = try condition(until, subtype: nil) }
        return step
    }

    private func contiguity(_ word: String) throws -> PatternStep.Contiguity {
        switch word {
        case "start", "relaxed": .relaxed
        case "strict": .strict
        case "any": .any
        default: throw NotUnderstood(what: "contiguity \(word)")
        }
    }

    private mutating func name(_ name: String) -> Int {
        if let index = names.firstIndex(of: name) { return index }
        names.append(name)
        return names.count - 1
    }

    private mutating func condition(_ list: Any?, subtype: Any?) throws -> Int {
        let rows = list as? [PatternRows.Row] ?? (list as? PatternRows.Row).map { [$0] } ?? []
        var all = try rows.map { row in
            guard let field = row["field"] as? String, let comparison = row["op"] as? String,
                ["==", "!=", "<", "<=", ">", ">=", "contains"].contains(comparison),
                row["value"] is String || row["value"] is NSNumber
            else { throw NotUnderstood(what: "condition \(row)") }
            return Condition(
                field: field, comparison: comparison, text: row["value"] as? String,
                number: (row["value"] as? NSNumber)?.doubleValue)
        }
        if let subtype = subtype as? String {
            all.append(Condition(field: "subtype", comparison: "==", text: subtype, number: nil))
        }
        conditions.append(all)
        return conditions.count - 1
    }

    private mutating func skip(_ row: PatternRows.Row) throws -> PatternSettings.Skip {
        let target = name(row["to"] as? String ?? "")
        switch row["strategy"] as? String ?? "noSkip" {
        case "noSkip": return .none
        case "skipToNext": return .toNext
        case "skipPastLastEvent": return .pastLast
        case "skipToFirst": return .toFirst(name: target)
        case "skipToLast": return .toLast(name: target)
        case let other: throw NotUnderstood(what: "skip \(other)")
        }
    }
}

extension FlinkRule.Condition {
    fileprivate func holds(_ event: PatternRows.Row) -> Bool {
        if let text {
            guard let value = event[field] as? String else { return false }
            switch comparison {
            case "==": return value == text
            case "!=": return value != text
            case "contains": return value.contains(text)
            default: return false
            }
        }
        guard let number, let value = (event[field] as? NSNumber)?.doubleValue else { return false }
        switch comparison {
        case "==": return value == number
        case "!=": return value != number
        case "<": return value < number
        case "<=": return value <= number
        case ">": return value > number
        case ">=": return value >= number
        default: return false
        }
    }
}
