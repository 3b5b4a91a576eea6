import Glibc
import Scoring
import Telemetry
import Testing

@Suite struct LifeTests {
    /// An index that rises to 1 at the end of a life.
    private func run(_ life: Int, _ series: inout Series) -> [Double] {
        let rate = 0.02 * exp(0.2 * series.normal())
        return (0..<life).map { exp(-rate * Double(life - 1 - $0)) + 0.05 * series.normal() }
    }

    @Test("the interval holds the truth about eight times in ten, on machines the fleet has not seen")
    func interval() throws {
        var series = Series(seed: 41)
        func fleet(_ count: Int) -> [[Double]] {
            (0..<count).map { _ in run(150 + Int(series.uniform() * 150), &series) }
        }
        let prior = try #require(FleetPrior(learning: fleet(60), horizon: 125))
        var held = 0
        var cuts = 0
        var squares = 0.0
        for run in fleet(200) {
            var estimator = LifeEstimator(prior: prior)
            let cut = 30 + Int(series.uniform() * Double(run.count - 31))
            for index in 0...cut { estimator.update(run[index], at: Double(index)) }
            let life = try #require(estimator.remaining())
            let truth = Double(min(run.count - 1 - cut, 125))
            held += life.low <= truth && truth <= life.high ? 1 : 0
            cuts += 1
            squares += (life.estimate - truth) * (life.estimate - truth)
        }
        #expect((0.68...0.92).contains(Double(held) / Double(cuts)))
        // Saying always the same would miss by about 40.
        #expect((squares / Double(cuts)).squareRoot() < 25)
    }

    @Test("a restored estimator answers as the one that went on")
    func restored() throws {
        var series = Series(seed: 43)
        let prior = FleetPrior(threshold: 1, rateMedian: 0.02, rateSigma: 0.2, noise: 0.05, horizon: 125)
        let run = run(200, &series)
        for cut in [5, 100] {
            var whole = LifeEstimator(prior: prior)
            for index in 0..<cut { whole.update(run[index], at: Double(index)) }
            var bytes = ByteWriter()
            whole.write(to: &bytes)
            var restored = LifeEstimator(prior: prior)
            var reader = ByteReader(bytes.bytes)
            try restored.read(from: &reader)
            for index in cut..<200 {
                whole.update(run[index], at: Double(index))
                restored.update(run[index], at: Double(index))
            }
            #expect(whole.remaining() == restored.remaining())
        }
    }

    @Test("a health index learned from worn and healthy rows tells them apart")
    func index() throws {
        var series = Series(seed: 47)
        var trainer = HealthTrainer(signals: 3)
        for _ in 0..<20 {
            let rows = (0..<200).map { row in
                let wear = max(0, Double(row - 100) / 100)
                return [10 + 3 * wear + 0.3 * series.normal(), series.normal(), 7]
            }
            trainer.add(run: rows, healthy: 50, worn: 10)
        }
        let index = try #require(trainer.index())
        #expect(abs(index.value([10, 0, 7])) < 0.1)
        #expect(abs(index.value([12.9, 0, 7]) - 1) < 0.1)
        #expect(index.weights[2] == 0)
    }
}
