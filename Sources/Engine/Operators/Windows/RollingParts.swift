internal import Scoring

/// The summaries of a rolling window: those that its aggregates need.
struct RollingParts: Sendable, Equatable {
    private var extremes: TwoStacks<Extremes>?
    private var sum: TwoStacks<CompensatedSum>?
    private var statistics: TwoStacks<RunningStatistics>?
    private var trend: TwoStacks<Trend>?
    private var course: TwoStacks<Course>?
    private var order: RollingOrder?

    init(for aggregates: Set<Aggregate>) {
        // Which summaries there are does not depend on the set's order.
        for aggregate in aggregates {
            switch aggregate {
            case .min, .max, .range: extremes = TwoStacks()
            case .sum, .mean: sum = TwoStacks()
            case .stddev, .variance: statistics = TwoStacks()
            case .slope: trend = TwoStacks()
            case .rate, .timeWeightedMean: course = TwoStacks()
            case .median, .percentile, .distinct: order = RollingOrder()
            case .count, .first, .last: break
            }
        }
    }

    mutating func add(_ sample: TimedNumber) {
        addNewest(sample)
        order?.add(sample.number)
    }

    /// To what is summed up by position alone.
    private mutating func addNewest(_ sample: TimedNumber) {
        extremes?.add(sample)
        sum?.add(sample)
        statistics?.add(sample)
        trend?.add(sample)
        course?.add(sample)
    }

    /// The summaries as they were when the last `newer` of the samples had come since the last turn.
    mutating func restore(_ samples: ArraySlice<TimedNumber>, newer: Int) {
        turn(samples.dropLast(newer))
        for sample in samples.suffix(newer) { addNewest(sample) }
        for sample in samples { order?.add(sample.number) }
    }

    mutating func removeOldest(_ sample: TimedNumber) {
        extremes?.removeOldest()
        sum?.removeOldest()
        statistics?.removeOldest()
        trend?.removeOldest()
        course?.removeOldest()
        order?.remove(sample.number)
    }

    mutating func turn(_ samples: ArraySlice<TimedNumber>) {
        extremes?.turn(samples)
        sum?.turn(samples)
        statistics?.turn(samples)
        trend?.turn(samples)
        course?.turn(samples)
    }

    /// - Parameter count: how many samples there are, at least one.
    func number(_ aggregate: Aggregate, count: Int, from start: Int64, held: Double?, now: Int64) -> Double? {
        switch aggregate {
        case .min: extremes?.whole.minimum
        case .max: extremes?.whole.maximum
        case .range: extremes.map { $0.whole.maximum - $0.whole.minimum }
        case .sum: sum?.whole.value
        case .mean: sum.map { $0.whole.value / Double(count) }
        case .stddev: statistics?.whole.sampleVariance.squareRoot()
        case .variance: statistics?.whole.sampleVariance
        case .slope: trend?.whole.slope
        case .rate: course?.whole.rate
        case .timeWeightedMean: course?.whole.timeWeightedMean(from: start, until: now, held: held)
        case .median: order?.percentile(50)
        case .percentile(let percent): order?.percentile(percent)
        case .distinct: order.map { Double($0.distinct) }
        case .count, .first, .last: nil
        }
    }
}
