import Configuration
import Telemetry
import Testing

@testable import Agent

/// What persons did, as a recording has it.
@Suite struct PersonReplayTests {
    private static let oven = """
        device: oven
        inputs: {t: {mqtt: oven/t, decode: number, signal: t}}
        rules: {hot: {when: t > 200.0, set: {heat: false}, latch: until_ack, priority: 2}}
        actuators: {heat: {mqtt: {topic: oven/heat}, safe: false, rest: true}}
        """

    private let replay: Replay

    init() throws {
        replay = Replay(configuration: try configuration(devices: ["oven": Self.oven]))
    }

    private func take(_ line: String) throws -> [String] {
        try replay.take(Array(line.utf8)).compactMap { output in
            switch output {
            case .event(let event): "\(event.name) \(event.state)"
            case .command(let command): "\(command.actuator) \(command.value)"
            default: nil
            }
        }
    }

    @Test("an acknowledgement lets go of a latch")
    func acknowledgement() throws {
        #expect(try take(#"{"time":1000,"topic":"oven/t","payload":"201"}"#) == ["hot raised"])
        #expect(try take(#"{"time":2000,"topic":"oven/t","payload":"20"}"#) == [])
        #expect(try take(#"{"time":3000,"device":"oven","acknowledge":"hot"}"#) == ["hot cleared", "heat true"])
    }

    @Test("an override holds as long as it says, or until it is let go of")
    func override() throws {
        #expect(try take(#"{"time":1000,"topic":"oven/t","payload":"20"}"#) == ["heat true"])
        #expect(
            try take(#"{"time":2000,"device":"oven","override":{"actuator":"heat","value":false,"for":5000}}"#) == [
                "heat false"
            ])
        #expect(try take(#"{"time":7000}"#) == ["heat true"])
        #expect(
            try take(#"{"time":8000,"device":"oven","override":{"actuator":"heat","value":false,"for":5000}}"#) == [
                "heat false"
            ])
        #expect(try take(#"{"time":9000,"device":"oven","override":{"actuator":"heat"}}"#) == ["heat true"])
    }

    @Test("what is not there, or not said, is a failure")
    func failures() throws {
        for line in [
            #"{"time":1,"device":"toaster","acknowledge":"hot"}"#, #"{"time":1,"device":"oven","acknowledge":"cold"}"#,
            #"{"time":1,"device":"oven","override":{"actuator":"fan","value":true,"for":1000}}"#,
            #"{"time":1,"device":"oven","override":{"actuator":"heat","value":true}}"#,
        ] {
            #expect(throws: Replay.Failure.self) { try take(line) }
        }
    }
}
