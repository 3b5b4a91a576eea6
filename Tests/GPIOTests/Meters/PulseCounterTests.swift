import TestSupport
import Testing

@testable import GPIO

@Suite("PulseCounter")
struct PulseCounterTests {
    private static let second: Int64 = 1_000_000_000

    @Test("an interval ends at a multiple of the period, and one without pulses is told like any other")
    func grid() {
        var counter = PulseCounter(periodNanoseconds: Self.second, total: 0, at: 10 * Self.second)
        #expect(counter.deadline == 11 * Self.second)
        #expect(counter.add(2, at: 10 * Self.second + 5) == nil)
        #expect(counter.pass(to: 11 * Self.second - 1) == nil)
        let first = counter.pass(to: 11 * Self.second)
        #expect(first == .init(pulses: 2, nanoseconds: Self.second, total: 2))
        #expect(first?.pulsesPerSecond == 2)
        #expect(counter.pass(to: 12 * Self.second + 70) == .init(pulses: 0, nanoseconds: Self.second, total: 2))
        #expect(counter.deadline == 13 * Self.second)
    }

    @Test("the first interval is a whole period at least, and is divided by what it was")
    func first() {
        let start = 10 * Self.second + 600_000_000
        var counter = PulseCounter(periodNanoseconds: Self.second, total: 7, at: start)
        #expect(counter.deadline == 12 * Self.second)
        #expect(counter.add(7, at: start + 1) == nil)
        let interval = counter.pass(to: 12 * Self.second)
        #expect(interval == .init(pulses: 7, nanoseconds: 1_400_000_000, total: 14))
        #expect(interval?.pulsesPerSecond == 5)
    }

    @Test("pulses told of late count once, and those after the end of an interval for the next")
    func late() {
        var counter = PulseCounter(periodNanoseconds: Self.second, total: 0, at: 0)
        #expect(counter.add(1, at: Self.second + 3) == .init(pulses: 0, nanoseconds: Self.second, total: 0))
        // Stamped before the end of what was told already.
        #expect(counter.add(1, at: Self.second - 3) == nil)
        #expect(counter.pass(to: 2 * Self.second)?.pulses == 2)
        // Nobody asked for five periods.
        #expect(counter.pass(to: 7 * Self.second + 1) == .init(pulses: 0, nanoseconds: 5 * Self.second, total: 2))
    }

    @Test("the end of counting loses nothing")
    func finish() {
        var counter = PulseCounter(periodNanoseconds: Self.second, total: 3, at: 0)
        #expect(counter.finish(at: 100) == nil)
        _ = counter.add(2, at: 200)
        #expect(counter.finish(at: 500) == .init(pulses: 2, nanoseconds: 500, total: 5))
        #expect(counter.finish(at: 600) == nil)
    }

    @Test("a total that is full stays full")
    func overflow() {
        var counter = PulseCounter(periodNanoseconds: 1, total: .max - 1, at: 0)
        _ = counter.add(5, at: 0)
        #expect(counter.total == .max)
    }

    @Test("over random pulses and times: every pulse is in exactly one interval, and intervals follow one another")
    func random() {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        for _ in 0..<200 {
            let period = Int64.random(in: 1...50, using: &generator)
            var now = Int64.random(in: 0...1000, using: &generator)
            var counter = PulseCounter(periodNanoseconds: period, total: 0, at: now)
            var start = now
            var counted: Int64 = 0
            var told: Int64 = 0
            for _ in 0..<500 {
                now += Int64.random(in: 0...30, using: &generator)
                let interval: PulseCounter.Interval?
                if Bool.random(using: &generator) {
                    let pulses = Int64.random(in: 0...3, using: &generator)
                    interval = counter.add(pulses, at: now)
                    counted += pulses
                } else {
                    interval = counter.pass(to: now)
                }
                #expect(counter.deadline > now, "seed \(seed)")
                guard let interval else { continue }
                start += interval.nanoseconds
                told += interval.pulses
                #expect(start % period == 0 && start <= now, "seed \(seed)")
                #expect(interval.total == told, "seed \(seed)")
            }
            told += counter.finish(at: now + 1)?.pulses ?? 0
            #expect(told == counted && counter.total == counted, "seed \(seed)")
        }
    }
}
