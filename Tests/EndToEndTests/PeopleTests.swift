import Glibc
import TestSupport
import Testing

extension EndToEnd {
    /// What people at the gateway may do, and what stands above them.
    @Suite struct People {
        private static let pump = """
            device: "{device}"
            devices: [pump.7]
            inputs:
              telemetry:
                mqtt: plant/{device}/telemetry
                signals: {temperature: temp, flow: flow, door: door}
            rules:
              warm: {when: temperature > 60.0, set: {motor: false}, priority: 9}
              hot: {when: temperature > 80.0, set: {motor: false}, priority: 4}
              dry_run: {when: flow < 0.5, set: {motor: false}, latch: until_ack, severity: critical}
            actuators:
              motor:
                mqtt: {topic: "plant/{device}/cmd"}
                safe: false
                rest: true
                interlock: door == false

            """

        private struct Scene {
            let local: MosquittoBroker
            let platform: Platform
            let agent: AgentProcess
            let plant: PlainClient

            init() throws {
                local = try MosquittoBroker()
                platform = try Platform()
                agent = try AgentProcess(
                    gateway: Files.gateway(
                        local: local.port, upstream: platform.broker.port, send: "[events, commands]"),
                    devices: ["pump": People.pump])
                plant = try PlainClient(port: local.port, identifier: "plant")
                try agent.start()
                try connected()
            }

            func connected() throws {
                try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
            }

