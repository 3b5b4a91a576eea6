import Engine
import Telemetry
import TestSupport
import Testing

@Suite struct RollingProperties {
    private enum Step: CustomStringConvertible {
        case sample(Double, at: Int64)
        case time(Int64)

        var description: String {
            switch self {
            case .sample(let number, let time): "\(number) at \(time)"
            case .time(let time): "time \(time)"
            }
        }

        var time: Int64 {
            switch self {
            case .sample(_, let time), .time(let time): time
            }
        }
    }

    private static let aggregates: [Aggregate] = [
        .min, .mean, .max, .sum, .count, .first, .last, .stddev, .variance, .range, .median, .rate, .timeWeightedMean,
        .distinct, .slope, .percentile(10), .percentile(95),
    ]

    private static func make(using generator: inout SeededGenerator) -> (RollingSettings, [Step]) {
        let settings = RollingSettings(
            sizeMilliseconds: Int64.random(in: 1...30, using: &generator), aggregates: Set(aggregates),
            maximumSamples: Bool.random(using: &generator) ? 4096 : Int.random(in: 1...9, using: &generator))
        var time: Int64 = 0
        // Quiet, lively, and large numbers with small differences, where subtracting would lose all digits.
        let base: Double = Int.random(in: 0...2, using: &generator) == 0 ? 1e9 : 0
        let steps = (0..<80).map { _ in
            time += Int64.random(in: 0...6, using: &generator)
            if Int.random(in: 0..<5, using: &generator) == 0 { return Step.time(time) }
            return Step.sample(base + Double(Int.random(in: -8...8, using: &generator)) / 4, at: time)
        }
        return (settings, steps)
    }

    private static func words(_ window: RollingWindow, now: Int64) -> String {
        aggregates.map { aggregate in
            let result = window.result(aggregate, now: Instant(milliseconds: now))
            return "\(aggregate.rawValue) \(result.map { "\($0)" } ?? "-")"
        }.joined(separator: ", ")
    }

    @Test("every aggregate is that of the samples in (now - size, now]")
    func reference() {
        OperatorCampaign.run("rolling windows and their reference", make: Self.make) { settings, steps in
            var window = RollingWindow(settings)
            var all: [(time: Int64, number: Double)] = []
            for step in steps {
                let now = Instant(milliseconds: step.time)
                if case .sample(let number, let time) = step {
                    window.add(number, now: now)
                    all.append((time, number))
                } else {
                    window.advance(to: now)
                }
                let inside = all.filter { step.time - settings.sizeMilliseconds < $0.time && $0.time <= step.time }
                let kept = Array(inside.suffix(settings.maximumSamples))
                // The one before them held at the window's start.
                let start = step.time - settings.sizeMilliseconds
                let held = all.dropLast(kept.count).last.map { (time: start, number: $0.number) }
                for aggregate in Self.aggregates {
                    let expected = NaiveAggregates.result(aggregate, of: kept, held: held, until: step.time)
                    let found = window.result(aggregate, now: now)
                    guard !NaiveAggregates.agree(expected, found, aggregate, kept.map(\.number)) else { continue }
                    return "\(step): \(aggregate.rawValue) of \(kept): expected \(String(describing: expected)), found "
                        + String(describing: found)
                }
            }
            return nil
        }
    }

    @Test("restored after every sample, a rolling window gives the same to the last bit, whatever the ticks")
    func snapshots() {
        OperatorCampaign.run("rolling windows restored", make: Self.make) { settings, steps in
            var whole = RollingWindow(settings)
            var restored = RollingWindow(settings)
            for step in steps {
                let now = Instant(milliseconds: step.time)
                if let due = whole.nextDeadline, due <= now { restored.advance(to: due) }
                switch step {
                case .sample(let number, _):
                    whole.add(number, now: now)
                    restored.add(number, now: now)
                case .time:
                    whole.advance(to: now)
                    restored.advance(to: now)
                }
                var writer = ByteWriter()
                restored.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                restored = try RollingWindow(from: &reader, settings: settings)
                let (expected, found) = (Self.words(whole, now: step.time), Self.words(restored, now: step.time))
                if expected != found || whole.nextDeadline != restored.nextDeadline || whole.cut != restored.cut {
                    return "\(step):\n\(expected)\n\(found)"
                }
            }
            return nil
        }
    }

    @Test("damaged bytes of a rolling window never trap")
    func damage() {
        OperatorCampaign.run("rolling windows damaged") { generator in
            let (settings, steps) = Self.make(using: &generator)
            return ((settings, generator.next()), steps)
        } property: { made, steps in
            var generator = SeededGenerator(made.1)
            var window = RollingWindow(made.0)
            for case .sample(let number, let time) in steps { window.add(number, now: Instant(milliseconds: time)) }
            var writer = ByteWriter()
            window.write(to: &writer)
            try Damage.attempt(writer.bytes, using: &generator) { reader in
                var window = try RollingWindow(from: &reader, settings: made.0)
                for time in [500, 510, 600] as [Int64] {
                    window.add(1, now: Instant(milliseconds: time))
                    _ = Self.words(window, now: time)
                }
            }
            return nil
        }
    }

    @Test("a sample leaves at its time plus the size, and an empty window has no mean")
    func bounds() {
        var window = RollingWindow(RollingSettings(sizeMilliseconds: 10, aggregates: [.mean, .sum, .count]))
        #expect(window.result(.count, now: Instant(milliseconds: 0)) == 0)
        #expect(window.result(.sum, now: Instant(milliseconds: 0)) == 0)
        #expect(window.result(.mean, now: Instant(milliseconds: 0)) == nil)
        window.add(4, now: Instant(milliseconds: 100))
        #expect(window.nextDeadline == Instant(milliseconds: 110))
        window.advance(to: Instant(milliseconds: 109))
        #expect(window.result(.mean, now: Instant(milliseconds: 109)) == 4)
        window.advance(to: Instant(milliseconds: 110))
        #expect(window.result(.mean, now: Instant(milliseconds: 110)) == nil && window.nextDeadline == nil)
    }

    @Test("beyond the most samples the oldest leave, and are counted")
    func cut() {
        var window = RollingWindow(
            RollingSettings(sizeMilliseconds: 1000, aggregates: [.sum, .min], maximumSamples: 3))
        for number in 1...5 { window.add(Double(number), now: Instant(milliseconds: Int64(number))) }
        let now = Instant(milliseconds: 5)
        #expect(window.cut == 2 && window.count == 3)
        #expect(window.result(.sum, now: now) == 12 && window.result(.min, now: now) == 3)
    }

    @Test("a hundred thousand samples leave no drift behind")
    func drift() {
        var window = RollingWindow(RollingSettings(sizeMilliseconds: 8, aggregates: [.sum, .stddev]))
        for time in 0..<100_000 as Range<Int64> {
            window.add(time.isMultiple(of: 100) ? 1e15 : 0.1, now: Instant(milliseconds: time))
        }
        let now = Instant(milliseconds: 99_999)
        #expect(window.result(.sum, now: now) == 0.8)
        #expect(window.result(.stddev, now: now) ?? 1 < 1e-15)
    }
}
