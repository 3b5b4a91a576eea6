import Configuration
import Telemetry
import Testing

@testable import Agent

/// What may never keep an output from being safe, through a file, as the gateway would run it.
@Suite struct SafetyTests {
    private static let boiler = """
        device: boiler
        inputs: {water: {mqtt: boiler/water, signals: {temperature: temp}}}
        signals: {temperature: {unit: Cel, valid: [-40, 150], stale: 30s}}
        rules:
          cold: {when: temperature < 60.0, set: {burner: true}}
          scale: {when: temperature > 50.0, for: 20s}
        actuators: {burner: {mqtt: {topic: boiler/burner}, safe: false, min_off: 10s}}
        """
    private static let pump = """
        device: pump
        inputs: {i: {mqtt: pump, signals: {door: door, hot: hot, wet: wet}}}
        rules:
          overheating: {when: hot, set: {motor: false}, priority: 4}
          flooded: {when: wet, set: {motor: true}}
        actuators:
          motor: {mqtt: {topic: pump/motor}, safe: false, rest: true, interlock: door == false, min_off: 5s}
        """

    private let replay: Replay

    init() throws {
        replay = Replay(configuration: try configuration(devices: ["boiler": Self.boiler, "pump": Self.pump]))
    }

    private func take(_ line: String) throws -> [String] {
        try replay.take(Array(line.utf8)).compactMap { output in
            switch output {
            case .event(let event):
                "\(event.time.milliseconds) \(event.name) \(event.state) "
                    + event.signals.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            case .command(let command):
                "\(command.time.milliseconds) \(command.actuator)=\(command.value)"
                    + (command.rule.map { " by \($0), \(command.priority ?? 0)" } ?? "")
            case .suppression(let denial):
                "\(denial.time.milliseconds) \(denial.actuator ?? "") not: \(denial.reason)"
                    + (denial.winner.map { ", for \($0)" } ?? "")
            case .summary: nil
            }
        }
    }

    private func water(_ payload: String, at seconds: Int) throws -> [String] {
        let text = payload.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: #"\""#)
        return try take(#"{"time":\#(seconds * 1000),"topic":"boiler/water","payload":"\#(text)"}"#)
            .filter { $0.contains("burner=") }
    }

    @Test(
        "S3: stale, bad or out-of-range input makes an output safe within its max age + 1 s",
        arguments: [nil, #"{"temp":999}"#, #"{"temp":"unavailable"}"#, #"{"temp":"nan"}"#, "no JSON", "{}"])
    func badInput(payload: String?) throws {
        for second in 0..<10 { #expect(try water(#"{"temp":20}"#, at: second) == []) }
        #expect(try water(#"{"temp":20}"#, at: 10) == ["10000 burner=true by cold, 10"])
        for second in 11...39 {
            #expect(try payload.map { try water($0, at: second) } ?? [] == [], "max age is not over")
        }
        let end = try payload.map { try water($0, at: 41) } ?? take(#"{"time":41000}"#)
        let off = try #require(end.first { $0.contains("burner=false") }, "\(end)")
        let time = try #require(Int(off.prefix { $0.isNumber }))
        #expect((11_000...41_000).contains(time))
    }

    @Test("S3: a value that is gone at once, as null says, is no reason to wait")
    func null() throws {
        for second in 0...10 { _ = try water(#"{"temp":20}"#, at: second) }
        let after = try water(#"{"temp":null}"#, at: 12) + water(#"{"temp":null}"#, at: 41)
        #expect(after.contains { $0.contains("burner=false") })
    }

    @Test("S3: \"unavailable\" resets no timer: neither min_off nor what has to last goes on from the beginning")
    func unavailable() throws {
        for second in stride(from: 0, through: 15, by: 5) { _ = try water(#"{"temp":55}"#, at: second) }
        // 55 since 0: `scale` is due at 20 s, whatever is said in between.
        _ = try water(#"{"temp":"unavailable"}"#, at: 16)
        _ = try water(#"{"temp":"unavailable"}"#, at: 19)
        let raised = try take(#"{"time":20000}"#)
        #expect(raised.contains { $0.hasPrefix("20000 scale raised") }, "\(raised)")
        // The last good value was at 15 s: safe at 45 s, and min_off is over at 55 s.
        #expect(try take(#"{"time":45000}"#).contains("45000 burner=false"))
        for second in [46, 50, 53] { #expect(try water(#"{"temp":"unavailable"}"#, at: second) == []) }
        #expect(try water(#"{"temp":20}"#, at: 54) == [])
        #expect(try take(#"{"time":55000}"#).contains("55000 burner=true by cold, 10"))
    }

    @Test(
        "S13: every change is told with its rule, the rule's inputs and its right; every denial with its reason and winner"
    )
    func audit() throws {
        func pump(_ values: String, at time: Int) throws -> [String] {
            try take(#"{"time":\#(time),"device":"pump","signals":{\#(values)}}"#)
        }
        #expect(try pump(#""door":false,"hot":false,"wet":false"#, at: 0) == [])
        #expect(try take(#"{"time":5000}"#) == ["5000 motor=true"], "at rest: nobody claims it")
        #expect(
            try pump(#""hot":true"#, at: 6000) == [
                "6000 overheating raised hot=true", "6000 motor=false by overheating, 4",
            ])
        #expect(
            try pump(#""wet":true"#, at: 7000) == [
                "7000 flooded raised wet=true", "7000 motor not: priority, for overheating",
            ])
        #expect(
            try pump(#""hot":false"#, at: 8000) == [
                "8000 overheating cleared hot=false", "8000 motor not: min_off, for flooded",
            ])
        #expect(try take(#"{"time":11000}"#) == ["11000 motor=true by flooded, 10"])
        let override = #"{"time":12000,"device":"pump","override":{"actuator":"motor","value":false,"for":60000}}"#
        #expect(try take(override) == ["12000 motor not: manual, for manual", "12000 motor=false by manual, 8"])
        #expect(
            try take(#"{"time":20000,"device":"pump","override":{"actuator":"motor"}}"#) == [
                "20000 motor=true by flooded, 10"
            ])
        #expect(
            try pump(#""door":true"#, at: 21_000) == ["21000 motor not: interlock, for flooded", "21000 motor=false"])
        #expect(
            try pump(#""door":false,"wet":false"#, at: 30_000) == [
                "30000 flooded cleared wet=false", "30000 motor=true",
            ])
        #expect(
            try pump(#""door":true"#, at: 40_000) == ["40000 motor not: interlock", "40000 motor=false"],
            "a guard's reason is told even where nobody claims")
    }
}
