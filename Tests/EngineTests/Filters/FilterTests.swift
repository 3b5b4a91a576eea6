import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Engine

@Suite struct FilterTests {
    private static func instant(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    @Test("a lone spike is dropped, a step is believed once it lasts")
    func spike() {
        var filter = SpikeFilter(SpikeSettings(window: 7, sigma: 4))
        func spikes(_ numbers: [Double]) -> [Double] {
            numbers.filter { filter.update($0) != .ordinary }
        }
        #expect(spikes([20, 20.1, 19.9, 20, 20.1, 20, 85, 20.1, 19.9, 20.1, 20]) == [85])
        #expect(spikes([30, 30.1, 29.9, 30, 30.1]) == [30, 30.1, 29.9])
    }

    @Test("on a flat signal the first value of a step is a spike, the second is the new level")
    func flatSpike() {
        var filter = SpikeFilter(SpikeSettings(window: 7, sigma: 4))
        for _ in 0..<10 { #expect(filter.update(5) == .ordinary) }
        #expect(filter.update(6) == .spike(median: 5))
        #expect(filter.update(6) == .ordinary)
        // A floor says what the signal's digits are worth.
        var coarse = SpikeFilter(SpikeSettings(window: 7, sigma: 4, floor: 0.5))
        for _ in 0..<10 { _ = coarse.update(5) }
        #expect(coarse.update(6) == .ordinary)
        #expect(coarse.update(9) == .spike(median: 5))
    }

    @Test("spikes are those farther from the median than a plain reckoning allows")
    func spikeReference() {
        OperatorCampaign.run("spike filter") { generator in
            let settings = SpikeSettings(
                window: Int.random(in: 3...9, using: &generator), sigma: Double.random(in: 1...5, using: &generator),
                floor: Bool.random(using: &generator) ? 0 : 0.5)
            let numbers = (0..<60).map { _ in
                Int.random(in: 0...7, using: &generator) == 0
                    ? Double(Int.random(in: -50...50, using: &generator))
                    : Double(Int.random(in: 0...3, using: &generator))
            }
            return (settings, numbers)
        } property: { settings, numbers in
            var filter = SpikeFilter(settings)
            func median(_ numbers: [Double]) -> Double {
                let sorted = numbers.sorted()
                return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
            }
            for (index, number) in numbers.enumerated() {
                let outcome = filter.update(number)
                var writer = ByteWriter()
                filter.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                filter = try SpikeFilter(from: &reader, settings: settings)
                let recent = Array(numbers[...index].suffix(settings.window))
                guard recent.count == settings.window else { continue }
                let middle = median(recent)
                let distances = recent.map { abs($0 - middle) }
                let spread =
                    median(distances) > 0
                    ? 1.4826 * median(distances) : 1.2533 * distances.reduce(0, +) / Double(settings.window)
                let expected = abs(number - middle) > settings.sigma * max(spread, settings.floor)
                guard (outcome == .spike(median: middle)) == expected else { return "\(index): \(recent)" }
            }
            return nil
        }
    }

    @Test("smoothing takes 63 % of a step within its time constant, at any sample rate")
    func smooth() {
        for every in [10, 100, 1000] as [Int64] {
            var average = ExponentialAverage(timeConstantMilliseconds: 10_000)
            #expect(average.update(0, now: Self.instant(0)) == 0)
            var value = 0.0
            for time in stride(from: every, through: 10_000, by: Int64.Stride(every)) {
                value = average.update(1, now: Self.instant(time))
            }
            #expect(abs(value - (1 - exp(-1.0))) < 1e-12)
        }
    }

    @Test("the decay is e^-x to the last digits")
    func decay() {
        for exponent in stride(from: 0.0, through: 690, by: 0.37) {
            #expect(abs(Decay.factor(exponent) / exp(-exponent) - 1) < 1e-13, "\(exponent)")
        }
        #expect(Decay.factor(0) == 1 && Decay.factor(.infinity) == 0)
    }

    @Test("equal values stay equal, and no average leaves the range of what came")
    func smoothRange() {
        var average = ExponentialAverage(timeConstantMilliseconds: 7)
        for time in 0..<100 as Range<Int64> { #expect(average.update(0.1, now: Self.instant(time * time)) == 0.1) }
        for time in 100..<200 as Range<Int64> {
            let value = average.update(0.3, now: Self.instant(time * time))
            #expect((0.1...0.3).contains(value))
        }
    }

    @Test("a repeat is no news for a while, and a drift within the deadband never adds up unseen")
    func gate() {
        var gate = ChangeGate(repeatAfterMilliseconds: 10)
        #expect(gate.update(1, now: Self.instant(0)) == .news)
        #expect(gate.update(1, now: Self.instant(9)) == .repeated)
        #expect(gate.update(1, now: Self.instant(10)) == .news)
        #expect(gate.update(2, now: Self.instant(11)) == .news)
        var percent = ChangeGate(deadband: Deadband(absolute: 0.5, percent: 10))
        #expect(percent.update(100, now: Self.instant(0)) == .news)
        #expect(percent.update(109.9, now: Self.instant(1)) == .withinDeadband)
        #expect(percent.update(105, now: Self.instant(2), mustPass: true) == .news)
        #expect(percent.update(115.5, now: Self.instant(3)) == .news)
        percent.forget()
        #expect(percent.update(115.5, now: Self.instant(4)) == .news)
        #expect(percent.update(0, now: Self.instant(5)) == .news)
        #expect(percent.update(0.4, now: Self.instant(6)) == .withinDeadband)
        #expect(percent.update(0.5, now: Self.instant(7)) == .news)
    }

    @Test("a sensor that repeats itself is stuck at its time, a silent one is not")
    func stuck() {
        var detector = StuckDetector(StuckSettings(afterMilliseconds: 100, epsilon: 0.1))
        #expect(detector.update(5, now: Self.instant(0)) == false)
        #expect(detector.nextDeadline == nil)
        #expect(detector.advance(to: Self.instant(1000)) == false)
        #expect(detector.update(7, now: Self.instant(1000)) == false)
        #expect(detector.update(7.1, now: Self.instant(1010)) == false)
        #expect(detector.nextDeadline == Self.instant(1100))
        #expect(detector.advance(to: Self.instant(1099)) == false)
        #expect(detector.advance(to: Self.instant(1100)) == true)
        #expect(detector.isStuck)
        #expect(detector.update(6.95, now: Self.instant(1200)) == false)
        #expect(detector.isStuck)
        #expect(detector.update(7.2, now: Self.instant(1300)) == true)
        #expect(!detector.isStuck)
        #expect(detector.update(7.2, now: Self.instant(1399)) == false)
        #expect(detector.update(7.2, now: Self.instant(1400)) == true)
        #expect(detector.isStuck)
    }

    @Test("what moved faster than it can is refused, until time makes it possible")
    func step() {
        var limit = StepLimit(greatestPerSecond: 2)
        #expect(limit.update(10, now: Self.instant(0)) == true)
        #expect(limit.update(11, now: Self.instant(500)) == true)
        #expect(limit.update(50, now: Self.instant(1500)) == false)
        #expect(limit.update(12, now: Self.instant(1500)) == true)
        #expect(limit.update(50, now: Self.instant(20_499)) == false)
        #expect(limit.update(50, now: Self.instant(20_500)) == true)
    }

    @Test("rate, delta and changed look at the sample before")
    func functions() {
        var rate = RatePerSecond()
        #expect(rate.update(1, now: Self.instant(0)) == nil)
        #expect(rate.update(2, now: Self.instant(0)) == nil)
        #expect(rate.update(4, now: Self.instant(500)) == 4)
        #expect(rate.update(5, now: Self.instant(500)) == 6)
        #expect(rate.update(5, now: Self.instant(1500)) == 0)
        var delta = Delta()
        #expect(delta.update(1, now: Self.instant(0)) == nil)
        #expect(delta.update(4, now: Self.instant(0)) == 3)
        var changed = Changed()
        #expect(changed.update(.text("a"), now: Self.instant(0)) == false)
        #expect(changed.update(.text("a"), now: Self.instant(1)) == false)
        #expect(changed.update(.flag(true), now: Self.instant(2)) == true)
    }

    @Test("the filters work in their order, and each refusal has its reason")
    func pipeline() {
        var filter = SignalFilter(
            SignalFilterSettings(
                scale: 0.1, offset: -40, valid: -40...150, spike: SpikeSettings(window: 3, sigma: 4, treatment: .drop),
                maximumStepPerSecond: 5, deadband: Deadband(absolute: 0.5),
                stuck: StuckSettings(afterMilliseconds: 5000)))
        func update(_ raw: Double, _ seconds: Int64) -> FilterOutcome {
            filter.update(raw, now: Self.instant(seconds * 1000))
        }
        #expect(update(600, 0) == .news(20))
        #expect(update(.infinity, 0) == .rejected(.notFinite))
        #expect(update(2000, 0) == .rejected(.outOfRange))
        #expect(update(604, 1) == .quiet(604 * 0.1 - 40, .withinDeadband))
        #expect(update(602, 2) == .quiet(602 * 0.1 - 40, .withinDeadband))
        #expect(update(900, 3) == .rejected(.spike))
        #expect(update(612, 4) == .news(612 * 0.1 - 40))
        // Two of the last three agree, so it is no spike any more; but it came too fast.
        #expect(update(900, 5) == .rejected(.step))
    }

    @Test("restored after every value, filters go on the same, and damaged bytes never trap")
    func snapshots() {
        OperatorCampaign.run("filters restored") { generator in
            let settings = SignalFilterSettings(
                valid: -30...30, spike: SpikeSettings(window: 5, sigma: 3, treatment: .replace),
                maximumStepPerSecond: Bool.random(using: &generator) ? 3000 : nil,
                smoothMilliseconds: Bool.random(using: &generator) ? 10 : nil,
                dedupeMilliseconds: Int64.random(in: 0...8, using: &generator), deadband: Deadband(absolute: 0.5),
                stuck: StuckSettings(afterMilliseconds: 12, epsilon: 1))
            var time: Int64 = 0
            let steps = (0..<50).map { _ in
                time += Int64.random(in: 0...4, using: &generator)
                return (
                    time: time, number: Double(Int.random(in: -3...3, using: &generator)) * (time % 9 == 0 ? 12 : 1)
                )
            }
            return ((settings, generator.next()), steps)
        } property: { made, steps in
            let settings = made.0
            var generator = SeededGenerator(made.1)
            var whole = SignalFilter(settings)
            var restored = SignalFilter(settings)
            var bytes: [UInt8] = []
            for step in steps {
                let now = Self.instant(step.time)
                if let due = restored.nextDeadline, due <= now { _ = restored.advance(to: due) }
                let expected = whole.update(step.number, now: now)
                let found = restored.update(step.number, now: now)
                if expected != found || whole.isStuck != restored.isStuck { return "\(step): \(expected), \(found)" }
                var writer = ByteWriter()
                restored.write(to: &writer)
                bytes = writer.bytes
                var reader = ByteReader(bytes)
                restored = try SignalFilter(from: &reader, settings: settings)
                if restored != whole || !reader.isAtEnd { return "\(step): restored otherwise" }
            }
            guard !bytes.isEmpty else { return nil }
            try Damage.attempt(bytes, using: &generator) { reader in
                var filter = try SignalFilter(from: &reader, settings: settings)
                for time in [1000, 1001, 1100] as [Int64] { _ = filter.update(1, now: Self.instant(time)) }
            }
            return nil
        }
    }
}
