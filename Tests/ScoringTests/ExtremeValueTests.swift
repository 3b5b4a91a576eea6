import Scoring
import Telemetry
import TestSupport
import Testing

/// Whatever number a device sends, what was learned can be written and read again.
@Suite struct ExtremeValueTests {
    /// A usual number, or one from the edges of what a double holds.
    private static func value(_ series: inout Series) -> Double {
        let usual = 20 + series.normal()
        guard series.uniform() < 0.3 else { return usual }
        let edges = [
            1e100, 1e139, 1e141, 1e154, 1e155, 1e200, 1e300, 1.7e308, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
            .leastNormalMagnitude / 64, 1e-200, 0,
        ]
        let edge = edges[Int(series.uniform() * Double(edges.count))]
        return series.uniform() < 0.5 ? edge : -edge
    }

    private static var seeds: [UInt64] { let first = Trials.seed(); return [first, first &+ 1, first &+ 2] }

    @Test("a detector's state is read as it was written, and its scores are finite", arguments: DetectorKind.allCases)
    func detectors(kind: DetectorKind) throws {
        let definition = try DetectorTests.definition(kind)
        for seed in Self.seeds {
            var series = Series(seed: seed)
            var detector = definition.make()
            for index in 0..<900 {
                let row = [Self.value(&series), Self.value(&series)]
                if let score = detector.update(row, at: minute(index)) {
                    #expect((0...1e12).contains(score.value), "seed \(seed), row \(index)")
                    #expect(score.explanation.observed.isFinite && score.explanation.expected.isFinite, "seed \(seed)")
                    #expect(score.explanation.deviation.isFinite, "seed \(seed), row \(index)")
                }
                guard index % 50 == 0 else { continue }
                let bytes = definition.snapshot(of: detector)
                #expect(definition.snapshot(of: try definition.restore(bytes)) == bytes, "seed \(seed), row \(index)")
            }
        }
    }

    @Test("a trend's, a life's and the features' states are read as they were written")
    func estimators() throws {
        let prior = FleetPrior(threshold: 1, rateMedian: 0.02, rateSigma: 0.2, noise: 0.05, horizon: 125)
        for seed in Self.seeds {
            var series = Series(seed: seed)
            var trend = TrendToThreshold(threshold: 30, memory: 50, warmUp: 5)
            var life = LifeEstimator(prior: prior)
            var features = try FeatureTests.extractor()
            for index in 0..<400 {
                let value = Self.value(&series)
                trend.update(value, at: Double(index))
                life.update(value, at: Double(index))
                let numbers = features.update([value, Self.value(&series)])
                #expect(numbers.allSatisfy { !$0.isInfinite }, "seed \(seed), row \(index)")
                for answer in [trend.remaining(), life.remaining()].compactMap(\.self) {
                    let isOrdered = 0 <= answer.low && answer.low <= answer.estimate && answer.estimate <= answer.high
                    #expect(isOrdered, "seed \(seed), row \(index): \(answer)")
                }
                guard index % 20 == 0 else { continue }
                var trendAgain = TrendToThreshold(threshold: 30, memory: 50, warmUp: 5)
                var lifeAgain = LifeEstimator(prior: prior)
                var featuresAgain = try FeatureTests.extractor()
                let trendBytes = written { trend.write(to: &$0) }
                let lifeBytes = written { life.write(to: &$0) }
                let featureBytes = written { features.write(to: &$0) }
                var readers = [trendBytes, lifeBytes, featureBytes].map { ByteReader($0) }
                try trendAgain.read(from: &readers[0])
                try lifeAgain.read(from: &readers[1])
                try featuresAgain.read(from: &readers[2])
                #expect(written { trendAgain.write(to: &$0) } == trendBytes, "seed \(seed)")
                #expect(written { lifeAgain.write(to: &$0) } == lifeBytes, "seed \(seed)")
                #expect(written { featuresAgain.write(to: &$0) } == featureBytes, "seed \(seed)")
            }
        }
    }

    @Test("a life that no run of the fleet outlasted is never an answer that is no number")
    func withoutBeyond() throws {
        let prior = FleetPrior(
            threshold: 1, rateMedian: 0.02, rateSigma: 0.2, noise: 1e-4, horizon: 125, beyond: 0, tempering: 1)
        var life = LifeEstimator(prior: prior)
        for row in 0..<3_000 { life.update(0, at: Double(row)) }
        let answer = try #require(life.remaining())
        #expect(answer.estimate.isFinite && answer.estimate > 100)
    }

    @Test("averages come back from one wild value of several signals in bounded time")
    func bounded() throws {
        let definition = try DetectorDefinition(kind: .multivariate, channels: 2, settings: ["warmup": 100])
        var series = Series(seed: 51)
        var detector = definition.make()
        for row in 0..<120 { _ = detector.update([series.normal(), series.normal()], at: minute(row)) }
        #expect((detector.update([1e120, 0], at: minute(120))?.value ?? 0) >= 1)
        var last: Score?
        for row in 121..<500 { last = detector.update([series.normal(), series.normal()], at: minute(row)) }
        #expect(try #require(last).value < 1)
    }

    private func written(_ write: (inout ByteWriter) -> Void) -> [UInt8] {
        var bytes = ByteWriter()
        write(&bytes)
        return bytes.bytes
    }
}
