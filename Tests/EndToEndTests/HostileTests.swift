import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What strangers publish is counted and nothing else.
    @Suite struct Hostile {
        private static let gatewayExtra = "limits: {devices: 3}\n"

        /// The agent with one device at work, and everything at rest.
        private final class Scene {
            let local: MosquittoBroker
            let platform: Platform
            let agent: AgentProcess
            let plant: PlainClient
            let stranger: PlainClient
            private var readings = 0

            init() throws {
                local = try MosquittoBroker(configuration: Platform.openBroker)
                platform = try Platform()
                agent = try AgentProcess(
                    gateway: Files.gateway(
                        local: local.port, upstream: platform.broker.port,
                        send: "[events, summaries, commands, readings]", extra: gatewayExtra),
                    devices: HostileMessage.devices)
                plant = try PlainClient(port: local.port, identifier: "plant")
                try plant.subscribe("plant/+/cmd")
                stranger = try PlainClient(port: local.port, identifier: "stranger")
                try agent.start()
                try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
                try good(20)
                try eventually("the heater is let go") { plant.messages(on: "plant/d0/cmd").last == "ON" }
                try agent.waitUntil("nothing waits") { $0.held == 0 && $0.ledger("forwarded") >= 2 }
            }

            func good(_ temperature: Int) throws {
                try plant.publish("plant/d0/telemetry", #"{"temp":\#(temperature),"n":\#(readings)}"#)
                readings += 1
                try agent.waitUntil("a good reading is taken") {
                    $0.integer("control", "messages", "readings") == readings
                }
            }

            /// Everything that a bad message must not change.
            func state() throws -> [String] {
                let status = try agent.status()
                return [
                    try status.shown("control", "devices"), try status.shown("control", "lines"),
                    try status.shown("control", "events"), try status.shown("control", "commands"),
                    "readings \(status.integer("control", "messages", "readings")), \(status.ledger("readings"))",
                    "queued \(status.ledger("queued")), events \(status.ledger("events"))",
                    "received \(try platform.received().count), commanded \(plant.messageCount)",
                ]
            }
        }

        @Test("each bad topic and payload is counted under its reason, and nothing else changes")
        func reasons() throws {
            let scene = try Scene()
            let before = try scene.state()
            for message in HostileMessage.topics + HostileMessage.payloads + HostileMessage.large {
                let count = try scene.agent.status().rejected
                try scene.stranger.publish(message.topic, message.payload)
                try scene.stranger.flush()
                try eventually("\(message.what) is counted") { try scene.agent.status().rejected != count }
                let changes = try scene.agent.status().rejected.filter { $0.value != count[$0.key] ?? 0 }
                #expect(changes.keys.sorted() == [message.reason], "\(message.what)")
            }
            #expect(try scene.state() == before)
            // What is allowed and looks dangerous stays what it is: text.
            try scene.plant.publish(
                "plant/d0/telemetry", #"{"temp":90,"n":"'); DROP TABLE x; ${HOME} {{n}} %n \u001b[31m"}"#)
            try scene.agent.waitUntil("text is kept") { $0.raised("d0") == ["hot"] }
            try eventually("the heater is stopped") { scene.plant.messages(on: "plant/d0/cmd").last == "OFF" }
            try scene.platform.waitUntil("the event came") { $0.contains { $0.kind == "event" } }
            #expect(
                try scene.platform.events().map(\.message) == ["'); DROP TABLE x; ${HOME} {{n}} %n \u{1B}[31m"])
            #expect(!scene.agent.log.contains("\u{1B}"))
            #expect(scene.agent.terminate() == 0)
        }

        @Test("twenty thousand bad messages cost no memory and at most one log line for each reason in ten seconds")
        func flood() throws {
            let scene = try Scene()
            let messages =
                HostileMessage.topics.dropFirst(2) + HostileMessage.payloads.filter { $0.payload.count < 4096 }
            for message in messages + HostileMessage.large {
                try scene.stranger.publish(message.topic, message.payload)
            }
            let warmUp = messages.count + HostileMessage.large.count
            try scene.agent.waitUntil("the first are counted") { $0.rejected.values.reduce(0, +) == warmUp }
            let before = try scene.state()
            let memory = try scene.agent.residentKilobytes()
            let logged = scene.agent.log.utf8.count
            let total = 20_000
            var sent = 0
            while sent < total {
                for message in messages.prefix(total - sent) {
                    try scene.stranger.publish(message.topic, message.payload)
                    sent += 1
                }
                if sent % 5000 < messages.count {
                    for message in HostileMessage.large { try scene.stranger.publish(message.topic, message.payload) }
                    sent += HostileMessage.large.count
                }
            }
            try scene.agent.waitUntil("all are counted") { $0.rejected.values.reduce(0, +) == warmUp + sent }
            let growth = try scene.agent.residentKilobytes() - memory
            print("\(sent) bad messages: \(growth) KiB more in memory, \(scene.agent.log.utf8.count - logged) B of log")
            #expect(growth < 8 << 10)
            #expect(try scene.state() == before)
            checkLog(scene.agent)
            // The control: a good one still counts.
            try scene.good(90)
            try scene.agent.waitUntil("hot is raised") { $0.raised("d0") == ["hot"] }
            #expect(scene.agent.terminate() == 0)
        }

        /// The lines of one reason are ten seconds apart.
        private func checkLog(_ agent: AgentProcess) {
            var last: [String: Date] = [:]
            var count = 0
            for line in agent.logLines("message rejected: ") {
                let words = line.split(separator: " ")
                guard words.count > 5, words[1] == "warning",
                    let time = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(String(words[0]))
                else {
                    Issue.record("a line of another kind: \(line)")
                    continue
                }
                let reason = String(words[5])
                if let before = last[reason] { #expect(time.timeIntervalSince(before) >= 9.99, "\(reason)") }
                last[reason] = time
                count += 1
                #expect(line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && line.utf8.count < 1500)
            }
            #expect(count >= 15)
        }
    }
}
