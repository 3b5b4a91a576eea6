internal import Glibc

/// What the runs of a fleet to their ends say of the next machine: how a health index rises towards its end,
///
///     index(t) = c + (threshold - c)*exp(-rate*(end - t)),   c the machine's own start.
public struct FleetPrior: Sendable, Equatable {
    /// The index at the end of life.
    public var threshold: Double
    /// Of the rate, log-normal; per unit of time.
    public var rateMedian: Double
    public var rateSigma: Double
    /// Standard deviation of the index about the curve.
    public var noise: Double
    /// The longest remaining life that is told apart from longer ones.
    public var horizon: Double
    /// How much of a machine's time is spent further from its end than the horizon, as a part of the horizon.
    public var beyond: Double
    /// Rows whose mean is the machine's own start.
    public var startRows: Int
    /// Neighbouring rows err together, so that each counts as this part of one.
    public var tempering: Double

    public init(
        threshold: Double, rateMedian: Double, rateSigma: Double, noise: Double, horizon: Double,
        beyond: Double = 1, startRows: Int = 20, tempering: Double = 0.2
    ) {
        self.threshold = threshold
        self.rateMedian = rateMedian
        self.rateSigma = rateSigma
        self.noise = noise
        self.horizon = horizon
        self.beyond = beyond
        self.startRows = startRows
        self.tempering = tempering
    }

    /// Fits each run's rate, takes the fleet's median and spread of them, and tempers the rows so that the interval holds
    /// for the fleet.
    /// - Parameters:
    ///   - runs: a health index a row, a unit of time apart, to the end of life; runs shorter than two starts are left out.
    ///   - horizon: in units of time.
    /// - Returns: nil with fewer than three runs, or runs that do not rise.
    public init?(learning runs: [[Double]], horizon: Double, startRows: Int = 20) {
        let runs = runs.filter { $0.count >= 2 * startRows }
        guard runs.count >= 3 else { return nil }
        let ends = runs.map { run in run.suffix(5).reduce(0, +) / Double(min(5, run.count)) }.sorted()
        let threshold = ends[ends.count / 2]
        // From an end within a thousandth of the horizon to one far beyond it.
        let rates = (0..<200).map { exp(log(0.2 / horizon) + Double($0) / 199 * log(1_000)) }
        var logRates: [Double] = []
        var squares = 0.0
        var rows = 0.0
        for run in runs {
            let start = run.prefix(startRows).reduce(0, +) / Double(startRows)
            guard threshold > start else { continue }
            let errors = rates.map { Self.error(of: $0, run: run, start: start, threshold: threshold) }
            guard let best = errors.indices.min(by: { errors[$0] < errors[$1] }) else { continue }
            logRates.append(log(rates[best]))
            squares += errors[best]
            rows += Double(run.count)
        }
        guard logRates.count >= 3 else { return nil }
        let sorted = logRates.sorted()
        let median = sorted[sorted.count / 2]
        let variance = logRates.reduce(0) { $0 + ($1 - median) * ($1 - median) } / Double(logRates.count)
        self.init(
            threshold: threshold, rateMedian: exp(median), rateSigma: max(variance.squareRoot(), 0.05),
            noise: max((squares / rows).squareRoot(), 1e-9), horizon: horizon,
            beyond: runs.reduce(0) { $0 + max(0, Double($1.count) - horizon) } / Double(runs.count) / horizon,
            startRows: startRows)
        let choices = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 1]
        let misses = choices.map { choice in
            tempering = choice
            return abs(coverage(of: runs) - 0.8)
        }
        tempering = choices.indices.min { misses[$0] < misses[$1] }.map { choices[$0] } ?? tempering
    }

    /// The part of cuts through the runs at which the interval holds the truth.
    private func coverage(of runs: [[Double]]) -> Double {
        var held = 0.0
        var cuts = 0.0
        for run in runs {
            var estimator = LifeEstimator(prior: self)
            for (index, value) in run.enumerated() {
                estimator.update(value, at: Double(index))
                // Ten cuts a run tell as much as all of them.
                guard (index + 1).isMultiple(of: max(1, run.count / 10)), let life = estimator.remaining() else {
                    continue
                }
                let truth = min(Double(run.count - 1 - index), horizon)
                held += life.low <= truth && truth <= life.high ? 1 : 0
                cuts += 1
            }
        }
        return cuts > 0 ? held / cuts : 0
    }

    /// The sum of squares of a run about the curve of this rate.
    private static func error(of rate: Double, run: [Double], start: Double, threshold: Double) -> Double {
        var error = 0.0
        for (index, value) in run.enumerated() {
            let left = Double(run.count - 1 - index)
            let difference = value - start - (threshold - start) * exp(-rate * left)
            error += difference * difference
        }
        return error
    }
}
