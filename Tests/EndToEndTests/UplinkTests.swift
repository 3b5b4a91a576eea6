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
    }
}
