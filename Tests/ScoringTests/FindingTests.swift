import Glibc
import Scoring
import Telemetry
import Testing

/// Each detector finds what it is for, and is quiet on what came before.
@Suite struct FindingTests {
    /// Rows of noise about a level, with a change from row 2000 on.
    private func noise(seed: UInt64 = 1, change: (Int, Double) -> Double) -> [Double] {
        var series = Series(seed: seed)
        return (0..<2_400).map { row in
            let value = 50 + series.normal()
            return row >= 2_000 ? change(row, value) : value
        }
    }

    private func largest(_ scores: ArraySlice<Score?>) -> Double {
        scores.compactMap { $0?.value }.max() ?? 0
    }

    @Test("a new level, a new shape and a value beyond the range alarm in discord; the past does not")
    func discord() throws {
        let definition = try DetectorDefinition(kind: .discord, settings: ["warmup": 520])
        var series = Series(seed: 2)
        let waves = (0..<4_000).map { row in
            let isFlat = (3_000..<3_060).contains(row)
            return (isFlat ? 0 : 10 * sin(Double(row) / 20)) + 0.3 * series.normal()
        }
        let shape = scores(definition, waves)
        #expect(largest(shape[520..<3_000]) < 1)
        #expect(largest(shape[3_000..<3_080]) >= 1)
        let range = scores(definition, noise { row, value in row == 2_100 ? 70 : value })
        #expect((range[2_100]?.value ?? 0) >= 1)
        #expect(range[2_100]?.explanation.measure == .ranges)
        #expect(range[2_100]?.explanation.since == minute(2_100))
        let expected = try #require(range[2_100]?.explanation.expected)
        #expect((51..<60).contains(expected), "the largest value before it, not itself")
    }

    @Test("a signal that stood still and moves alarms in discord")
    func still() throws {
        let definition = try DetectorDefinition(kind: .discord, settings: ["warmup": 130])
        let result = scores(definition, (0..<400).map { $0 < 300 ? 7 : 7.5 })
        #expect(largest(result[..<300]) == 0)
        #expect((result[300]?.value ?? 0) >= 1)
    }

    @Test("after an alarm discord rests, and a second alarm needs more")
    func refractory() throws {
        let definition = try DetectorDefinition(kind: .discord, settings: ["warmup": 500, "refractory": 0.2])
        let result = scores(definition, noise { row, value in row == 2_000 ? 80 : row == 2_050 ? 120 : value })
        #expect((result[2_000]?.value ?? 0) >= 1)
        #expect(result[2_001...2_100].allSatisfy { $0?.value == 0 })
        #expect(result[2_001]?.standing == nil, "the value is back")
    }

    @Test("an alarm of discord stands while the value stays beyond what was usual, as long as the score rests")
    func standing() throws {
        let definition = try DetectorDefinition(kind: .discord, settings: ["warmup": 500, "refractory": 0.2])
        let result = scores(definition, noise { row, value in (2_000..<2_040).contains(row) ? 90 : value })
        let first = try #require(result[2_000])
        #expect(first.value >= 1 && first.standing == nil)
        for row in 2_001..<2_040 {
            let score = try #require(result[row])
            let alarm = try #require(score.standing, "row \(row)")
            #expect(score.value == 0 && alarm.value >= first.value)
            #expect(alarm.explanation.since == minute(2_000))
            #expect(alarm.explanation.observed == 90 && alarm.explanation.expected == first.explanation.expected)
        }
        #expect(result[2_040...].allSatisfy { $0?.standing == nil })
    }

    @Test("a given range and rate score 1 at the limit, and say how far beyond")
    func range() throws {
        let definition = try DetectorDefinition(kind: .range, settings: ["low": 0, "high": 100, "rate": 1])
        let result = scores(definition, [50, 100, 110, 111, 20])
        #expect(result[1]?.value == 1)
        #expect(result[2]?.value == 1.2)
        #expect(result[2]?.explanation.deviation == 10)
        // 91 in a minute against 1 a second.
        #expect(abs((result[4]?.value ?? 0) - 91.0 / 60) < 1e-12)
    }

    @Test(
        "a lasting shift alarms, and the noise before it does not",
        arguments: [DetectorKind.ewma, .cusum, .pageHinkley, .drift, .range])
    func shift(kind: DetectorKind) throws {
        let definition = try DetectorDefinition(kind: kind, settings: ["warmup": 500])
        let result = scores(definition, noise { _, value in value + 6 })
        #expect(largest(result[..<2_000]) < 1, "quiet before")
        #expect(largest(result[2_000...]) >= 1, "alarms after")
    }

    @Test("a spike alarms in robust_z in spite of earlier spikes")
    func spike() throws {
        let definition = try DetectorDefinition(kind: .robustZ)
        var values = noise { row, value in row == 2_200 ? value + 12 : value }
        for row in stride(from: 1_900, to: 2_200, by: 10) { values[row] += 40 }
        let result = scores(definition, values)
        #expect(largest(result[200..<1_900]) < 1)
        #expect((result[2_200]?.value ?? 0) >= 1)
    }

    @Test("a value that is usual at noon alarms at midnight in seasonal")
    func seasonal() throws {
        var series = Series(seed: 4)
        var detector = try DetectorDefinition(kind: .seasonal, settings: ["parts": 24]).make()
        var quiet = 0.0
        for row in 0..<(24 * 4 * 10) {
            let time = Timestamp(milliseconds: Int64(row) * 900_000)
            let value = 20 + 10 * sin(Double(row / 4 % 24) / 24 * 2 * .pi) + 0.5 * series.normal()
            quiet = max(quiet, detector.update([value], at: time)?.value ?? 0)
        }
        #expect(quiet < 1)
        let midnight = Timestamp(milliseconds: 10 * 86_400_000)
        #expect((detector.update([30], at: midnight)?.value ?? 0) >= 1)
    }

    @Test("signals that part alarm in multivariate though each is in its range, and the explanation names one of them")
    func multivariate() throws {
        let definition = try DetectorDefinition(
            kind: .multivariate, channels: 3, settings: ["warmup": 400, "dropped": 0])
        var series = Series(seed: 6)
        var detector = definition.make()
        var quiet = 0.0
        var after: Score?
        for row in 0..<1_400 {
            let load = series.normal()
            // From row 1000 on the second no longer follows the first.
            let second = row < 1_000 ? load + 0.1 * series.normal() : -load + 0.1 * series.normal() - 1.2
            let score = detector.update([load, second, series.normal()], at: minute(row))
            if row < 1_000 {
                quiet = max(quiet, score?.value ?? 0)
            } else if (score?.value ?? 0) > (after?.value ?? 0) {
                after = score
            }
        }
        #expect(quiet < 1)
        #expect((after?.value ?? 0) >= 1)
        #expect(after?.explanation.channel != 2)
        #expect(after?.explanation.since != nil)
    }
}
