import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Both halves of the ledger, added up by somebody who knows what was sent.
    @Suite struct BothHalves {
        private static let device = """
            device: "{device}"
            devices: [d0, d1, d2]
            inputs:
              telemetry: {mqtt: "plant/{device}/telemetry", time: ts, signals: {temperature: temp}, rate: 100000/s}
              pack: {mqtt: "plant/{device}/pack", decode: senml, signals: {level: level}, rate: 100000/s}
            rules:
              hot: {when: temperature > 80.0, severity: critical}

            """

        /// What was sent, in readings: a message that cannot be read counts as one.
        private struct Sent {
            var good = 0
            var refused = 0
            var packs = 0
            /// Devices whose clocks are right.
            private let start = UInt64(Date().timeIntervalSince1970 * 1000)

            mutating func publish(_ client: PlainClient, _ count: Int, _ generator: inout SeededGenerator) throws {
                for _ in 0..<count {
                    let device = "plant/d\(generator.next() % 3)"
                    switch generator.next() % 8 {
                    case 0:
                        try client.publish("\(device)/telemetry", #"{"temp":9"#)
                        refused += 1
                    case 1:
                        try client.publish("plant/stranger/telemetry", #"{"temp":90}"#)
                        refused += 1
                    case 2:
                        try client.publish("\(device)/telemetry", String(repeating: " ", count: 5000) + #"{"temp":90}"#)
                        refused += 1
                    case 3: try client.publish("\(device)/unknown", "nobody asked for this")
                    case 4:
                        packs += 1
                        let records = (0..<3).map { #"{"n":"level","t":\#($0 - 3),"v":1}"# }
                        try client.publish("\(device)/pack", "[\(records.joined(separator: ","))]")
                        good += 3
                    case 5:
                        try client.publish("\(device)/telemetry", #"{"ts":\#(start - 60_000),"temp":20}"#)
                        good += 1
                    default:
                        let temperature = generator.next() % 2 == 0 ? 90 : 20
                        let time = start + UInt64(good)
                        try client.publish("\(device)/telemetry", #"{"ts":\#(time),"temp":\#(temperature)}"#)
                        good += 1
                    }
                }
                try client.flush()
            }
        }

        @Test("what came was kept out, passed on or dropped, and what was passed on is upstream, held or dropped")
        func addsUp() throws {
            let seed = Loss.seed()
            var generator = SeededGenerator(seed)
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let platform = try Platform()
            let agent = try AgentProcess(
                gateway: Files.gateway(
                    local: local.port, upstream: platform.broker.port, send: "[events, readings]",
                    extra: "limits: {payload: 4KiB}\n"),
                devices: ["device": Self.device])
            try agent.start()
            try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
            let client = try PlainClient(port: local.port, identifier: "sensors")
            var sent = Sent()

            func taken(_ status: Status) -> Int { status.ledger("passedOn") + status.ledger("droppedLate") }
            func refused(_ status: Status) -> Int { status.ledger("droppedInvalid") + status.ledger("droppedQuota") }
            func check(_ when: String, _ isRepeated: Bool) throws {
                try agent.waitUntil("\(when): all came") { taken($0) >= sent.good && refused($0) >= sent.refused }
                let status = try agent.status()
                let counts = try status.shown("store", "ledger")
                #expect(taken(status) == sent.good, "\(when): \(counts)")
                // What was refused is not remembered, so that a repeat of it is refused again.
                #expect(isRepeated || refused(status) == sent.refused, "\(when): \(counts)")
                #expect(
                    status.ledger("received") == taken(status) + refused(status) + status.ledger("duplicates"),
                    "\(when): \(counts)")
                #expect(status.ledger("queued") == status.ledger("passedOn") + status.ledger("events"))
                #expect(status.ledger("ingestImbalance") == 0 && status.ledger("imbalance") == 0, "\(when): \(counts)")
            }

            try sent.publish(client, 500, &generator)
            try check("running", false)
            #expect(agent.terminate() == 0)
            try sent.publish(client, 300, &generator)
            try agent.start()
            try check("after a restart", false)
            platform.stop()
            for round in 0..<3 {
                try sent.publish(client, 300, &generator)
                usleep(UInt32(generator.next() % 50_000))
                agent.kill()
                try agent.start()
                try check("after kill \(round)", true)
            }
            let status = try agent.status()
            #expect(status.held > 0 && status.ledger("droppedLate") > 0 && sent.packs > 0, "positive control")
            let text = try agent.command(["status"]).output
            #expect(text.contains("ledger received \(status.ledger("received")) = kept out by rule 0 + passed on"))
            try platform.start()
            try agent.waitUntil("nothing waits") { $0.held == 0 && $0.isUplinkConnected }
            try check("drained", true)
            #expect(agent.terminate() == 0)
            let ids = Set(try platform.received().map(\.sequence))
            #expect(ids.count == status.ledger("queued"), "each entry arrived under its number")
        }

        @Test("readings that no uplink sends are kept out by rule, and counted once")
        func keptOut() throws {
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port), devices: ["thermometer": Files.thermometer])
            try agent.start()
            try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
            let campaign = Campaign(devices: 5, readingsPerDevice: 20, nameless: 0)
            let sensors = try PlainClient(port: local.port, identifier: "sensors")
            try campaign.publish(sensors)
            try agent.waitUntil("all are stored") { $0.ledger("readings") == campaign.total }
            let status = try agent.status()
            #expect(status.ledger("keptOutByRule") == campaign.total && status.ledger("received") == campaign.total)
            #expect(status.ledger("ingestImbalance") == 0 && status.ledger("queued") == 0)
            #expect(agent.terminate() == 0)
        }
    }
}
