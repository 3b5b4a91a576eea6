import Testing

@testable import Agent

/// The flash's share of writes, on a clock of the test's own.
@Suite struct WriteBudgetTests {
    private static let day: Int64 = 86_400_000

    /// Commits of so many bytes beside those of each reading, with readings coming in all the while. Returns the bytes
    /// written in a day, the commits, and the longest pause.
    private func day(
        limit: Int64, fixed: Int64, perReading: Int64, readingsPerSecond: Int64, window: Int64 = .max
    ) -> (written: Int64, commits: Int, longest: Int64) {
        var budget = WriteBudget(bytesPerDay: limit, now: 0, written: 0)
        var (now, written): (Int64, Int64) = (0, 0)
        var (commits, longest) = (0, Int64(0))
        var last: Int64 = 0
        while now < Self.day {
            written += fixed + perReading * min(window, readingsPerSecond * (now - last) / 1000)
            last = now
            commits += 1
            let pause = budget.pause(written: written, now: now)
            longest = max(longest, pause)
            // Without a pause a commit takes some milliseconds.
            now += max(20, pause)
        }
        return (written, commits, longest)
    }

    @Test("commits wait for one another so that a day's writes stay within the limit")
    func limited() {
        let free = day(limit: 1 << 50, fixed: 8192, perReading: 60, readingsPerSecond: 50)
        #expect(free.longest == 0)
        #expect(free.written > 30 << 30)
        let limit: Int64 = 2 << 30
        let capped = day(limit: limit, fixed: 8192, perReading: 60, readingsPerSecond: 50)
        // An hour's worth may have been saved up.
        #expect(capped.written <= limit + limit / 20)
        #expect(capped.written > limit * 8 / 10, "the share is used")
        #expect(capped.longest < 5000)
    }

    @Test("the limit holds when more comes than may be written, since the broker keeps what is beyond its window")
    func tooMuch() {
        let limit: Int64 = 100 << 20
        let flood = day(limit: limit, fixed: 8192, perReading: 60, readingsPerSecond: 1000, window: 2048)
        #expect(flood.written <= limit + limit / 20)
        #expect(flood.written > limit * 8 / 10, "the share is used")
        #expect(flood.longest > 60_000 && flood.longest < 600_000)
    }

    @Test("the wait has an end")
    func end() {
        let flood = day(limit: 1 << 20, fixed: 8192, perReading: 60, readingsPerSecond: 1000)
        #expect(flood.longest == WriteBudget.longestPauseMilliseconds)
    }

    @Test("after a quiet time a burst is not slowed")
    func saved() {
        var budget = WriteBudget(bytesPerDay: 240 << 20, now: 0, written: 0)
        #expect(budget.pause(written: 1 << 20, now: 3_600_000) == 0)
        #expect(budget.pause(written: 4 << 20, now: 3_600_100) == 0)
        #expect(budget.pause(written: 20 << 20, now: 3_600_200) > 0)
    }
}
