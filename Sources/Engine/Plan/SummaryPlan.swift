/// Aggregates over windows.
public final class SummaryPlan: Sendable {
    public struct Item: Sendable {
        public var slot: Int
        public var name: String
        public var aggregates: [Aggregate]
        /// Whether what held before the first value of a window counts.
        let isWeighted: Bool

        public init(slot: Int, name: String, aggregates: [Aggregate]) {
            self.slot = slot
            self.name = name
            self.aggregates = aggregates
            isWeighted = aggregates.contains(.timeWeightedMean)
        }
    }

    public let name: String
    /// Over wall-clock time.
    public let window: WindowSettings
    public let items: [Item]
    /// Hash of the definition: while it is the same, a reload keeps the open windows.
    public let shape: UInt64

    public init(name: String, window: WindowSettings, items: [Item], shape: UInt64) {
        self.name = name
        self.window = window
        self.items = items
        self.shape = shape
    }

    /// What every window begins as.
    var contents: SummaryContents { SummaryContents(needs: items.map { AggregateNeeds($0.aggregates) }) }
}
