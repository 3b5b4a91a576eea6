import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// A platform that stays away.
    @Suite struct Outage {
        @Test("neither memory nor disk grow with the length of an outage")
        func bounded() throws {
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let maximumKilobytes = 4096
            let agent = try AgentProcess(
                gateway: """
                    gateway: e2e
                    store: {path: {store}, max_size: \(maximumKilobytes)KiB}
                    mqtt: {local: {url: "mqtt://127.0.0.1:\(local.port)"}}
                    uplinks: {central: {mqtt: {url: "mqtt://127.0.0.1:\(LoopbackPort.free())"}, send: [events, readings]}}

                    """, devices: ["thermometer": Files.thermometer])
            try agent.start()
            try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
            let sensors = try PlainClient(port: local.port, identifier: "sensors")
            let (parts, part) = (5, 400)
            let campaign = Campaign(devices: 50, readingsPerDevice: parts * part, nameless: 0)
            var kilobytes: [Int] = []
            for number in 0..<parts {
                try campaign.publish(sensors, number * part..<(number + 1) * part)
                try agent.waitUntil("part \(number) is stored", within: 120) {
                    $0.ledger("readings") == (number + 1) * part * campaign.devices
                }
                kilobytes.append(try agent.residentKilobytes())
            }
            let status = try agent.status()
            let givenUp = status.ledger("droppedFull") + status.ledger("droppedThinned")
            print("kilobytes after each part: \(kilobytes), given up for want of room: \(givenUp), held \(status.held)")
            #expect(givenUp > 0, "positive control: the store was full for a while")
            #expect(kilobytes[parts - 1] - kilobytes[1] < 4096, "\(kilobytes)")
            #expect(status.ledger("imbalance") == 0 && status.ledger("ingestImbalance") == 0)
            #expect(agent.terminate() == 0)
            let files = ["weir.db", "weir.db-wal", "ballast", "lock"].map { "\(agent.store)/\($0)" }
            let bytes = try files.reduce(0) {
                $0 + ((try FileManager.default.attributesOfItem(atPath: $1)[.size] as? NSNumber)?.intValue ?? 0)
            }
            #expect(bytes <= maximumKilobytes << 10, "\(bytes)")
        }
    }
}
