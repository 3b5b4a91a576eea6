import TestSupport
import Testing

@testable import Agent

@Suite struct RateLimitTests {
    @Test("a burst of its size is let through at once, then so many a second")
    func burst() {
        var limit = RateLimit(perSecond: 10, burstSeconds: 2)
        #expect((0..<30).count { _ in limit.take(now: 0) } == 20)
        #expect(limit.available(now: 99) == 0)
        #expect(limit.take(now: 99) == false)
        #expect(limit.take(now: 100) == true)
        #expect(limit.take(now: 100) == false)
    }

    @Test("what is not used is not saved up beyond the burst")
    func capacity() {
        var limit = RateLimit(perSecond: 10)
        #expect(limit.available(now: 0) == 10)
        _ = limit.take(now: 0)
        #expect(limit.available(now: 1_000_000) == 10)
    }

    @Test("over a long time no more pass than the rate and one burst allow, and not much less")
    func longRun() {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        var limit = RateLimit(perSecond: 200, burstSeconds: 60)
        var now: Int64 = 0
        var passed = 0
        while now < 600_000 {
            now += Int64.random(in: 0...3, using: &generator)
            if limit.take(now: now) { passed += 1 }
        }
        let most = 200 * 600 + 200 * 60
        #expect(passed <= most + 1 && passed > most - 200, "seed \(seed): \(passed)")
    }

    @Test("the wait it tells is enough, and a millisecond less is not")
    func wait() {
        var limit = RateLimit(perSecond: 3)
        for _ in 0..<3 { #expect(limit.take(now: 0) == true) }
        let wait = limit.wait(now: 0)
        #expect(wait == 334)
        #expect(limit.take(now: wait - 1) == false)
        #expect(limit.take(now: wait) == true)
        #expect(limit.wait(now: 10_000) == 0)
    }

    @Test("a clock that goes back gives nothing, and takes nothing away")
    func backwards() {
        var limit = RateLimit(perSecond: 10)
        for _ in 0..<10 { _ = limit.take(now: 5_000) }
        #expect(limit.take(now: 0) == false)
        #expect(limit.take(now: 5_100) == true)
    }

    @Test("less than one in a burst is still one")
    func slow() {
        var limit = RateLimit(perSecond: 0.01)
        #expect(limit.take(now: 0) == true)
        #expect(limit.take(now: 99_999) == false)
        #expect(limit.take(now: 100_000) == true)
    }
}
