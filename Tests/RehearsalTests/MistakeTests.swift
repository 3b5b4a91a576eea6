import Configuration
import Documents
import Testing

/// What `weir check` says of tests.
@Suite struct MistakeTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let test: String
        let mistake: String
        var testDescription: String { mistake }

        init(_ test: String, _ mistake: String) {
            self.test = test
            self.mistake = mistake
        }
    }

    static let rows = [
        Row("steps: [{at: 1s, temprature: 81}]", "there is no signal 'temprature'; write 'temperature'"),
        Row(
            "steps: [{at: 1s, temperature: true}]",
            "the signal 'temperature' is a number, here it is a boolean; write a number"),
        Row("steps: [{at: 1s, running: 1}]", "the signal 'running' is a boolean, here it is a number; write a boolean"),
        Row("steps: [{at: 1s, over: 1}]", "the value 'over' is computed; give the signals that it is made of"),
        Row(
            "steps: [{at: 1s, motor: true}]",
            "'motor' is an actuator, which rules move; write it under 'expect', or give the signal that tells its state"
        ),
        Row("steps: [{at: 1s, expect: {event: overheatin}}]", "there is no rule 'overheatin'; write 'overheating'"),
        Row(
            "steps: [{at: 1s, expect: {cleared: temperature}}]",
            "there is no rule 'temperature'; there is overheating, door, neighbour"),
        Row("steps: [{at: 1s, expect: {moter: true}}]", "there is no actuator or value 'moter'; write 'motor'"),
        Row("steps: [{at: 1s, expect: {motor: 1}}]", "the actuator 'motor' is on or off; write true or false"),
        Row("steps: [{at: 1s, expect: {command: {over: true}}}]", "there is no actuator 'over'; there is fan, motor"),
        Row("steps: [{at: 1s, expect: {no_value: overr}}]", "there is no value 'overr'; write 'over'"),
        Row("steps: [{at: 1s, expect: {summary: hour}}]", "there is no summary 'hour'; there is minute"),
        Row(
            "steps: [{at: 1s, expect: {summary: {minute: {temperature: {sum: 1}}}}}]",
            "there is no aggregate of 'temperature' 'sum'; there is min, mean, max, count"),
        Row("steps: [{at: 1s, expect: {}}]", "nothing is expected here; write 'event: NAME'"),
        Row(
            "steps: [{at: 2s, running: true}, {at: 1s, running: false}]",
            "this step comes before the one above it; sort the steps by time"),
        Row("steps: [{at: 1s, topic: plant/pump-7/telemetry}]", "a message has a topic and a payload; write both"),
        Row(
            "steps: [{at: 1s, topic: plant/telemetry, payload: x}]",
            "no input takes the topic 'plant/telemetry'; write a topic of an input"),
        Row("steps: [{at: 1s, lines: {telemetry: true}}]", "there is no GPIO input 'telemetry'; there is guard_door"),
        Row("steps: [{at: 1s, lines: {guard_door: 2}}]", "a line is on or off; write true or false"),
        Row("steps: [{at: 1s, silent: telemtry}]", "there is no input 'telemtry'; write 'telemetry'"),
        Row("device: pump-9, steps: [{at: 1s, running: true}]", "there is no device 'pump-9'; write 'pump-7'"),
        Row("parameters: {hott: 1.0}, steps: [{at: 1s, running: true}]", "there is no parameter 'hott'; write 'hot'"),
        Row(
            "parameters: {hot: warm}, steps: [{at: 1s, running: true}]",
            "the parameter 'hot' is a number, here it is text; write a number"),
        Row(
            "start: yesterday, steps: [{at: 1s, running: true}]",
            "'yesterday' is no date and time; write it as RFC 3339 does: 2026-01-05T12:00:00Z"),
        Row(
            "every: 100ms, steps: [{at: 365d, running: true}]",
            "315360000 readings of an input are too many for a test; write a longer 'every', or an earlier last step"),
        Row(
            "given: {temperature: 20.0}",
            "a test needs 'steps'; write 'steps: [{at: 1s, temperature: 81.0}, {at: 7s, expect: {event: overheating}}]'"
        ),
    ]

    @Test("a mistake in a test is found by the check", arguments: rows)
    func mistake(row: Row) {
        let found = Pump.mistakes("t: {\(row.test)}")
        #expect(found.contains { $0.hasSuffix("error: \(row.mistake)") }, "\(found)")
    }

    @Test("a mistake says where it is")
    func place() {
        #expect(
            Pump.mistakes("t:\n  steps: [{at: 1s, expect: {evnt: door}}]")
                == ["35:31: error: there is no actuator or value 'evnt'; write 'event'"])
    }

    @Test("a test file without its device file says so")
    func alone() {
        let file = SourceFile(path: "devices/fan.test.yaml", text: "tests: {t: {steps: [{at: 1s, temperature: 1}]}}\n")
        let outcome = GatewayLoader().load(deviceFile: Pump.file("t: {steps: [{at: 1s}]}"), tests: [file])
        #expect(
            outcome.diagnostics.sorted.map(\.description).filter { $0.contains(": error: ") }
                == [
                    "devices/fan.test.yaml:1:9: error: there is no device file devices/fan.yaml; write 'device: NAME' into the test"
                ])
        #expect(outcome.tests.isEmpty)
    }
}
