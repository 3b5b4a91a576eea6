import Configuration
import Documents
import Rehearsal
import Testing

/// What a test may say, and what it then proves.
@Suite struct RehearsalTests {
    @Test("the example of the design passes as it is written")
    func designExample() throws {
        let results = try Pump.results(
            """
            "heat stops the motor":
              given: {temperature: 70.0, running: true}
              steps: [{at: 1s, temperature: 81.0}, {at: 7s, expect: {event: overheating, motor: false, fan: true}}]
            """)
        #expect(results.map(\.isPassed) == [true])
        #expect(results.first?.test.name == "heat stops the motor")
        #expect(results.first?.test.device.name == "pump-7")
    }

    static let holding = [
        "{at: 1s, temperature: 81.0}, {at: 5999ms, expect: {no_events: true, fan: false, raised: []}}",
        "{at: 1s, temperature: 81.0}, {at: 6s, expect: {event: overheating, raised: [overheating]}}",
        // A step without an expectation takes nothing away from the next one.
        "{at: 1s, temperature: 81.0}, {at: 6s, temperature: 82.0}, {at: 8s, expect: {event: overheating}}",
        "{at: 1s, temperature: 81.0}, {at: 7s, expect: {message: pump-7 at 81 °C}}",
        "{at: 1s, temperature: 81.0}, {at: 7s, expect: {event: [overheating]}}, {at: 8s, expect: {no_event: overheating}}",
        "{at: 1s, temperature: 81.0}, {at: 7s, temperature: 70.0, expect: {event: overheating, cleared: overheating}}",
        "{at: 1s, temperature: 81.0, expect: {values: {temperature: 81.0, over: [0.9, 1.1]}}}",
        "{at: 1s, temperature: 81.0, expect: {over: 1.04, running: true, tolerance: 0.05}}",
        "{at: 0s, expect: {motor: true, fan: false, command: {fan: false, motor: true}}}, {at: 9s, expect: {no_commands: true}}",
        "{at: 0s, expect: {motor: true}}, {at: 1s, lines: {guard_door: 1}, expect: {event: door, motor: false, no_command: fan}}",
        "{at: 30s, expect: {no_value: [temperature, over], running: true}}",
        "{at: 1m, expect: {summary: minute}}",
        "{at: 30s, temperature: 80.0}, {at: 1m, expect: {summary: {minute: {temperature: {min: 70, mean: 75, count: 2}}}}}",
        "{at: 1s, device: pump-8, temperature: 95.0}, {at: 2s, expect: {event: neighbour}}",
        "{at: 1s, device: pump-8, temperature: 95.0}, {at: 7s, device: pump-8, expect: {event: overheating}}",
        #"{at: 1s, topic: plant/pump-7/telemetry, payload: '{"temp": 99}', expect: {temperature: 99}}"#,
        #"{at: 1s, topic: plant/pump-7/telemetry, payload: '{"temp": "hot', expect: {rejected: true, temperature: 70}}"#,
        "{at: 1s, temperature: 81.0, retained: true}, {at: 9s, expect: {no_events: true, temperature: 81}}",
        "{at: 1s, signals: {temperature: 81.0}}, {at: 6s, expect: {event: overheating}}",
        "{at: 0s, expect: {motor: true}}, {at: 1s, set: {motor: false}, for: 10s, expect: {motor: false}}, {at: 11s, expect: {motor: true}}",
        "{at: 1s, set: {motor: false}, expect: {motor: false}}, {at: 2s, release: motor, expect: {motor: true}}",
        "{at: 1s, lines: {guard_door: true}}, {at: 2s, set: {motor: true}, expect: {motor: false, suppressed: {motor: priority}}}",
        "{at: 1s, restart: true, expect: {no_value: temperature, motor: false, fan: true}}",
    ]

    @Test("what holds passes", arguments: holding)
    func holds(steps: String) throws {
        #expect(try Pump.failures(steps: steps) == [])
    }

    @Test("an input repeats its reading until it is silent")
    func repeats() throws {
        let results = try Pump.results(
            """
            alive:
              every: 10s
              given: {temperature: 70.0}
              steps:
                - {at: 10m, expect: {temperature: 70}}
                - {at: 10m, temperature: 71.0}
                - {at: 20m, silent: telemetry, expect: {temperature: 71, summary: {minute: {temperature: {count: 6}}}}}
                - {at: 20m, expect: {temperature: 71}}
                - {at: 21m, expect: {no_value: temperature}}
            """)
        #expect(results.flatMap(\.failures).map(\.seen) == [])
    }

