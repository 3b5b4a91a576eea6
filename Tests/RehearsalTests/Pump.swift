import Configuration
import Documents
import Rehearsal
import Testing

/// A pump with all that tests can speak of.
enum Pump {
    static let text = """
        device: "{device}"
        devices: [pump-7, pump-8]
        parameters: {hot: 80.0}
        overrides:
          pump-7: {lines: {guard_door: "17"}}
          pump-8: {lines: {guard_door: "18"}}
        inputs:
          telemetry:
            mqtt: plant/{device}/telemetry
            signals: {temperature: temp, running: state.on}
          guard_door:
            gpio: {chip: simulated}
            signal: door_open
        signals:
          temperature: {unit: Cel, valid: [-40, 150], stale: 30s}
        derive: {over: temperature - hot}
        rules:
          overheating:
            when: temperature > hot
            for: 5s
            until: temperature < hot - 5.0
            severity: critical
            message: "{device} at {temperature} °C"
            set: {fan: true, motor: false}
            priority: 4
          door: {when: door_open && running, set: {motor: false}, priority: 2}
          neighbour: {when: 'devices["pump-8"].temperature > 90.0'}
        actuators:
          fan: {mqtt: {topic: "plant/{device}/fan"}, safe: true, rest: false}
          motor: {mqtt: {topic: "plant/{device}/cmd"}, safe: false, rest: true}
        summaries:
          minute: {every: 1m, of: {temperature: [min, mean, max], running: [last]}}

        """

    /// The pump with what stands under `tests`, each line indented by two.
    static func file(_ tests: String) -> SourceFile {
        let indented = tests.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        return SourceFile(path: "devices/pump.yaml", text: text + "tests:\n" + indented.joined(separator: "\n") + "\n")
    }

    /// What comes of tests.
    static func results(_ tests: String, testFiles: [SourceFile] = []) throws -> [TestResult] {
        let outcome = GatewayLoader().load(deviceFile: file(tests), tests: testFiles)
        let configuration = try #require(outcome.configuration, "\(outcome.diagnostics.text())")
        let rehearsal = Rehearsal(of: configuration)
        return outcome.tests.map(rehearsal.run)
    }

    /// `at 7s: expected ..., seen ...` for each failure of one test with these steps.
    static func failures(steps: String, given: String = "temperature: 70.0, running: true, door_open: false") throws
        -> [String]
    {
        try results("t: {given: {\(given)}, steps: [\(steps)]}").flatMap(\.failures).map {
            "at \($0.at)ms: expected \($0.expected), seen \($0.seen)"
        }
    }

    /// The mistakes that the check finds, without the file's name; the tests begin at line 34.
    static func mistakes(_ tests: String) -> [String] {
        GatewayLoader().load(deviceFile: file(tests)).diagnostics.sorted.map {
            String($0.description.dropFirst("devices/pump.yaml:".count))
        }
    }
}
