import Telemetry
import Testing

@testable import Engine

extension PeerCases {
    @Test("Prometheus' cases of alerts held in time agree")
    func prometheus() throws {
        let rows = try PeerData.rows { $0.peer == "prometheus" }
        try PeerData.compare("Prometheus", rows, leftOut: LeftOut.prometheus) { row in
            row.topic == "for/restart" ? try PrometheusRun.restart(row) : try PrometheusRun.evaluations(row)
        }
    }
}

/// An alert is a hold that is asked at fixed times.
private enum PrometheusRun {
    /// The state of each instance at each evaluation.
    static func evaluations(_ row: PeerRow) throws -> (expected: [String], found: [String]) {
        let inputs = try #require(row.members["input"] as? [String: [[String: Any]]])
        let states = try #require(row.members["expected"] as? [String: [Any]])
        var expected: [String] = []
        var found: [String] = []
        for instance in inputs.keys.sorted() {
            expected += (states[instance] ?? []).map { $0 as? String ?? "-" }
            found += try run((inputs[instance] ?? []).map(PeerRow.init), row.config)
        }
        return (expected, found)
    }

    private static func run(_ samples: [PeerRow], _ config: PeerRow) throws -> [String] {
        var hold = Hold()
        var milliseconds = config.integer("for_ms") ?? 0
        var reload = config.members["reload"].flatMap { $0 as? [String: Any] }.map(PeerRow.init)
        let keep = config.integer("keep_ms") ?? 0
        return try samples.map { sample in
            let time = try #require(sample.integer("t"))
            if let change = reload, time >= change.integer("at_ms") ?? .max {
                // A changed rule begins anew.
                milliseconds = change.integer("for_ms") ?? milliseconds
                hold = Hold()
                reload = nil
            }
            let now = Instant(milliseconds: time)
            _ = hold.pass(now: now, forMilliseconds: milliseconds, keepMilliseconds: keep)
            let isTrue = try holds(config.text("cond") ?? "true", sample.number("value") ?? 0)
            _ = hold.observe(
                when: isTrue ? .yes : .no, until: nil, now: now, forMilliseconds: milliseconds,
                keepMilliseconds: keep)
            if case .pending = hold.state { return "pending" }
            return hold.isRaised ? "firing" : "-"
        }
    }

    private static func holds(_ condition: String, _ value: Double) throws -> Bool {
        if condition == "true" { return true }
        let words = condition.split(separator: " ")
        let limit = try #require(words.last.flatMap { Double($0) })
        switch words.dropFirst().first {
        case "<": return value < limit
        case ">": return value > limit
        case "<=": return value <= limit
        case ">=": return value >= limit
        default: throw UnknownCondition(condition: condition)
        }
    }

    private struct UnknownCondition: Error {
        let condition: String
    }

    /// Since when the alert counts as active after a restart, by the wall clock: the gateway's own time goes on where it
    /// ended, so what was pending has lost the time away.
    static func restart(_ row: PeerRow) throws -> (expected: [String], found: [String]) {
        let input = PeerRow(try #require(row.members["input"] as? [String: Any]))
        let output = PeerRow(try #require(row.members["expected"] as? [String: Any]))
        let hold = row.config.integer("for_ms") ?? 0
        let down = try #require(input.integer("down_at"))
        let up = try #require(input.integer("restart_at"))
        var alert = Hold()
        _ = alert.observe(
            when: .yes, until: nil, now: Instant(milliseconds: try #require(input.integer("active_since"))),
            forMilliseconds: hold)
        let isTrue = input.flag("condition_at_restart") ?? true
        _ = alert.observe(
            when: isTrue ? .yes : .no, until: nil, now: Instant(milliseconds: down), forMilliseconds: hold)
        guard case .pending(let since) = alert.state else {
            return (["\(output.integer("active_since") ?? -1)"], ["-1"])
        }
        return (["\(output.integer("active_since") ?? -1)"], ["\(since.milliseconds + up - down)"])
    }
}