    @Test("parameters hold for their test alone")
    func parameters() throws {
        let results = try Pump.results(
            """
            cool: {parameters: {hot: 60.0}, given: {temperature: 70.0}, steps: [{at: 6s, expect: {event: overheating}}]}
            hot: {given: {temperature: 70.0}, steps: [{at: 6s, expect: {no_events: true}}]}
            """)
        #expect(results.map(\.isPassed) == [true, true])
    }

    @Test("tests in a file of their own are about the device file beside it")
    func testFile() throws {
        let file = SourceFile(
            path: "devices/pump.test.yaml",
            text: """
                tests:
                  first: {given: {temperature: 90.0}, steps: [{at: 5s, expect: {message: pump-7 at 90 °C}}]}
                  second: {device: pump-8, given: {temperature: 90.0}, steps: [{at: 5s, expect: {message: pump-8 at 90 °C}}]}
                """)
        let results = try Pump.results("own: {steps: [{at: 1s, expect: {no_events: true}}]}", testFiles: [file])
        #expect(results.map(\.test.name) == ["own", "first", "second"])
        #expect(results.map(\.isPassed) == [true, true, true])
    }

    @Test("a device that no file names may be tested by any name")
    func openDevice() throws {
        let text = """
            device: "{device}"
            inputs: {t: {mqtt: "t/{device}", decode: number, signal: t}}
            rules: {hot: {when: t > 5.0, message: "{device}"}}
            tests:
              any: {given: {t: 6}, steps: [{at: 1s, expect: {message: device-1}}]}
              named: {device: oven, given: {t: 6}, steps: [{at: 1s, expect: {message: oven}}]}
              topic: {device: oven, steps: [{at: 1s, topic: t/oven, payload: "7", expect: {message: oven}}]}
            """
        let outcome = GatewayLoader().load(deviceFile: SourceFile(path: "d.yaml", text: text))
        let rehearsal = Rehearsal(of: try #require(outcome.configuration, "\(outcome.diagnostics.text())"))
        let results = outcome.tests.map(rehearsal.run)
        #expect(results.flatMap(\.failures).map(\.seen) == [])
        #expect(outcome.tests.count == 3)
    }

    @Test("the gateway starts when the test begins, not with the first step")
    func silence() throws {
        let text = """
            device: d
            inputs: {t: {mqtt: t, decode: number, signal: t}}
            rules: {silent: {heartbeat: t, within: 2m}, hot: {when: t > 5.0}}
            tests: {never: {steps: [{at: 119s, expect: {no_events: true}}, {at: 2m, expect: {event: silent}}]}}
            """
        let outcome = GatewayLoader().load(deviceFile: SourceFile(path: "d.yaml", text: text))
        let rehearsal = Rehearsal(of: try #require(outcome.configuration, "\(outcome.diagnostics.text())"))
        let results = outcome.tests.map(rehearsal.run)
        #expect(results.map(\.isPassed) == [true])
    }

    @Test("conditions of the surroundings are told like signals, and the clock's by the start of the test")
    func surroundings() throws {
        let text = """
            device: "{device}"
            devices: [a, b]
            inputs: {t: {mqtt: "t/{device}", decode: number, signal: t}}
            context:
              service: {mqtt: "service/{device}"}
              holiday: {mqtt: site/holiday}
              night: {schedule: "22:00-06:00", zone: Europe/Oslo}
            rules:
              hot: {when: t > 5.0, inhibited_by: [service, holiday]}
              warm_night: {when: t > 5.0 && night}
            tests:
              own: {given: {t: 1, service: true}, steps: [{at: 1s, t: 6, expect: {no_events: true}}, {at: 2s, service: false, expect: {event: hot}}]}
              shared: {given: {t: 6, holiday: true}, steps: [{at: 1s, expect: {no_events: true}}, {at: 2s, topic: site/holiday, payload: "false", expect: {event: hot}}]}
              night: {start: "2026-01-05T20:59:00Z", given: {t: 6}, steps: [{at: 59s, expect: {no_event: warm_night}}, {at: 60s, expect: {event: warm_night}}]}
            """
        let outcome = GatewayLoader().load(deviceFile: SourceFile(path: "d.yaml", text: text))
        let rehearsal = Rehearsal(of: try #require(outcome.configuration, "\(outcome.diagnostics.text())"))
        let failures = outcome.tests.map(rehearsal.run).flatMap(\.failures)
        #expect(failures.map { "\($0.expected): \($0.seen)" } == [])
        #expect(outcome.tests.count == 3)
    }

    @Test("a test begins at the time it says, by the wall clock")
    func start() throws {
        let steps = "steps: [{at: 29s, expect: {no_command: fan}}, {at: 30s, expect: {summary: minute}}]"
        let results = try Pump.results(
            "t: {start: 2026-03-29T01:59:30+01:00, given: {running: true}, \(steps)}")
        #expect(results.flatMap(\.failures).map(\.seen) == [])
    }
}
