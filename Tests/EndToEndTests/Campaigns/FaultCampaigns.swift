import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Faults around the agent, for the table of `deploy/faults`.
    @Suite struct Campaigns {
        @Test("brokers that come and go lose nothing and change no order")
        func brokerFlap() throws {
            let flaps = Trials.isLong ? 100 : 5
            // 100 of them in 10 minutes.
            let spacing: Int64 = Trials.isLong ? 6000 : 0
            let local = try MosquittoBroker(configuration: Platform.openBroker)
            let platform = try Platform()
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: platform.broker.port),
                devices: ["thermometer": Files.thermometer])
            try agent.start()
            let campaign = Campaign(devices: 10, readingsPerDevice: flaps * 10, nameless: 2)
            var provoked = 0
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
                    try agent.waitUntil("the platform is missed") { !$0.isUplinkConnected }
                    try platform.start()
                } else {
                    local.terminate()
                    try agent.waitUntil("the local broker is missed") { !$0.isLocalConnected }
                    try local.start()
                }
                provoked += 1
                let rest = spacing - (MonotonicClock.milliseconds() - start)
                if rest > 0 { pause(Double(rest) / 1000) }
            }
            try agent.waitUntil("all came through", within: 120) {
                $0.ledger("readings") >= campaign.total && $0.held == 0 && $0.isUplinkConnected && $0.isLocalConnected
            }
            #expect(try agent.status().ledger("imbalance") == 0)
            #expect(agent.terminate() == 0)
            let problems = campaign.problems(try platform.received())
            #expect(problems == [])
            CampaignRow(
                "broker flap", trials: flaps, provoked: provoked, lost: problems.count,
                figure: "\(campaign.total) events"
            ).record()
        }
    }
}
