/// Aggregates over tumbling windows aligned to the epoch.
public final class SummaryPlan: Sendable {
    public struct Item: Sendable {
        public var slot: Int
        public var name: String
        public var aggregates: [Aggregate]

        public init(slot: Int, name: String, aggregates: [Aggregate]) {
            self.slot = slot
            self.name = name
            self.aggregates = aggregates
        }
    }

    public let name: String
    public let everyMilliseconds: Int64
    public let items: [Item]
    /// Hash of the definition: while it is the same, a reload keeps the open window.
    public let shape: UInt64

    public init(name: String, everyMilliseconds: Int64, items: [Item], shape: UInt64) {
        precondition(everyMilliseconds > 0)
        self.name = name
        self.everyMilliseconds = everyMilliseconds
        self.items = items
        self.shape = shape
    }
}
