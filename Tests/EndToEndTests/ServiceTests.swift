import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Starting, reloading and ending as a service.
    @Suite struct Service {
        @Test("a second agent on the same store is refused, and the first goes on as if nothing had been")
        func secondAgent() throws {
            let local = try MosquittoBroker()
            let directory = TemporaryDirectory("weir-agent")
            let gateway = Files.gateway(local: local.port)
            let agent = try AgentProcess(
                gateway: gateway, devices: ["thermometer": Files.thermometer, "door": Offline.door],
                directory: directory)
            try agent.start()
            try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
            for _ in 0..<5 {
                let second = try agent.command(["run"])
                #expect(second.code != 0)
                #expect(second.errors.contains("another gateway runs"), "\(second.errors)")
            }
            let status = try agent.status()
            #expect(status.isLocalConnected)
            #expect(agent.logLines("local broker connected").count == 1)
            try agent.simulate("DOOR", true)
            #expect(try agent.status().line("simulated LAMP") == true)
            #expect(agent.terminate() == 0)
        }

        /// Hot for a while, on two devices, with a motor on MQTT and a lamp on a line.
        private static func kiln(limit: Int, extra: String = "") -> String {
            """
            device: "{device}"
            devices: [k1, k2]
            overrides:
              k1: {lines: {lamp: LAMP1}}
              k2: {lines: {lamp: LAMP2}}
            inputs:
              telemetry: {mqtt: "plant/{device}/telemetry", signals: {temperature: temp}}
            rules:
              steady:
                when: temperature > 50.0
                for: 100ms
                severity: critical
                set: {lamp: true}
              hot:
                when: temperature > \(limit).0
                for: 100ms
                severity: major
                set: {motor: false}
            \(extra)
            actuators:
              lamp: {gpio: {chip: simulated}, safe: false}
              motor: {mqtt: {topic: "plant/{device}/cmd"}, safe: false, rest: true}

            """
        }

        private struct Scene {
            let local: MosquittoBroker
            let platform: Platform
            let agent: AgentProcess
            let plant: PlainClient

            /// Both rules raised on k1, nothing on k2.
            init() throws {
                local = try MosquittoBroker()
                platform = try Platform()
                agent = try AgentProcess(
                    gateway: Files.gateway(local: local.port, upstream: platform.broker.port),
                    devices: ["kiln": kiln(limit: 80)])
                plant = try PlainClient(port: local.port, identifier: "plant")
                try plant.subscribe("plant/+/cmd")
                try agent.start()
                try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
                try plant.publish("plant/k2/telemetry", #"{"temp":20}"#)
                try plant.publish("plant/k1/telemetry", #"{"temp":90}"#)
                try agent.waitUntil("both rules are raised") { $0.raised("k1").sorted() == ["hot", "steady"] }
                try platform.waitUntil("both events came") { $0.count >= 2 }
                try eventually("k2 runs, k1 does not") {
                    plant.messages(on: "plant/k2/cmd").last == "ON" && plant.messages(on: "plant/k1/cmd").last == "OFF"
                }
            }

            func reload(_ words: String) throws {
                let count = agent.logLines(words).count
                agent.signal(SIGHUP)
                try eventually("the log says: \(words)") { agent.logLines(words).count > count }
            }

            func story(_ rule: String) throws -> [String] {
                try platform.events().filter { $0.name == rule }.map(\.state)
            }
        }

        @Test(
            "SIGHUP takes up changed files; an unchanged rule stays raised without a second event, a changed one begins anew"
        )
        func reload() throws {
            let scene = try Scene()
            let agent = scene.agent
            // Another limit for `hot`, and one more rule, which the temperature fulfils already.
            try agent.write(
                device: "kiln", Self.kiln(limit: 85, extra: "  warm: {when: temperature > 30.0, severity: minor}"))
            try scene.reload("configuration reloaded")
            try scene.plant.publish("plant/k1/telemetry", #"{"temp":90}"#)
            try agent.waitUntil("the new rules hold") { $0.raised("k1").sorted() == ["hot", "steady", "warm"] }
            try scene.platform.waitUntil("the new events came") { $0.count >= 4 }
            pause(0.5)
            #expect(try scene.story("steady") == ["raised"])
            #expect(try scene.story("hot") == ["raised", "raised"])
            #expect(try scene.story("warm") == ["raised"])
            #expect(try agent.status().line("simulated LAMP1") == true)
            #expect(scene.plant.messages(on: "plant/k1/cmd").last == "OFF")
            #expect(scene.plant.messages(on: "plant/k2/cmd").last == "ON")
            // The new limit holds.
            try scene.plant.publish("plant/k1/telemetry", #"{"temp":82}"#)
            try agent.waitUntil("82 is not hot any more") { $0.raised("k1").sorted() == ["steady", "warm"] }
            // A reload of what is there already is no change.
            try scene.reload("configuration reloaded")
            try scene.plant.publish("plant/k1/telemetry", #"{"temp":20}"#)
            try agent.waitUntil("all is over") { $0.raised("k1").isEmpty }
            try scene.platform.waitUntil("all is told") { $0.count { $0.state == "cleared" } >= 3 }
            #expect(try scene.story("steady") == ["raised", "cleared"])
            #expect(Set(try scene.platform.events().map(\.id)).count == (try scene.platform.events().count))
            // The reload survives a crash: the same files, the same state.
            try scene.plant.publish("plant/k1/telemetry", #"{"temp":82}"#)
            try agent.waitUntil("steady is raised again") { $0.raised("k1").sorted() == ["steady", "warm"] }
            let events = try agent.status().ledger("events")
            agent.kill()
            try agent.start()
            #expect(try agent.status().raised("k1").sorted() == ["steady", "warm"])
            pause(0.5)
            #expect(try agent.status().ledger("events") == events)
            #expect(agent.terminate() == 0)
        }

        @Test("F25 a reload that takes away an output that is on makes it safe first, over MQTT and on a line")
        func leavingOutputs() throws {
            let scene = try Scene()
            let agent = scene.agent
            #expect(try agent.status().line("simulated LAMP1") == true)
            // k1 is hot: its lamp is on, and its motor is off, which is safe; the motor of k2 runs.
            let bare = Self.kiln(limit: 80).replacing("    set: {lamp: true}\n", with: "")
                .replacing("    set: {motor: false}\n", with: "")
                .replacing("  k1: {lines: {lamp: LAMP1}}", with: "  k1: {}")
                .replacing("  k2: {lines: {lamp: LAMP2}}", with: "  k2: {}")
            let actuators = try #require(bare.range(of: "actuators:\n"))
            try agent.write(device: "kiln", String(bare[..<actuators.lowerBound]))
            try scene.reload("configuration reloaded")
            try eventually("the motor of k2 is told to stand still") {
                scene.plant.messages(on: "plant/k2/cmd").last == "OFF"
            }
            #expect(try agent.status().line("simulated LAMP1") == nil)
            #expect(agent.logLines("output").filter { $0.contains("LAMP1") && $0.contains("error") }.isEmpty)
            #expect(agent.terminate() == 0)
        }

        @Test("F24 wrong files change nothing at SIGHUP, and `run` and `check --service` end with 78 on them")
        func wrongFiles() throws {
            let scene = try Scene()
            let agent = scene.agent
            let before = try agent.status().shown("control", "devices")
            for wrong in [
                Self.kiln(limit: 80).replacing("severity: major", with: "severity: awful"),
                Self.kiln(limit: 80).replacing("safe: false, rest", with: "rest"), "device: [", "",
                // Half of the file, as an editor leaves it for a moment.
                String(Self.kiln(limit: 80).prefix(300)),
            ] {
                try agent.write(device: "kiln", wrong)
                try scene.reload("not reloaded")
                #expect(try agent.command(["check", "--service"]).code == 78)
                #expect(try agent.command(["check"]).code == 1)
                let run = try agent.command(["run"])
                #expect(run.code == 78)
                #expect(run.errors.contains("devices/kiln.yaml:"), "\(run.errors)")
            }
            #expect(!agent.logLines("devices/kiln.yaml:").isEmpty)
            #expect(try agent.status().shown("control", "devices") == before)
            #expect(try scene.platform.received().count == 2)
            try scene.plant.publish("plant/k1/telemetry", #"{"temp":20}"#)
            try agent.waitUntil("it works as before") { $0.raised("k1").isEmpty }
            try agent.write(device: "kiln", Self.kiln(limit: 80))
            try scene.reload("configuration reloaded")
            #expect(try agent.command(["check", "--service"]).code == 0)
            #expect(agent.terminate() == 0)
        }

        @Test("SIGTERM tells the MQTT actuators to be safe and ends with 0 within five seconds")
        func terminate() throws {
            let scene = try Scene()
            try scene.plant.publish("plant/k1/telemetry", #"{"temp":20}"#)
            try eventually("both motors run") {
                ["k1", "k2"].allSatisfy { scene.plant.messages(on: "plant/\($0)/cmd").last == "ON" }
            }
            #expect(scene.agent.terminate(within: 5000) == 0)
            try eventually("both motors stand still") {
                ["k1", "k2"].allSatisfy { scene.plant.messages(on: "plant/\($0)/cmd").last == "OFF" }
            }
            #expect(scene.agent.logLines(" error ").isEmpty)
            #expect(try scene.agent.command(["status"]).code == 1)
        }

        @Test("files changed after kill -9: what the new rules raise is told, not only kept")
        func changedWhileDead() throws {
            let scene = try Scene()
            try scene.plant.publish("plant/k2/telemetry", #"{"temp":45}"#)
            try scene.agent.waitUntil("45 is stored") { $0.ledger("readings") == 3 }
            scene.agent.kill()
            try scene.agent.write(
                device: "kiln",
                Self.kiln(limit: 80, extra: "  warm: {when: temperature > 30.0, severity: minor}"))
            try scene.agent.start()
            try scene.plant.publish("plant/k2/telemetry", #"{"temp":46}"#)
            try scene.agent.waitUntil("warm is raised") { $0.raised("k2") == ["warm"] }
            try scene.platform.waitUntil("it is told", within: 10) { $0.contains { $0.name == "warm" } }
            #expect(scene.agent.terminate() == 0)
        }
    }
}
