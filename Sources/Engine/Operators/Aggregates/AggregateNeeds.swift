/// What has to be kept of the values for the aggregates that are asked for. Count, extremes, sum and spread of the
/// numbers are always kept, since they cost less than asking.
public struct AggregateNeeds: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let first = AggregateNeeds(rawValue: 1)
    public static let last = AggregateNeeds(rawValue: 2)
    public static let quantiles = AggregateNeeds(rawValue: 4)
    public static let distinct = AggregateNeeds(rawValue: 8)
    public static let trend = AggregateNeeds(rawValue: 16)
    public static let course = AggregateNeeds(rawValue: 32)

    static let all = AggregateNeeds(rawValue: 63)
    /// Those that are kept apart, only where one of them is asked for.
    static let detailed: AggregateNeeds = [.first, .quantiles, .distinct, .trend, .course]

    public init(_ aggregates: some Sequence<Aggregate>) {
        self = aggregates.reduce(into: []) { needs, aggregate in needs.formUnion(AggregateNeeds(aggregate)) }
    }

    public init(_ aggregate: Aggregate) {
        switch aggregate {
        case .min, .mean, .max, .sum, .count, .stddev, .variance, .range: self = []
        case .first: self = .first
        case .last: self = .last
        case .median, .percentile: self = .quantiles
        case .distinct: self = .distinct
        case .slope: self = .trend
        case .rate, .timeWeightedMean: self = .course
        }
    }
}
