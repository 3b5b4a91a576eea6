import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// The way upstream: in order, paced, and complete after any outage.
    @Suite struct Uplink {
        @Test("a platform that stalls in a burst gets all of it when it goes on, and waiting costs next to nothing")
        func stalledPlatform() throws {
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let platform = try Platform()
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: platform.broker.port),
                devices: ["thermometer": Files.thermometer])
            try agent.start()
            try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
            platform.broker.freeze()
            let campaign = Campaign(devices: 50, readingsPerDevice: 200, nameless: 0)
            let sensors = try PlainClient(port: local.port, identifier: "sensors")
            try campaign.publish(sensors)
            try agent.waitUntil("all readings are stored") { $0.ledger("readings") == campaign.total }
            let before = try agent.processorTime()
            pause(3)
            let spent = try agent.processorTime() - before
            print("processor time while the platform stalls: \(spent) s of 3")
            #expect(spent < 1)
            platform.broker.thaw()
            try agent.waitUntil("nothing waits any more", within: 30) { $0.held == 0 }
            #expect(agent.terminate() == 0)
            #expect(campaign.problems(try platform.received()) == [])
        }

        @Test("a platform that accepts the connection and confirms nothing costs next to nothing")
        func silentPlatform() throws {
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let listener = LoopbackListener()
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: listener.port, upstreamOptions: ", version: \"5\""),
                devices: ["thermometer": Files.thermometer])
            let sensors = try PlainClient(port: local.port, identifier: "sensors")
            try agent.start()
            try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
            try Campaign(devices: 10, readingsPerDevice: 10, nameless: 0).publish(sensors)
            try agent.waitUntil("all events wait") { $0.held == 100 }
            var platform: LoopbackPeer?
            try eventually("the agent connects") {
                platform = platform ?? listener.accept()
                return platform?.receive()?.isEmpty == false
            }
            // MQTT 5 section 3.2: CONNACK, no session, success, no properties.
            platform?.send([0x20, 3, 0, 0, 0])
            try agent.waitUntil("everything is sent") { $0.integer("uplinks", "central", "sent") == 100 }
            let before = try agent.processorTime()
            pause(3)
            let spent = try agent.processorTime() - before
            print("processor time while nothing is confirmed: \(spent) s of 3")
            #expect(spent < 0.5)
            #expect(try agent.status().held == 100)
            #expect(agent.terminate() == 0)
        }

        @Test("a record for which a platform closes the connection is put aside with the reason, and all others come")
        func poison() throws {
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let platform = try Platform(
                broker: MosquittoBroker(configuration: Platform.openBroker + "\nmax_packet_size 3000"))
            let noisy = """
                device: noisy
                inputs: {telemetry: {mqtt: plant/noisy/telemetry, signals: {temperature: temp, note: note}}}
                signals: {note: {type: text}}
                rules: {hot: {when: temperature > 80.0, severity: critical, message: "{note}{note}{note}{note}{note}"}}
                """
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: platform.broker.port),
                devices: ["thermometer": Files.thermometer, "noisy": noisy])
            try agent.start()
            try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
            let campaign = Campaign(devices: 5, readingsPerDevice: 40, nameless: 0)
            let sensors = try PlainClient(port: local.port, identifier: "sensors")
            try campaign.publish(sensors, 0..<20)
            let note = String(repeating: "x", count: 800)
            try sensors.publish("plant/noisy/telemetry", #"{"temp":90,"note":"\#(note)"}"#)
            try campaign.publish(sensors, 20..<40)
            try agent.waitUntil("the record is given up", within: 240) {
                $0.ledger("droppedRejected") == 1 && $0.held == 0 && $0.isUplinkConnected
            }
            let dead = try agent.command(["queue", "dead"]).output
            #expect(dead.contains("times while sending it"), "\(dead.prefix(500))")
            #expect(try agent.status().ledger("imbalance") == 0)
            #expect(agent.terminate() == 0)
            #expect(campaign.problems(try platform.received()) == [])
        }

        @Test("restarted and frozen brokers on both sides lose nothing and change no order")
        func brokersComeAndGo() throws {
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let platform = try Platform()
            let agent = try AgentProcess(
                gateway: Files.gateway(
                    local: local.port, localOptions: ", keepalive: 5s", upstream: platform.broker.port,
                    upstreamOptions: ", keepalive: 5s"),
                devices: ["thermometer": Files.thermometer])
            try agent.start()
            let campaign = Campaign(devices: 20, readingsPerDevice: 100, nameless: 4)
            for part in 0..<5 {
                try agent.waitUntil("both are connected again") { $0.isLocalConnected && $0.isUplinkConnected }
                let sensors = try PlainClient(port: local.port, identifier: "sensors")
                try campaign.publish(sensors, part * 20..<part * 20 + 20)
                try sensors.flush()
                sensors.disconnect()
                switch part {
                case 0:
                    local.terminate()
                    try local.start()
                case 1:
                    platform.stop()
                    try platform.start()
                case 2:
                    // Longer than the keepalive: the agent gives up both.
                    local.freeze()
                    platform.broker.freeze()
                    try agent.waitUntil("the local broker is given up", within: 30) { !$0.isLocalConnected }
                    try agent.waitUntil("the platform is given up", within: 30) { !$0.isUplinkConnected }
                    local.thaw()
                    platform.broker.thaw()
                case 3:
                    local.freeze()
                    pause(0.5)
                    local.thaw()
                default: break
                }
            }
            try agent.waitUntil("all came through") {
                $0.ledger("readings") >= campaign.total && $0.held == 0 && $0.isUplinkConnected
            }
            #expect(agent.terminate() == 0)
            #expect(campaign.problems(try platform.received()) == [])
        }

        @Test("catching up is paced, lets live events pass, keeps each device's order, and survives kill -9")
        func catchUp() throws {
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let platform = try Platform()
            platform.stop()
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: platform.broker.port, rate: "100/s"),
                devices: ["thermometer": Files.thermometer])
            try agent.start()
            try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
            let sensors = try PlainClient(port: local.port, identifier: "sensors")
            // Devices 0 to 9 speak during the outage, and again while it is caught up; device 10 only then.
            let campaign = Campaign(devices: 10, readingsPerDevice: 60, nameless: 0)
            try campaign.publish(sensors, 0..<50)
            try agent.waitUntil("all wait") { $0.held == 500 }
            try platform.start()
            let start = MonotonicClock.milliseconds()
            try platform.waitUntil("catching up has begun") { $0.count >= 20 }
            try campaign.publish(sensors, 50..<60)
            try sensors.publish("plant/d10/telemetry", #"{"temp":90,"n":0}"#)
            try platform.waitUntil("the live event of another device came") { $0.contains { $0.device == "d10" } }
            #expect(try platform.received().count < 500)
            agent.kill()
            let count = try platform.received().count
            try agent.start()
            try platform.waitUntil("catching up goes on") { $0.count > count + 20 }
            agent.kill()
            try agent.start()
            try agent.waitUntil("nothing waits") { $0.isUplinkConnected && $0.held == 0 }
            // A second's worth may go at once, at each of the three starts.
            #expect(MonotonicClock.milliseconds() - start > 2500)
            #expect(agent.terminate() == 0)
            let received = try platform.received()
            print("received \(received.count), of them repeats \(received.count - Set(received.map(\.id)).count)")
            #expect(campaign.problems(received.filter { $0.device != "d10" }) == [])
            #expect(Set(received.filter { $0.device == "d10" }.map(\.id)).count == 1)
        }
    }
}
