import Testing

@testable import Agent

@Suite struct SubscriptionTests {
    @Test("a refused filter is asked for again later and later; the others are left alone")
    func refused() {
        var subscriptions = Subscriptions()
        #expect(subscriptions.want(["a/+", "b", "c/#", "b"], now: 0) == [])
        subscriptions.connected(now: 10)
        #expect(subscriptions.due(now: 10) == ["a/+", "b", "c/#"])
        subscriptions.sent(["a/+", "b", "c/#"], packet: 7, now: 10)
        #expect(subscriptions.due(now: 11) == [], "one question at a time")
        #expect(!subscriptions.areAnswered)
        #expect(
            subscriptions.answered(packet: 7, codes: [1, 0x87, 0], now: 20) == [.refused("b", code: 0x87)])
        #expect(subscriptions.refused.map(\.filter) == ["b"] && subscriptions.areAnswered)
        var now: Int64 = 20
        var waits: [Int64] = []
        for packet in Int32(8)..<16 {
            let asked = now
            while subscriptions.due(now: now).isEmpty { now += 1000 }
            waits.append(now - asked)
            #expect(subscriptions.due(now: now) == ["b"])
            subscriptions.sent(["b"], packet: packet, now: now)
            #expect(subscriptions.answered(packet: packet, codes: [0x87], now: now) == [], "told once")
        }
        #expect(waits == [5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
        now += 300_000
        subscriptions.sent(["b"], packet: 99, now: now)
        #expect(subscriptions.answered(packet: 99, codes: [1], now: now) == [.granted("b")])
        #expect(subscriptions.refused.isEmpty && subscriptions.due(now: .max) == [])
    }

    @Test("a reload asks for what is new only; a connection asks for everything; a lost answer is asked for again")
    func wanted() {
        var subscriptions = Subscriptions()
        _ = subscriptions.want(["a", "b"], now: 0)
        subscriptions.sent(["a", "b"], packet: 1, now: 0)
        _ = subscriptions.answered(packet: 1, codes: [1, 1], now: 0)
        #expect(subscriptions.want(["b", "c"], now: 5) == ["a"])
        #expect(subscriptions.due(now: 5) == ["c"])
        subscriptions.sent(["c"], packet: 2, now: 5)
        #expect(subscriptions.due(now: 29_000) == [])
        #expect(subscriptions.due(now: 30_005) == ["c"])
        subscriptions.connected(now: 40_000)
        #expect(subscriptions.due(now: 40_000) == ["b", "c"] && !subscriptions.areAnswered)
        #expect(
            subscriptions.answered(packet: 2, codes: [0x80], now: 40_001) == [],
            "an answer to a packet of the connection before")
    }
}
