/// What a rolling window covers and can answer.
public struct RollingSettings: Sendable, Equatable {
    /// From 1 to 2^48.
    public var sizeMilliseconds: Int64
    /// What will be asked of it.
    public var aggregates: Set<Aggregate>
    /// How many samples it holds at most; beyond it the oldest leaves early, and is counted.
    public var maximumSamples: Int

    public init(sizeMilliseconds: Int64, aggregates: Set<Aggregate>, maximumSamples: Int = 4096) {
        precondition(1...TimeBounds.longest ~= sizeMilliseconds && maximumSamples > 0)
        self.sizeMilliseconds = sizeMilliseconds
        self.aggregates = aggregates
        self.maximumSamples = maximumSamples
    }
}
