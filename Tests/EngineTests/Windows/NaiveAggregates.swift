import Engine

/// Aggregates by their definitions, over a list.
enum NaiveAggregates {
    typealias Sample = (time: Int64, number: Double)

    static func result(_ aggregate: Aggregate, of samples: [Sample], held: Sample? = nil, until end: Int64) -> Double? {
        let numbers = samples.map(\.number)
        let count = Double(numbers.count)
        guard let first = samples.first, let last = samples.last else {
            if aggregate == .timeWeightedMean { return held?.number }
            return [.count, .sum, .distinct].contains(aggregate) ? 0 : nil
        }
        // Of numbers that are near one another, so that the plain formulas lose nothing.
        let mean = first.number + numbers.reduce(0) { $0 + ($1 - first.number) } / count
        let variance = count > 1 ? numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) : nil
        switch aggregate {
        case .min: return numbers.min()
        case .max: return numbers.max()
        case .range: return (numbers.max() ?? 0) - (numbers.min() ?? 0)
        case .sum: return numbers.reduce(0, +)
        case .mean: return mean
        case .count: return count
        case .first: return first.number
        case .last: return last.number
        case .variance: return variance
        case .stddev: return variance?.squareRoot()
        case .median: return percentile(50, numbers)
        case .percentile(let percent): return percentile(percent, numbers)
        case .distinct: return Double(Set(numbers).count)
        case .slope: return slope(samples, mean: mean)
        case .rate: return rate(samples)
        case .timeWeightedMean: return timeWeightedMean((held.map { [$0] } ?? []) + samples, until: end)
        }
    }

    private static func percentile(_ percent: Double, _ numbers: [Double]) -> Double {
        let sorted = numbers.sorted()
        let rank = percent / 100 * Double(sorted.count - 1)
        let below = sorted[Int(rank.rounded(.down))]
        let above = sorted[Int(rank.rounded(.up))]
        return below + (above - below) * (rank - rank.rounded(.down))
    }

    private static func slope(_ samples: [Sample], mean: Double) -> Double? {
        let times = samples.map { Double($0.time) / 1000 }
        let meanTime = times.reduce(0, +) / Double(times.count)
        let squares = times.reduce(0) { $0 + ($1 - meanTime) * ($1 - meanTime) }
        guard Set(times).count > 1 else { return nil }
        return zip(times, samples).reduce(0) { $0 + ($1.0 - meanTime) * ($1.1.number - mean) } / squares
    }

    private static func rate(_ samples: [Sample]) -> Double? {
        let seconds = Double((samples.last?.time ?? 0) - (samples.first?.time ?? 0)) / 1000
        guard seconds > 0 else { return nil }
        let increases = zip(samples, samples.dropFirst()).map { old, new in
            new.number < old.number ? new.number : new.number - old.number
        }
        return increases.reduce(0, +) / seconds
    }

    private static func timeWeightedMean(_ samples: [Sample], until end: Int64) -> Double? {
        guard let first = samples.first, let last = samples.last else { return nil }
        guard end > first.time else { return last.number }
        let ends = samples.dropFirst().map(\.time) + [end]
        // Relative to the first, for the same reason as above.
        let area = zip(samples, ends).reduce(0) { $0 + ($1.0.number - first.number) * Double($1.1 - $1.0.time) }
        return first.number + area / Double(end - first.time)
    }

    /// As near as the numbers' size allows: a few roundings of the largest number there is.
    static func agree(_ expected: Double?, _ found: Double?, _ aggregate: Aggregate, _ numbers: [Double]) -> Bool {
        guard let expected, let found else { return expected == nil && found == nil }
        let largest = numbers.map(\.magnitude).max() ?? 0
        let tolerance: Double =
            switch aggregate {
            case .min, .max, .range, .count, .first, .last, .distinct: 0
            case .rate: largest * 1e-12 * 1000
            case .slope: largest * 1e-14 * 1000 + expected.magnitude * 1e-9
            case .sum: largest * 1e-13
            case .stddev, .variance: 1e-6 + largest * 1e-16
            default: largest * 1e-14 + 1e-12
            }
        return abs(expected - found) <= tolerance
    }
}
