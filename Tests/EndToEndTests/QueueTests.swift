import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `weir queue`, on a gateway that runs and on one that does not.
    @Suite struct Queue {
        private struct Scene {
            let local: MosquittoBroker
            let platform: Platform
            let agent: AgentProcess

            /// 20 alarms and 20 readings wait for a platform that is not there.
            init() throws {
                local = try MosquittoBroker(configuration: Platform.openBroker)
                platform = try Platform()
                platform.stop()
                agent = try AgentProcess(
                    gateway: Files.gateway(
                        local: local.port, upstream: platform.broker.port, send: "[events, readings]"),
                    devices: ["thermometer": Files.thermometer])
                try agent.start()
                try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
                let sensors = try PlainClient(port: local.port, identifier: "sensors")
                try Campaign(devices: 2, readingsPerDevice: 10, nameless: 0).publish(sensors)
                try agent.waitUntil("all wait") { $0.held == 40 }
            }

            func queue(_ arguments: String...) throws -> AgentProcess.CommandResult {
                try agent.command(["queue"] + arguments)
            }

            func rows() throws -> [String: Int] {
                let answer = try queue("list", "--format", "json")
                try #require(answer.code == 0, "\(answer.errors)")
                let object = try #require(
                    try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
                let rows = try #require(object["destinations"] as? [[String: Any]])
                var counts: [String: Int] = [:]
                for row in rows {
                    #expect(row["destination"] as? String == "central")
                    let age = try #require(row["oldest_age_ms"] as? Int)
                    #expect(age >= 0 && age < 600_000)
                    counts[row["class"] as? String ?? "?"] = row["count"] as? Int
                }
                return counts
            }

            func export(_ arguments: String...) throws -> [[String: Any]] {
                let answer = try agent.command(["queue", "export", "--destination", "central"] + arguments)
                #expect(answer.code == 0, "\(answer.errors)")
                return try answer.output.split(separator: "\n").map {
                    try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
                }
            }
        }

        @Test("what waits is listed, written out and deleted, whether the gateway runs or not")
        func queue() throws {
            let scene = try Scene()
            for isRunning in [true, false] {
                if !isRunning { #expect(scene.agent.terminate() == 0) }
                #expect(try scene.rows() == ["alarms": 20, "readings": isRunning ? 20 : 15])
                let alarms = try scene.export("--class", "alarms")
                #expect(alarms.count == 20)
                #expect(
                    alarms.compactMap { ($0["data"] as? [String: Any])?["kind"] as? String }.allSatisfy {
                        $0 == "event"
                    })
                let numbers = alarms.compactMap { $0["sequence"] as? Int }
                #expect(numbers == numbers.sorted())
                #expect(try scene.queue("list").output.contains("central"))
                #expect(try scene.queue("dead").output == "nothing was refused\n")
                // Nobody confirms, so nothing goes.
                let refused = try scene.queue("purge", "--destination", "central")
                #expect(refused.code == 2 && refused.errors.contains("--yes"))
                let old = try scene.queue("purge", "--destination", "central", "--before", "1h", "--yes")
                #expect(old.output == "purged 0\n")
                if isRunning {
                    // As if somebody took five of them out by hand: the oldest batch of readings is one commit's.
                    let before = try scene.export("--class", "readings").count
                    #expect(before == 20)
                    let purged = try scene.queue("purge", "--destination", "central", "--class", "readings", "--yes")
                    #expect(purged.output == "purged 20\n")
                    let sensors = try PlainClient(port: scene.local.port, identifier: "more")
                    for number in 0..<15 { try sensors.publish("plant/d9/telemetry", #"{"temp":20,"n":\#(number)}"#) }
                    try scene.agent.waitUntil("the next wait") { $0.held == 35 }
                }
            }
            let purged = try scene.queue("purge", "--destination", "central", "--class", "readings", "--yes")
            #expect(purged.output == "purged 15\n")
            let wrong = try scene.queue("purge", "--destination", "centrall", "--yes")
            #expect(wrong.code == 1)
            #expect(wrong.errors == "error: no destination is called 'centrall'; there are central\n")
            let noClass = try scene.queue("export", "--destination", "central", "--class", "alarm")
            #expect(noClass.errors.contains("no class is called 'alarm'"))
            // The alarms are still there, and go when the platform is back.
            try scene.platform.start()
            try scene.agent.start()
            try scene.agent.waitUntil("nothing waits") { $0.isUplinkConnected && $0.held == 0 }
            let status = try scene.agent.status()
            #expect(status.ledger("droppedPurged") == 35 && status.ledger("imbalance") == 0)
            #expect(Set(try scene.platform.events().map(\.id)).count == 20)
            #expect(try scene.queue().output == "nothing waits\n")
            #expect(scene.agent.terminate() == 0)
        }
    }
}
