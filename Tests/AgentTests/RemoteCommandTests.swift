import Configuration
import Engine
import Foundation
import Telemetry
import Testing

@testable import Agent

/// Commands from upstream.
@Suite struct RemoteCommandTests {
    private func command(_ text: String, isRetained: Bool = false) throws(RemoteCommand.Flaw) -> RemoteCommand {
        try RemoteCommand(Array(text.utf8), isRetained: isRetained)
    }

    private func flaw(_ text: String, isRetained: Bool = false) -> String? {
        do throws(RemoteCommand.Flaw) {
            _ = try command(text, isRetained: isRetained)
            return nil
        } catch {
            return "\(error.id ?? "-") \(error.reason)"
        }
    }

    @Test("a command says what, until when, and with what right")
    func parse() throws {
        let written = try command(
            #"{"id":"a1","device":"pump-7","actuator":"motor","value":false,"expires":1700000000000,"priority":4}"#)
        #expect(written.id == "a1" && written.device == "pump-7" && written.actuator == "motor")
        #expect(written.value == false && written.expires.milliseconds == 1_700_000_000_000 && written.priority == 4)
        let plain = try command(
            #"{"id":"a1","device":"p","actuator":"m","value":true,"expires":"2023-11-14T22:13:20Z"}"#)
        #expect(plain.expires.milliseconds == 1_700_000_000_000 && plain.priority == 10)
    }

    @Test("S9: what a broker kept, or what is no command, is refused with its reason")
    func flaws() {
        let good = #"{"id":"a1","device":"p","actuator":"m","value":true,"expires":5}"#
        #expect(flaw(good) == nil)
        #expect(flaw(good, isRetained: true) == "a1 retained")
        #expect(flaw("{") == "- no JSON object")
        #expect(flaw(#"{"device":"p"}"#) == "- id_invalid")
        #expect(flaw(good.replacing("a1", with: "a b")) == "- id_invalid")
        #expect(flaw(good.replacing("a1", with: String(repeating: "x", count: 129))) == "- id_invalid")
        #expect(flaw(good.replacing("true", with: "1")) == "a1 'value' is true or false")
        #expect(flaw(good.replacing("5}", with: #""soon"}"#))?.hasPrefix("a1 'expires'") == true)
        #expect(flaw(good.replacing("5}", with: #"5,"priority":17}"#)) == "a1 priority_invalid")
        #expect(flaw(good.replacing("5}", with: #"5,"force":true}"#)) == "a1 a command has no 'force'")
        #expect(flaw(String(repeating: " ", count: 5000) + good) == "- a command has at most 4096 bytes")
    }

    private static let pump = """
        device: pump
        inputs: {t: {mqtt: pump/t, decode: number, signal: t}, b: {gpio: {chip: simulated, line: B}, signal: b}}
        rules: {hot: {when: t > 80.0, set: {motor: false}, priority: 2}, beep: {when: b, set: {horn: true}}}
        actuators: {motor: {mqtt: {topic: pump/motor}, safe: false, rest: false}, horn: {gpio: {chip: simulated, line: H}, safe: false}}
        """

    @Test("the answer waits until what the command caused is stored; a refusal does not, and an id is taken once")
    func answers() throws {
        let configuration = try configuration(
            devices: ["pump": Self.pump],
            gateway: """
                gateway: g
                mqtt: {local: {url: "mqtt://localhost:1"}}
                uplinks: {c: {mqtt: {url: "mqtt://localhost:1"}, commands: {devices: [pump], priority: 4, max: 1h}}}
                """)
        let rig = ControlRig(configuration, hasUplinks: true)
        let expires = Int64(Date().timeIntervalSince1970 * 1000) + 60_000
        func send(
            _ id: String, actuator: String = "horn", device: String = "pump", priority: Int = 10, _ expires: Int64
        ) throws {
            let text =
                #"{"id":"\#(id)","device":"\#(device)","actuator":"\#(actuator)","value":true,"expires":\#(expires),"priority":\#(priority)}"#
            rig.inbox.send(.command(try command(text), uplink: 0))
            _ = try rig.status()
        }
        func answers() -> [String] {
            rig.uplink.takeAll().compactMap {
                if case .answer(let body) = $0 { String(decoding: body, as: UTF8.self) } else { nil }
            }
        }
        try send("one", expires)
        #expect(answers() == [], "nothing is stored yet")
        while true {
            let batch = try rig.nextBatch()
            rig.commit(batch)
            _ = try rig.status()
            let said = answers()
            guard !said.isEmpty else { continue }
            #expect(said == [#"{"id":"one","ok":true}"#])
            break
        }
        try send("one", expires)
        try send("two", device: "fan", expires)
        try send("three", actuator: "light", expires)
        try send("four", priority: 3, expires)
        try send("five", expires + 3_600_001)
        try send("six", expires - 120_000)
        #expect(
            answers() == [
                #"{"id":"one","ok":false,"reason":"repeated"}"#,
                #"{"id":"two","ok":false,"reason":"the device may not be commanded"}"#,
                #"{"id":"three","ok":false,"reason":"there is no such actuator"}"#,
                #"{"id":"four","ok":false,"reason":"priorities up to 4 are allowed"}"#,
                #"{"id":"five","ok":false,"reason":"expires_too_far"}"#,
                #"{"id":"six","ok":false,"reason":"expired"}"#,
            ])
        try rig.stop()
    }

    @Test("a command is a claim among others, ends by itself, and is repeated by a replay")
    func replayed() throws {
        let replay = Replay(configuration: try configuration(devices: ["pump": Self.pump]))
        func take(_ line: String) throws -> [String] {
            try replay.take(Array(line.utf8)).compactMap { output in
                switch output {
                case .command(let command): "\(command.actuator) \(command.value) \(command.rule ?? "at rest")"
                case .suppression(let held): "\(held.actuator ?? "") held back: \(held.reason), \(held.winner ?? "")"
                default: nil
                }
            }
        }
        #expect(try take(#"{"time":1000,"topic":"pump/t","payload":"20"}"#) == [])
        let command =
            #"{"time":2000,"device":"pump","command":{"id":"c1","actuator":"motor","value":true,"expires":9000}}"#
        #expect(try take(command) == ["motor true c1"])
        #expect(try take(command) == [], "once")
        #expect(
            try take(#"{"time":3000,"topic":"pump/t","payload":"90"}"#) == [
                "motor held back: priority, hot", "motor false hot",
            ])
        #expect(try take(#"{"time":4000,"topic":"pump/t","payload":"20"}"#) == ["motor true c1"])
        #expect(try take(#"{"time":9000}"#) == ["motor false at rest"])
    }
}
