internal import Glibc
public import Telemetry

/// Remaining life from a health index that rises exponentially, by a grid over the rate and the remaining life.
///
/// With the time counted back from now, the sum of squares of all rows about a curve needs two sums a rate only, which
/// fade as time passes; so every row counts, and memory does not grow.
public struct LifeEstimator: Sendable {
    private static let rateCount = 15
    /// From 0 to twice the horizon; what is beyond the horizon is reported as the horizon.
    private static let lifeCount = 126
    /// The rates reach this many standard deviations of their logarithm to either side.
    private static let reach = 3.0

    private let prior: FleetPrior
    private let rates: [Double]
    private let priorOfRate: [Double]
    /// The first rows, until the machine's own start is known.
    private var beginning: [(value: Double, time: Double)] = []
    private var start: Double?
    private var time: Double?
    /// For each rate, the sums of (index - start)*exp(-rate*age) and of exp(-2*rate*age).
    private var fits: [Double]
    private var sizes: [Double]

    public init(prior: FleetPrior) {
        self.prior = prior
        let steps = (0..<Self.rateCount).map { Self.reach * (2 * Double($0) / Double(Self.rateCount - 1) - 1) }
        rates = steps.map { prior.rateMedian * exp($0 * prior.rateSigma) }
        priorOfRate = steps.map { -$0 * $0 / 2 }
        fits = Array(repeating: 0, count: Self.rateCount)
        sizes = fits
    }

    /// Until the machine's own start is known.
    public var isLearning: Bool { start == nil }
    /// In bytes.
    public var memoryBound: Int { MemoryLayout<Self>.size + 4 * 8 * Self.rateCount + 16 * prior.startRows + 192 }

    /// Takes a row.
    /// - Parameters:
    ///   - value: the health index; what is not measurable is left out.
    ///   - time: in the prior's unit; not before that of the previous row.
    public mutating func update(_ value: Double, at time: Double) {
        guard value.isMeasurable else { return }
        guard let start else {
            beginning.append((value, time))
            guard beginning.count >= prior.startRows else { return }
            let mean = beginning.reduce(0) { $0 + $1.value } / Double(beginning.count)
            self.start = mean
            for row in beginning { join(row.value - mean, at: row.time) }
            beginning = []
            return
        }
        join(value - start, at: time)
    }

    private mutating func join(_ rise: Double, at time: Double) {
        let elapsed = max(0, time - (self.time ?? time))
        self.time = time
        for index in rates.indices {
            let fade = exp(-rates[index] * elapsed)
            fits[index] = fits[index] * fade + rise
            sizes[index] = sizes[index] * fade * fade + 1
        }
    }

    /// The posterior's mean and the interval between its 10th and 90th percentile; nil while learning. A life at the
    /// horizon means that long or longer. Nil also where the index is so far off that arithmetic cannot say.
    public func remaining() -> RemainingLife? {
        guard let start, prior.threshold > start else { return nil }
        let height = prior.threshold - start
        let scale = prior.tempering / (2 * prior.noise * prior.noise)
        let step = 2 * prior.horizon / Double(Self.lifeCount - 1)
        var logs = Array(repeating: 0.0, count: Self.lifeCount * Self.rateCount)
        // What no run lasted is no life to compare with.
        let lives = prior.beyond > 0 ? Self.lifeCount : Int(prior.horizon / step) + 1
        var largest = -Double.infinity
        for index in rates.indices {
            // The curve's present height for a life of 0, and how it falls with each step of life.
            var curve = height
            let fall = exp(-rates[index] * step)
            for life in 0..<lives {
                let log = priorOfRate[index] + scale * curve * (2 * fits[index] - curve * sizes[index])
                logs[life * Self.rateCount + index] = log
                largest = max(largest, log)
                curve *= fall
            }
        }
        var weights = Array(repeating: 0.0, count: Self.lifeCount)
        for life in 0..<lives {
            let share = Double(life) * step > prior.horizon ? prior.beyond : 1
            for index in rates.indices { weights[life] += share * exp(logs[life * Self.rateCount + index] - largest) }
        }
        return summary(of: weights, step: step)
    }

    private func summary(of weights: [Double], step: Double) -> RemainingLife? {
        let total = weights.reduce(0, +)
        guard total > 0, total.isFinite else { return nil }
        var mean = 0.0
        for (index, weight) in weights.enumerated() {
            mean += weight / total * min(Double(index) * step, prior.horizon)
        }
        func percentile(_ part: Double) -> Double {
            var sum = 0.0
            for (index, weight) in weights.enumerated() {
                sum += weight / total
                if sum >= part { return min(Double(index) * step, prior.horizon) }
            }
            return prior.horizon
        }
        return RemainingLife(estimate: mean, low: percentile(0.1), high: percentile(0.9))
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.doubles(beginning.map(\.value))
        bytes.doubles(beginning.map(\.time))
        bytes.doubles([start, time].compactMap(\.self))
        bytes.doubles(fits)
        bytes.doubles(sizes)
    }

    /// - Parameter bytes: what an estimator of the same prior wrote.
    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        let values = try bytes.doubles(atMost: prior.startRows)
        let times = try bytes.doubles(exactly: values.count)
        beginning = zip(values, times).map { ($0, $1) }
        let known = try bytes.doubles(atMost: 2)
        guard known.count != 1, (values + times + known).allSatisfy(\.isFinite) else { throw bytes.malformed }
        start = known.first
        time = known.last
        fits = try bytes.doubles(exactly: Self.rateCount)
        sizes = try bytes.doubles(exactly: Self.rateCount)
        guard (fits + sizes).allSatisfy(\.isFinite) else { throw bytes.malformed }
    }
}
