import TestSupport
import Testing

extension EndToEnd {
    /// Without room nothing is acknowledged, everything else goes on, and with room all of it comes.
    @Suite(.enabled(if: SmallDisk.isPossible, "mounting a small disk needs root")) struct FullDisk {
        private final class Scene {
            let local: MosquittoBroker
            let platform: Platform
            let agent: AgentProcess
            let disk: SmallDisk
            let campaign = Campaign(devices: 20, readingsPerDevice: 500, nameless: 4)
            let sensors: PlainClient

            /// The disk is full, and the store knows.
            init() throws {
                local = try MosquittoBroker(configuration: Platform.openBroker)
                platform = try Platform()
                let directory = TemporaryDirectory("weir-agent")
                disk = try SmallDisk(at: "store", in: directory, kilobytes: 4096)
                agent = try AgentProcess(
                    gateway: Files.gateway(
                        local: local.port, upstream: platform.broker.port, send: "[events, readings]"),
                    devices: ["thermometer": Files.thermometer, "door": Offline.door], directory: directory)
                try agent.start()
                try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
                sensors = try PlainClient(port: local.port, identifier: "sensors")
                try campaign.publish(sensors, 0..<20)
                try platform.waitUntil("the first came") { $0.count >= 800 }
                platform.stop()
                try disk.fill()
                try campaign.publish(sensors, 20..<500)
                try sensors.flush()
                // What the store has put aside for this day is used up, too.
                var since = MonotonicClock.milliseconds()
                try agent.waitUntil("the store fails for good") {
                    try disk.fill()
                    if $0.text("control", "store_failure") == nil { since = MonotonicClock.milliseconds() }
                    return MonotonicClock.milliseconds() - since > 2500
                }
            }

            func finish() throws {
                try platform.start()
                try agent.waitUntil("all is stored and sent") {
                    Set(try thermometers().map(\.id)).count >= campaign.total && $0.held == 0
                }
                #expect(try agent.status().text("store", "state") == "ok")
                #expect(try agent.status().text("control", "store_failure") == nil)
                #expect(try agent.status().ledger("imbalance") == 0)
                #expect(agent.terminate() == 0)
                #expect(campaign.problems(try thermometers()) == [])
            }

            private func thermometers() throws -> [Received] {
                try platform.events().filter { $0.device != "gate" }
            }
        }

        @Test("on a full disk acknowledgements stop, rules act, the status says why; with room again nothing is lost")
        func fullAndBack() throws {
            let scene = try Scene()
            let agent = scene.agent
            let stored = try agent.status().ledger("readings")
            #expect(stored < scene.campaign.total)
            pause(2)
            let status = try agent.status()
            #expect(status.ledger("readings") == stored)
            #expect(status.integer("control", "broker", "unacknowledged") > 0)
            #expect(status.text("store", "state") == "failing")
            #expect(status.text("store", "reason")?.contains("full") == true)
            let shown = try agent.command(["status"])
            #expect(shown.code == 0)
            #expect(shown.output.contains("full"), "\(shown.output)")
            #expect(agent.isRunning)
            // Rules need no disk.
            try agent.simulate("DOOR", true)
            #expect(try agent.status().line("simulated LAMP") == true)
            try agent.simulate("DOOR", false)
            #expect(try agent.status().line("simulated LAMP") == false)
            #expect(agent.logLines("not stored, trying again").count < 10)
            scene.disk.clear()
            try scene.finish()
            #expect(try scene.platform.events("gate").map(\.state) == ["raised", "cleared"])
        }

        @Test("SIGTERM on a full disk ends within twelve seconds, and what was not acknowledged comes again")
        func terminatedWhileFull() throws {
            let scene = try Scene()
            let code = scene.agent.terminate(within: 12_000)
            #expect(code == 1, "\(scene.agent.log.suffix(2000))")
            #expect(scene.agent.logLines("could not be stored in time").count == 1)
            scene.disk.clear()
            try scene.agent.start()
            try scene.finish()
        }

        @Test("a first start on a full disk waits and says why, ends when asked to, and goes on when there is room")
        func firstStart() throws {
            let directory = TemporaryDirectory("weir-agent")
            let disk = try SmallDisk(at: "store", in: directory, kilobytes: 4096)
            let agent = try AgentProcess(
                gateway: Files.gateway(local: nil), devices: ["door": Offline.door], directory: directory)
            try disk.fill()
            try agent.launch()
            try eventually("the status says why") {
                agent.ask(#"{"request":"status"}"#)?.contains("the disk is full") == true
            }
            #expect(try agent.command(["status"]).output.contains("the disk is full"))
            #expect(agent.terminate() == 0)
            try agent.launch()
            try eventually("it waits again") { agent.logLines("the store cannot be opened").count == 2 }
            pause(6)
            #expect(agent.isRunning && agent.logLines("the store cannot be opened").count == 2)
            disk.clear()
            try agent.waitUntil("it runs") { $0.text("control", "state") == "running" }
            #expect(agent.terminate() == 0)
        }

        @Test("kill -9 on a full disk loses nothing that was acknowledged")
        func killedWhileFull() throws {
            let scene = try Scene()
            scene.agent.kill()
            scene.disk.clear()
            try scene.agent.start()
            try scene.finish()
        }
    }
}
