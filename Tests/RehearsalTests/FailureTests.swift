import Configuration
import Documents
import Rehearsal
import Testing

/// What a person reads when an expectation does not hold.
@Suite struct FailureTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let steps: String
        let failure: String
        var testDescription: String { failure }

        init(_ steps: String, _ failure: String) {
            self.steps = steps
            self.failure = failure
        }
    }

    static let rows = [
        Row(
            "{at: 1s, temperature: 79.5}, {at: 7s, expect: {event: overheating}}",
            "at 7000ms: expected 'overheating' raised since 0s, seen nothing was raised or cleared since 0s"),
        Row(
            "{at: 1s, temperature: 81}, {at: 7s, expect: {motor: false}}, {at: 8s, expect: {event: overheating}}",
            "at 8000ms: expected 'overheating' raised since 7s, seen nothing was raised or cleared since 7s; it was raised before"
        ),
        Row(
            "{at: 1s, temperature: 81}, {at: 7s, expect: {cleared: overheating}}",
            "at 7000ms: expected 'overheating' cleared since 0s, seen overheating was raised at 6s; it is still raised"),
        Row(
            "{at: 1s, temperature: 81}, {at: 7s, expect: {no_event: overheating}}",
            "at 7000ms: expected no event 'overheating', seen overheating was raised at 6s"),
        Row(
            "{at: 1s, temperature: 81}, {at: 7s, expect: {no_events: true}}",
            "at 7000ms: expected no event, seen overheating was raised at 6s"),
        Row(
            "{at: 1s, temperature: 81}, {at: 7s, expect: {raised: [door]}}",
            "at 7000ms: expected raised: door, seen raised: overheating"),
        Row(
            "{at: 1s, temperature: 81}, {at: 7s, expect: {message: too hot}}",
            "at 7000ms: expected the message \"too hot\", seen \"pump-7 at 81 °C\""),
        Row(
            "{at: 1s, temperature: 79.5, expect: {temperature: 80}}",
            "at 1000ms: expected 'temperature' 80, seen it is 79.5 since 1s"),
        Row(
            "{at: 1s, expect: {over: [0, 2.5]}}", "at 1000ms: expected 'over' from 0 to 2.5, seen it is -10 since 0s"),
        Row("{at: 40s, expect: {over: 5}}", "at 40000ms: expected 'over' 5, seen it has no value"),
        Row("{at: 1s, expect: {no_value: over}}", "at 1000ms: expected no value of 'over', seen it is -10 since 0s"),
        Row(
            "{at: 1s, temperature: 81}, {at: 7s, expect: {motor: true}}",
            "at 7000ms: expected 'motor' true, seen it is false: it was told so at 6s by 'overheating'"),
        Row(
            "{at: 1s, expect: {command: {motor: false}}}",
            "at 1000ms: expected the command 'motor' false, seen 'fan' was told false at 0s, 'motor' was told true at 0s"
        ),
        Row(
            "{at: 1s, expect: {no_command: motor}}",
            "at 1000ms: expected no command to 'motor', seen 'fan' was told false at 0s, 'motor' was told true at 0s"),
        Row(
            "{at: 1s, expect: {suppressed: {motor: min_off}}}",
            "at 1000ms: expected 'motor' held back by min_off, seen nothing was held back since 0s"),
        Row(
            "{at: 59s, expect: {summary: minute}}",
            "at 59000ms: expected the summary 'minute', seen no window of it ended since 0s"),
        Row(
            "{at: 61s, expect: {summary: {minute: {temperature: {mean: 71, max: 70, count: 3}}}}}",
            "at 61000ms: expected the summary 'minute' with temperature.mean 71, temperature.count 3, seen temperature.mean is 70, temperature.count is 1"
        ),
        Row(
            "{at: 1s, topic: plant/pump-7/telemetry, payload: 'warm'}",
            "at 1000ms: expected a message that is taken, seen it was refused: invalid_json"),
        Row(
            "{at: 1s, topic: plant/pump-7/telemetry, payload: '{\"temp\":1}', expect: {rejected: true}}",
            "at 1000ms: expected a message that is refused, seen it was taken"),
    ]

    @Test("a failure says what was expected and what was seen", arguments: rows)
    func failure(row: Row) throws {
        #expect(try Pump.failures(steps: row.steps) == [row.failure])
    }

    @Test("a failure stands at its expectation, with the values and what happened last")
    func place() throws {
        let results = try Pump.results(
            """
            "it stays on":
              given: {temperature: 70.0, running: true, door_open: false}
              steps:
                - {at: 1s, temperature: 81.0}
                - at: 7s
                  expect:
                    fan: true
                    motor: true
            """)
        let failure = try #require(results.first?.failures.first)
        #expect("\(failure.mark)" == "devices/pump.yaml:41:11")
        #expect(
            failure.context == [
                "values: temperature 81 since 1s, running true since 0s, door_open false since 0s, over 1 since 1s",
                "actuators: fan true, motor false",
                "last: fan told false at 0s; motor told true at 0s; overheating raised at 6s; fan told true at 6s by overheating; motor told false at 6s by overheating",
            ])
    }

    @Test("the same test gives the same result again")
    func deterministic() throws {
        let tests = "t: {every: 1s, given: {temperature: 90.0}, steps: [{at: 2h, expect: {event: door, over: 3}}]}"
        let first = ReportFormat.json.write(try Pump.results(tests))
        #expect(first == ReportFormat.json.write(try Pump.results(tests)))
        #expect(first.contains("\"failed\":1"))
    }
}
