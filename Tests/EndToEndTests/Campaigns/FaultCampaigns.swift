import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Faults around the agent, for the table of `deploy/faults`.
    @Suite struct Campaigns {
        @Test("brokers that come and go lose nothing and change no order")
        func brokerFlap() throws {
            let flaps = CampaignRow.isLong ? 100 : 5
            // 100 of them in 10 minutes.
            let spacing: Int64 = CampaignRow.isLong ? 6000 : 0
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let platform = try Platform()
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: platform.broker.port),
                devices: ["thermometer": Files.thermometer])
            try agent.start()
            let campaign = Campaign(devices: 10, readingsPerDevice: flaps * 10, nameless: 2)
            for flap in 0..<flaps {
                let start = MonotonicClock.milliseconds()
                try agent.waitUntil("both are connected again", within: 120) {
                    $0.isLocalConnected && $0.isUplinkConnected
                }
                let sensors = try PlainClient(port: local.port, identifier: "sensors")
                try campaign.publish(sensors, flap * 10..<flap * 10 + 10)
                try sensors.flush()
                sensors.disconnect()
                if flap.isMultiple(of: 2) {
                    platform.stop()
                    try platform.start()
                } else {
                    local.terminate()
                    try local.start()
                }
                let rest = spacing - (MonotonicClock.milliseconds() - start)
                if rest > 0 { pause(Double(rest) / 1000) }
            }
            try agent.waitUntil("all came through", within: 120) {
                $0.ledger("readings") >= campaign.total && $0.held == 0 && $0.isUplinkConnected && $0.isLocalConnected
            }
            // A connection for the start, and one after each flap.
            let connections =
                agent.logLines("local broker connected").count + agent.logLines("uplink central connected").count
            #expect(try agent.status().ledger("imbalance") == 0)
            #expect(agent.terminate() == 0)
            let problems = campaign.problems(try platform.received())
            #expect(problems == [])
            CampaignRow(
                "broker flap", trials: flaps, provoked: min(flaps, connections - 2), lost: problems.count,
                figure: "\(campaign.total) events"
            ).record()
        }

        private static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

        @Test(
            "steps of the wall clock lose nothing, repeat nothing and hold nothing up",
            .enabled(
                if: FileManager.default.fileExists(atPath: library)
                    || ProcessInfo.processInfo.environment["CI"] == "true", "needs libfaketime"))
        func clockSteps() throws {
            // A day forth and back, 1970, beyond 32 bits, and now again.
            let times = [
                "+0", "+1d", "-1d", "@1970-01-01 00:00:01", "@2038-01-19 03:14:06", "@2038-01-19 03:14:09", "+0",
            ]
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let platform = try Platform()
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: platform.broker.port),
                devices: ["thermometer": Files.thermometer])
            let clock = agent.directory.path + "/clock"
            try times[0].write(toFile: clock, atomically: true, encoding: .utf8)
            agent.environment = [
                "LD_PRELOAD": Self.library, "FAKETIME_TIMESTAMP_FILE": clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "FAKETIME_NO_CACHE": "1", "TZ": "UTC",
            ]
            try agent.start()
            try agent.waitUntil("both are connected") { $0.isLocalConnected && $0.isUplinkConnected }
            let campaign = Campaign(devices: 5, readingsPerDevice: times.count * 4, nameless: 0)
            let sensors = try PlainClient(port: local.port, identifier: "sensors")
            for (index, time) in times.enumerated() {
                try time.write(toFile: clock, atomically: true, encoding: .utf8)
                // The agent looks at the wall clock now and then.
                pause(1.5)
                try campaign.publish(sensors, index * 4..<index * 4 + 4)
                try agent.waitUntil("what came after \(time) went upstream") { _ in
                    try Set(platform.events().map(\.id)).count >= (index + 1) * 20
                }
            }
            try agent.waitUntil("nothing waits") { $0.held == 0 }
            let status = try agent.status()
            #expect(status.ledger("imbalance") == 0)
            #expect(status.ledger("droppedAge") == 0)
            #expect(agent.terminate() == 0)
            let received = try platform.received()
            let problems = campaign.problems(received)
            #expect(problems == [])
            let years = Set(received.compactMap { ($0.attributes["time"] as? String)?.prefix(4) })
            CampaignRow(
                "clock steps of the agent", trials: times.count - 1,
                provoked: years.isSuperset(of: ["1970", "2038"]) ? times.count - 1 : 0,
                lost: problems.count, figure: "years seen: \(years.sorted().joined(separator: ", "))"
            ).record()
            #expect(years.isSuperset(of: ["1970", "2038"]), "positive control: the clock was stepped")
        }
    }
}
