import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// A recorded run says again what it said live.
    @Suite struct Replay {
        private static let machine = """
            device: "{device}"
            devices: [m1, m2]
            overrides:
              m1: {lines: {door: DOOR1, lamp: LAMP1, bell: BELL1}}
              m2: {lines: {door: DOOR2, lamp: LAMP2, bell: BELL2}}
            inputs:
              telemetry:
                mqtt: plant/{device}/telemetry
                signals: {temperature: temp, n: n}
              timed:
                mqtt: plant/{device}/timed
                time: ts
                signals: {vibration: rms}
              mode: {mqtt: "plant/{device}/mode", decode: text, signal: mode}
              door:
                gpio: {chip: simulated, debounce: 20ms}
                signal: door_open
              bell:
                gpio: {chip: simulated, edge: rising}
                signal: bell
            signals:
              temperature: {stale: 400ms, deadband: 0.5, valid: [-40, 150]}
              mode: {type: text}
            derive: {load: "temperature * vibration"}
            rules:
              hot:
                when: temperature > 70.0
                for: 150ms
                until: temperature < 60.0
                severity: critical
                message: "{device} at {temperature}, reading {n}"
                set: {lamp: true, motor: false}
                priority: 4
              eco_mode:
                when: mode == "eco"
                for: 100ms
                message: "{mode}"
                set: {motor: false}
              heavy: {when: load > 100.0, severity: major, message: "{load}"}
              left_open:
                when: door_open
                for: 120ms
                severity: warning
                set: {lamp: true}
              rung: {when: bell, severity: minor}
              both: {when: hot.raised && left_open.raised, severity: critical}
            actuators:
              lamp: {gpio: {chip: simulated}, safe: false}
              motor: {mqtt: {topic: "plant/{device}/cmd"}, safe: false, rest: true}
            summaries:
              second:
                every: 1s
                of: {temperature: [min, mean, max, sum, count, last], vibration: [mean, max], load: [max]}

            """

        @Test(
            "export and replay say byte for byte what was forwarded, over timers, lines, retained messages and restarts"
        )
        func replayEqualsLive() throws {
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let platform = try Platform()
            let agent = try AgentProcess(
                gateway: Files.gateway(
                    local: local.port, upstream: platform.broker.port, send: "[events, summaries, commands]"),
                devices: ["machine": Self.machine])
            let plant = try PlainClient(port: local.port, identifier: "plant")
            try plant.publish("plant/m1/mode", "eco", retain: true)
            try plant.flush()
            try agent.start()
            try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
            var generator = SeededGenerator(Loss.seed())
            for part in 0..<3 {
                for number in 0..<60 { try play(plant, agent, number + part * 60, &generator) }
                switch part {
                case 0: agent.kill()
                case 1: #expect(agent.terminate() == 0)
                default: break
                }
                if part < 2 {
                    // What comes meanwhile waits at the broker.
                    for _ in 0..<20 { try publish(plant, Int.random(in: 0..<20, using: &generator), &generator) }
                    try plant.flush()
                    try agent.start()
                    try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
                }
            }
            // The last timers and windows run out.
            pause(1.2)
            try agent.waitUntil("nothing waits") { $0.held == 0 }
            #expect(agent.terminate() == 0)

            let received = try platform.received()
            let result = try agent.script(#""$1" export --config "$2" | "$1" replay --config "$2" -"#)
            #expect(result.code == 0, "\(result.errors.prefix(2000))")
            // A random run may have readings that are older than others; nothing else is lost.
            let losses = result.errors.split(separator: "\n")
            #expect(
                losses.allSatisfy { $0.hasSuffix(" not taken: older than the newest of its input") },
                "\(result.errors.prefix(2000))")
            // What was held back is told to people, and has no place upstream.
            let replayed = result.output.split(separator: "\n").map(String.init).filter {
                !$0.contains(#""kind":"suppressed""#)
            }
            compare(received, replayed)
            let kinds = Dictionary(grouping: received) { "\($0.kind) \($0.name) \($0.state)" }.mapValues(\.count)
            print(kinds.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))
            for name in ["hot", "eco_mode", "heavy", "left_open", "rung"] {
                #expect(kinds["event \(name) raised", default: 0] > 0, "\(name) never happened")
            }
            #expect(kinds["command  ", default: 0] > 4 && kinds["summary second ", default: 0] > 4)
        }

        private func compare(_ received: [Received], _ replayed: [String]) {
            let forwarded = Dictionary(received.map { ($0.sequence, $0.data) }) { first, _ in first }
            let live = forwarded.sorted { $0.key < $1.key }.map(\.value)
            #expect(live.count > 40)
            #expect(live.count == replayed.count)
            for (index, pair) in zip(live, replayed).enumerated() where pair.0 != pair.1 {
                Issue.record("record \(index) of \(live.count):\nlive   \(pair.0)\nreplay \(pair.1)")
                break
            }
            let ids = Set(received.map(\.id))
            #expect(ids.count == live.count)
        }

        private func play(
            _ plant: PlainClient, _ agent: AgentProcess, _ number: Int, _ generator: inout SeededGenerator
        ) throws {
            try publish(plant, number, &generator)
            if number % 11 == 3 {
                try agent.simulate(Bool.random(using: &generator) ? "DOOR1" : "DOOR2", Bool.random(using: &generator))
                for level in [true, false] { try agent.simulate("BELL1", level) }
            }
            pause(Double.random(in: 0.001...0.06, using: &generator))
        }

        private func publish(_ plant: PlainClient, _ number: Int, _ generator: inout SeededGenerator) throws {
            let device = Bool.random(using: &generator) ? "m1" : "m2"
            switch number % 20 {
            case 19:
                let mode = Bool.random(using: &generator) ? "eco" : "boost"
                try plant.publish("plant/\(device)/mode", mode, retain: true)
            case 4, 9, 14:
                let time = Int(Date().timeIntervalSince1970 * 1000) - Int.random(in: 0..<80, using: &generator)
                let vibration = Double.random(in: 0...3, using: &generator)
                try plant.publish("plant/\(device)/timed", #"{"ts":\#(time),"rms":\#(vibration)}"#)
            default:
                // Runs of ten are warm or cold, so that some `for` are served and others broken off.
                let base = number / 10 % 2 == 0 ? 50.0 : 76.0
                let temperature = base + Double.random(in: -12...12, using: &generator)
                try plant.publish("plant/\(device)/telemetry", #"{"temp":\#(temperature),"n":\#(number)}"#)
            }
        }
    }
}
