import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What is acknowledged is kept, whatever happens to the agent and to the platform.
    @Suite struct Loss {
        static func seed() -> UInt64 {
            let seed = Trials.seed()
            print("WEIR_TEST_SEED=\(seed)")
            return seed
        }

        @Test("no acknowledged reading and no event is lost when the agent is killed three times")
        func killedThreeTimes() throws {
            let campaign = Campaign(devices: 50, readingsPerDevice: Trials.isLong ? 2000 : 400, nameless: 10)
            let run = CampaignRun(campaign: campaign, deaths: [.killed, .killed, .killed], seed: Self.seed())
            let outcome = try run.carryOut()
            #expect(campaign.problems(outcome.received) == [])
            #expect(outcome.imbalance == 0)
            let ids = Set(outcome.received.map(\.id))
            print(
                """
                readings \(campaign.total), events by id \(ids.count), messages \(outcome.received.count), \
                repeats of the local broker recognised \(outcome.recognisedRepeats)
                """)
            try checkControl(campaign, outcome.received)
            // The recording of all four runs says the same, byte for byte.
            let forwarded = Dictionary(outcome.received.map { ($0.sequence, $0.data) }) { first, _ in first }
            #expect(forwarded.sorted { $0.key < $1.key }.map(\.value) == outcome.replayed)
        }

        /// A checker that finds nothing wrong has to find what is made wrong.
        private func checkControl(_ campaign: Campaign, _ received: [Received]) throws {
            let victim = try #require(received.randomElement())
            #expect(campaign.problems(received.filter { $0.id != victim.id }) != [])
            let text = String(decoding: victim.body, as: UTF8.self)
            let doubled = text.replacing(victim.id, with: String(repeating: "0", count: 32))
            #expect(campaign.problems(received + [try Received(topic: victim.topic, body: Array(doubled.utf8))]) != [])
            let changed = text.replacing(#""state":"raised""#, with: #""state":"cleared""#)
                .replacing(#""severity""#, with: #""severity ""#)
            #expect(campaign.problems(received + [try Received(topic: victim.topic, body: Array(changed.utf8))]) != [])
        }

        @Test("the campaign can tell: with a session that the broker does not keep, readings are lost")
        func positiveControl() throws {
            let campaign = Campaign(devices: 20, readingsPerDevice: 300, nameless: 4)
            let run = CampaignRun(
                campaign: campaign, deaths: [.killed], localOptions: ", session: clean", seed: Self.seed())
            let outcome = try run.carryOut(isLossExpected: true)
            #expect(campaign.problems(outcome.received) != [])
            #expect(Set(outcome.received.map(\.id)).count < campaign.total)
        }

        @Test("SIGTERM in the middle of the traffic ends within five seconds and loses nothing")
        func terminatedInBetween() throws {
            let campaign = Campaign(devices: 20, readingsPerDevice: 300, nameless: 4)
            let run = CampaignRun(campaign: campaign, deaths: [.terminated, .terminated], seed: Self.seed())
            let outcome = try run.carryOut()
            #expect(campaign.problems(outcome.received) == [])
            #expect(outcome.imbalance == 0)
        }
    }
}
