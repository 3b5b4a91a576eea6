/// What a window says about the values in it. Written as its `rawValue` in files and outputs; a percentile as `p` and
/// its number, such as `p95` or `p99.9`.
public enum Aggregate: Sendable, Hashable {
    case min, mean, max, sum, count, first, last
    /// Standard deviation and variance of the sample (divided by the count less one); none of a single value.
    case stddev, variance
    /// Greatest less least.
    case range
    case median
    /// Increase per second of a counter between its first and its last value in the window: a fall is a reset to zero.
    case rate
    /// Each value weighs as long as it held: until the next one, the last until the window's end.
    case timeWeightedMean
    /// How many different values.
    case distinct
    /// Least-squares slope, per second.
    case slope
    /// Value below which this many per cent of the values lie; between 0 and 100.
    case percentile(Double)

    /// Whether the aggregate needs numbers; the others take values of any type.
    public var isNumeric: Bool {
        switch self {
        case .count, .first, .last, .distinct: false
        default: true
        }
    }
}

extension Aggregate: RawRepresentable {
    public var rawValue: String {
        switch self {
        case .min: "min"
        case .mean: "mean"
        case .max: "max"
        case .sum: "sum"
        case .count: "count"
        case .first: "first"
        case .last: "last"
        case .stddev: "stddev"
        case .variance: "variance"
        case .range: "range"
        case .median: "median"
        case .rate: "rate"
        case .timeWeightedMean: "time_weighted_mean"
        case .distinct: "distinct"
        case .slope: "slope"
        case .percentile(let percent):
            percent == percent.rounded() ? "p\(Int(percent))" : "p\(percent)"
        }
    }

    public init?(rawValue: String) {
        if let plain = Aggregate.plain.first(where: { $0.rawValue == rawValue }) {
            self = plain
            return
        }
        let digits = rawValue.utf8.dropFirst()
        guard rawValue.utf8.first == UInt8(ascii: "p"), let head = digits.first, let tail = digits.last,
            digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") }),
            head != UInt8(ascii: "."), tail != UInt8(ascii: "."), digits.count <= 8,
            let percent = Double(rawValue.dropFirst()), percent > 0, percent < 100
        else { return nil }
        self = .percentile(percent)
    }
}

extension Aggregate: CaseIterable {
    private static let plain: [Aggregate] = [
        .min, .mean, .max, .sum, .count, .first, .last, .stddev, .variance, .range, .median, .rate, .timeWeightedMean,
        .distinct, .slope,
    ]

    /// Those with a name of their own, and the usual percentiles; other percentiles exist too.
    public static let allCases: [Aggregate] = plain + [50, 90, 95, 99, 99.9].map(Aggregate.percentile)
}