            func publish(temperature: Int, flow: Int = 1, door: Bool = false) throws {
                try plant.publish(
                    "plant/pump.7/telemetry", #"{"temp":\#(temperature),"flow":\#(flow),"door":\#(door)}"#)
                try plant.flush()
            }

            func motor(_ isOn: Bool, _ why: String) throws {
                try agent.waitUntil("the motor is \(isOn): \(why)") { $0.actuator("pump.7", "motor") == isOn }
            }

            func state(_ key: String) throws -> String? {
                try agent.status().text("control", "devices", "pump.7", "actuator_states", "motor", key)
            }

            /// A command that is carried out.
            func carryOut(_ arguments: String..., says text: String) throws {
                let result = try agent.command(arguments)
                #expect(result.code == 0 && result.errors.isEmpty, "\(arguments): \(result.errors)")
                #expect(result.output.contains(text), "\(arguments): \(result.output)")
            }

            /// A command that is not, and says why.
            func refuse(_ arguments: String..., code: Int32 = 1, says text: String) throws {
                let result = try agent.command(arguments)
                #expect(result.code == code && result.output.isEmpty, "\(arguments): \(result.code) \(result.output)")
                #expect(result.errors.contains(text), "\(arguments): \(result.errors)")
            }

            /// What the journal says when it is replayed is what the platform was told.
            func replayEqualsLive() throws {
                try agent.waitUntil("nothing waits") { $0.held == 0 }
                #expect(agent.terminate() == 0)
                let received = try platform.received()
                let live = Dictionary(received.map { ($0.sequence, $0.data) }) { first, _ in first }
                let result = try agent.script(#""$1" export --config "$2" | "$1" replay --config "$2" -"#)
                #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors.prefix(2000))")
                let replayed = result.output.split(separator: "\n").map(String.init)
                    .filter { !$0.contains(#""kind":"suppressed""#) }
                #expect(live.sorted { $0.key < $1.key }.map(\.value) == replayed)
                #expect(Set(received.map(\.id)).count == replayed.count)
            }
        }

        @Test("S10: an override beats rules of lower priority and none of higher, expires, and is replayed")
        func override() throws {
            let scene = try Scene()
            try scene.publish(temperature: 20)
            try scene.motor(true, "at rest")
            try scene.publish(temperature: 70)
            try scene.motor(false, "warm")
            #expect(try scene.state("winner") == "warm")

            try scene.carryOut("set", "pump.7.motor", "on", "--for", "3s", says: "pump.7.motor is on until 20")
            try scene.motor(true, "the override beats priority 9")
            #expect(try scene.state("winner") == "manual")
            #expect(
                try scene.agent.command(["status"]).output.contains(
                    "pump.7.motor on by manual (priority 8), override on until"))
            try scene.publish(temperature: 90)
            try scene.motor(false, "priority 4 beats the override")
            try scene.publish(temperature: 70)
            try scene.motor(true, "the override counts again")
            try scene.motor(false, "the override has expired")
            #expect(try scene.state("winner") == "warm")
            #expect(
                try scene.agent.status().text(
                    "control", "devices", "pump.7", "actuator_states", "motor", "override", "until") == nil)

            try scene.carryOut("set", "pump.7.motor", "true", "--for", "1h", says: "pump.7.motor is on until 20")
            try scene.carryOut("release", "pump.7.motor", says: "pump.7.motor is off by warm")
            try scene.motor(false, "released")
            let journal = try scene.agent.command(["export"]).output.split(separator: "\n")
            let said = journal.filter { $0.contains(#""override""#) }
            #expect(said.count == 3 && said.allSatisfy { $0.contains(#""by":"user \#(getuid())""#) }, "\(said)")
            let why = try scene.agent.command(["why", "pump.7.motor"]).output
            #expect(why.contains("by what user \(getuid()) asked for"), "\(why)")
            try scene.replayEqualsLive()
        }

        @Test("S10: an override ends on time though the gateway was off: what is left of it goes on, and no more")
        func overrideOverStop() throws {
            let scene = try Scene()
            try scene.publish(temperature: 70)
            try scene.carryOut("set", "pump.7.motor", "on", "--for", "1h", says: "pump.7.motor is on until 20")
            // What was not stored yet is lost by a kill.
            pause(1)
            scene.agent.kill()
            try scene.agent.start()
            try scene.connected()
            try scene.publish(temperature: 70)
            try scene.motor(true, "most of the hour is left")
            #expect(try scene.state("winner") == "manual")

            try scene.carryOut("set", "pump.7.motor", "on", "--for", "5s", says: "pump.7.motor is on until 20")
            pause(1)
            scene.agent.kill()
            pause(6)
            try scene.agent.start()
            try scene.connected()
            #expect(try scene.state("override") == nil)
            try scene.publish(temperature: 70)
            try scene.agent.waitUntil("the rule is heard again") { $0.raised("pump.7") == ["warm"] }
            pause(0.5)
            #expect(try scene.agent.status().actuator("pump.7", "motor") == false)
            #expect(try scene.state("winner") == "warm")
            try scene.replayEqualsLive()
        }

        @Test("an override does not beat a latch, which survives kill -9 and clears only by ack")
        func latch() throws {
            let scene = try Scene()
            try scene.publish(temperature: 20)
            try scene.motor(true, "at rest")
            try scene.publish(temperature: 20, flow: 0)
            try scene.motor(false, "dry")
            try scene.refuse(
                "set", "pump.7.motor", "on", "--for", "1h",
                says: "pump.7.motor is off: dry_run is latched, acknowledge it first")
            try scene.publish(temperature: 20)
            pause(0.3)
            let status = try scene.agent.status()
            #expect(status.raised("pump.7") == ["dry_run"])
            #expect(status.texts("control", "devices", "pump.7", "latched") == ["dry_run"])
            #expect(try scene.agent.command(["status"]).output.contains("RAISED dry_run (critical, latched)"))

            scene.agent.kill()
            try scene.agent.start()
            try scene.connected()
            try scene.publish(temperature: 20)
            pause(0.3)
            #expect(try scene.agent.status().raised("pump.7") == ["dry_run"])
            #expect(try scene.agent.status().actuator("pump.7", "motor") == false)

            try scene.carryOut("ack", "pump.7.dry_run", says: "pump.7.dry_run is cleared")
            try scene.motor(true, "the override made before the crash counts now")
            #expect(try scene.state("winner") == "manual")
            try scene.refuse("ack", "pump.7.dry_run", says: "pump.7.dry_run is not raised")
            try scene.replayEqualsLive()
        }

        @Test("an acknowledged alarm clears when its cause goes, and is acknowledged once")
        func acknowledgeFirst() throws {
            let scene = try Scene()
            try scene.publish(temperature: 20, flow: 0)
            try scene.agent.waitUntil("dry") { $0.raised("pump.7") == ["dry_run"] }
            try scene.carryOut("ack", "pump.7.dry_run", says: "clears when its cause goes")
            try scene.refuse("ack", "pump.7.dry_run", says: "acknowledged already")
            try scene.publish(temperature: 20)
            try scene.agent.waitUntil("cleared") { $0.raised("pump.7").isEmpty }
            try scene.replayEqualsLive()
        }

        @Test("what cannot be done says why, and what was probably meant")
        func reasons() throws {
            let scene = try Scene()
            try scene.publish(temperature: 90, door: true)
            try scene.agent.waitUntil("hot") { $0.raised("pump.7") == ["warm", "hot"] }
            try scene.refuse("set", "pump.8.motor", "on", "--for", "1m", says: "no device 'pump.8'; is it 'pump.7'?")
            try scene.refuse("set", "pump.7.moter", "on", "--for", "1m", says: "no actuator 'moter'; is it 'motor'?")
            try scene.refuse("ack", "pump.7.dry-runs", says: "no rule 'dry-runs'; is it 'dry_run'?")
            try scene.refuse("ack", "pump.7.warm", says: "pump.7.warm does not latch: it clears by itself")
            try scene.refuse("ack", "pump.7.dry_run", says: "pump.7.dry_run is not raised")
            try scene.refuse("ack", "pump", says: "'pump' does not name a rule: write DEVICE.NAME")
            try scene.refuse("release", "pump.7.motor", says: "pump.7.motor is not overridden")
            try scene.refuse(
                "set", "pump.7.motor", "on", "--for", "1m",
                says: "pump.7.motor is off: hot has priority 4, an override has 8")
            try scene.publish(temperature: 20, door: true)
            try scene.agent.waitUntil("cool") { $0.raised("pump.7").isEmpty }
            try scene.refuse(
                "set", "pump.7.motor", "on", "--for", "1m", says: "pump.7.motor is off: its interlock forbids it")
            #expect(try scene.state("denied") == "interlock")
            try scene.publish(temperature: 20)
            try scene.motor(true, "the door is closed, and the override stays")
            try scene.refuse("set", "pump.7.motor", "maybe", "--for", "1m", code: 2, says: "write on or off")
            try scene.refuse("set", "pump.7.motor", "on", "--for", "10", code: 2, says: "--for: ")
            try scene.refuse("set", "pump.7.motor", "on", code: 2, says: "--for")
            try scene.replayEqualsLive()
        }

        @Test("without an override nothing beats the rule: the control of these tests")
        func control() throws {
            let scene = try Scene()
            try scene.publish(temperature: 70)
            try scene.agent.waitUntil("warm") { $0.raised("pump.7") == ["warm"] }
            pause(1)
            #expect(try scene.agent.status().actuator("pump.7", "motor") == false)
        }
    }
}
