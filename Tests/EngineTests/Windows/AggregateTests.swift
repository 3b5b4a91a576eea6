import Telemetry
import TestSupport
import Testing

@testable import Engine

@Suite struct AggregateTests {
    private static let all: [Aggregate] = Aggregate.allCases

    private static func filled(_ samples: [NaiveAggregates.Sample]) -> Accumulator {
        var accumulator = Accumulator(needs: AggregateNeeds(all))
        for (time, number) in samples { accumulator.add(.number(number), at: time) }
        return accumulator
    }

    private static func number(_ accumulator: Accumulator, _ aggregate: Aggregate, until end: Int64) -> Double? {
        guard case .number(let number)? = accumulator.result(aggregate, until: end) else { return nil }
        return number
    }

    private static func samples(using generator: inout SeededGenerator) -> [NaiveAggregates.Sample] {
        var time: Int64 = 0
        let base: Double = Int.random(in: 0...2, using: &generator) == 0 ? 1e9 : 0
        return (0..<Int.random(in: 1...60, using: &generator)).map { _ in
            time += Int64.random(in: 0...6, using: &generator)
            return (time, base + Double(Int.random(in: -8...8, using: &generator)) / 4)
        }
    }

    @Test("every aggregate has a name that reads back, and a percentile has any")
    func names() {
        for aggregate in Aggregate.allCases { #expect(Aggregate(rawValue: aggregate.rawValue) == aggregate) }
        #expect(Aggregate(rawValue: "p99.9") == .percentile(99.9) && Aggregate.percentile(99.9).rawValue == "p99.9")
        #expect(Aggregate(rawValue: "p5") == .percentile(5) && Aggregate(rawValue: "p0.5") == .percentile(0.5))
        for wrong in [
            "p", "p0", "p100", "p-5", "p1e1", "p.5", "p5.", "P95", "p95 ", "p1.2.3", "pinf", "p123456789", "",
        ] {
            #expect(Aggregate(rawValue: wrong) == nil, "\(wrong)")
        }
    }

    @Test("every aggregate is what its definition says, in one piece, in two that are merged, and restored")
    func reference() {
        OperatorCampaign.run("aggregates and their reference") { generator in
            let samples = Self.samples(using: &generator)
            return (Int.random(in: 0...samples.count, using: &generator), samples)
        } property: { cut, samples in
            guard let last = samples.last else { return nil }
            let cut = min(cut, samples.count)
            let whole = Self.filled(samples)
            var merged = Self.filled(Array(samples.prefix(cut)))
            merged.merge(Self.filled(Array(samples.dropFirst(cut))))
            var writer = ByteWriter()
            whole.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            guard try Accumulator(from: &reader) == whole, reader.isAtEnd else { return "restored otherwise" }
            for aggregate in Self.all {
                let end = last.time + 5
                let expected = NaiveAggregates.result(aggregate, of: samples, until: end)
                for found in [Self.number(whole, aggregate, until: end), Self.number(merged, aggregate, until: end)]
                where !NaiveAggregates.agree(expected, found, aggregate, samples.map(\.number)) {
                    return "\(aggregate.rawValue): expected \(String(describing: expected)), found "
                        + String(describing: found)
                }
            }
            return nil
        }
    }

    @Test("an accumulator that was reset is as new")
    func reset() {
        var accumulator = Self.filled([(1, 2), (3, 4)])
        accumulator.reset()
        #expect(accumulator.count == 0)
        for aggregate in Self.all where aggregate != .distinct {
            #expect(accumulator.result(aggregate, until: 9) == nil)
        }
        accumulator.add(.number(7), at: 1)
        #expect(accumulator.result(.first, until: 9) == .number(7) && accumulator.result(.max, until: 9) == .number(7))
    }

    @Test("values that are not numbers have a first, a last, a count and different ones, and nothing else")
    func texts() {
        var accumulator = Accumulator(needs: AggregateNeeds(Self.all))
        for (time, text) in ["idle", "run", "idle", "stop"].enumerated() {
            accumulator.add(.text(text), at: Int64(time))
        }
        accumulator.add(.number(.nan), at: 9)
        let said = Self.all.compactMap { aggregate in
            accumulator.result(aggregate, until: 9).map { "\(aggregate.rawValue) \($0)" }
        }
        #expect(said == ["count 4", "first idle", "last stop", "distinct 3"])
    }

    @Test("first and last go by time, whatever the order of arrival")
    func order() {
        var accumulator = Accumulator(needs: [.first, .last])
        for (time, number) in [(5, 50), (2, 20), (9, 90), (2, 21), (9, 91), (4, 40)] as [(Int64, Double)] {
            accumulator.add(.number(number), at: time)
        }
        #expect(accumulator.result(.first, until: 10) == .number(20))
        #expect(accumulator.result(.last, until: 10) == .number(91))
    }

    @Test("a counter that starts again at zero has counted what it shows since")
    func counterReset() {
        let samples: [NaiveAggregates.Sample] = [(0, 100), (1000, 110), (2000, 3), (4000, 7)]
        let perSecond: Double = (10 + 3 + 4) / 4
        #expect(Self.number(Self.filled(samples), .rate, until: 60_000) == perSecond)
    }

    @Test("a time-weighted mean weighs each value by how long it held, the last until the window's end")
    func timeWeighted() {
        let accumulator = Self.filled([(10, 1), (20, 5), (21, 2)])
        let mean: Double = (10 + 5 + 18) / 20
        #expect(Self.number(accumulator, .timeWeightedMean, until: 30) == mean)
        #expect(Self.number(Self.filled([(10, 7)]), .timeWeightedMean, until: 10) == 7)
    }

    @Test("what held before a window's first value counts in it from its start on")
    func timeWeightedFromTheStart() throws {
        var accumulator = Accumulator(needs: AggregateNeeds([.timeWeightedMean]))
        accumulator.add(.number(5), at: 14, held: 1)
        #expect(accumulator.result(.timeWeightedMean, from: 10, until: 20) == .number((4 + 30) / 10))
        #expect(accumulator.result(.timeWeightedMean, until: 20) == .number(5))
        var writer = ByteWriter()
        accumulator.write(to: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try Accumulator(from: &reader) == accumulator)
    }

    @Test("small differences of large numbers are not lost")
    func stability() {
        let samples = (0..<1000).map { (second: Int64) -> NaiveAggregates.Sample in
            (time: second * 1000, number: 1e12 + Double(second % 2))
        }
        let accumulator = Self.filled(samples)
        let variance = Self.number(accumulator, .variance, until: 0) ?? 0
        #expect(abs(variance - 250.0 / 999) < 1e-6)
        let line = (0..<1000).map { (second: Int64) -> NaiveAggregates.Sample in
            (time: second * 1000 + 1_700_000_000_000, number: 1e9 + 0.001 * Double(second))
        }
        let slope = Self.number(Self.filled(line), .slope, until: 0) ?? 0
        #expect(abs(slope - 0.001) < 1e-9)
        var sum = Accumulator()
        for number in [1e16, 1, -1e16] { sum.add(.number(number), at: 0) }
        #expect(Self.number(sum, .sum, until: 0) == 1)
    }

    @Test("the number of different values is exact to 1,024, and then within 13 % (four standard errors)")
    func distinct() {
        for count in [1, 1000, 1024, 2000, 10_000, 100_000] {
            var counter = DistinctCounter()
            for number in 0..<count {
                counter.add(.number(Double(number) * 0.1))
                if number.isMultiple(of: 3) { counter.add(.number(Double(number) * 0.1)) }
            }
            let error = abs(counter.count - Double(count)) / Double(count)
            print("distinct \(count): error \(error)")
            #expect(count <= 1023 ? error == 0 : error < 0.13)
        }
    }

    @Test("damaged bytes never trap")
    func damage() {
        OperatorCampaign.run("aggregates damaged") { generator in
            let samples = Self.samples(using: &generator)
            return (generator.next(), samples + samples + samples)
        } property: { seed, samples in
            guard !samples.isEmpty else { return nil }
            var generator = SeededGenerator(seed)
            var writer = ByteWriter()
            Self.filled(samples).write(to: &writer)
            try Damage.attempt(writer.bytes, using: &generator) { reader in
                var accumulator = try Accumulator(from: &reader)
                accumulator.add(.number(3), at: 5)
                accumulator.merge(accumulator)
                for aggregate in Self.all { _ = accumulator.result(aggregate, until: 100) }
            }
            return nil
        }
    }
}
