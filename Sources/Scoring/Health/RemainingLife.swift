/// How long something will last, with an honest interval, in the unit of time its estimator was fed.
public struct RemainingLife: Sendable, Equatable {
    /// Infinite when no end is in sight.
    public var estimate: Double
    /// The true value is between these in eight of ten cases.
    public var low: Double
    public var high: Double

    public init(estimate: Double, low: Double, high: Double) {
        self.estimate = estimate
        self.low = low
        self.high = high
    }
}
