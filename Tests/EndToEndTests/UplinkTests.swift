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
    }
}
