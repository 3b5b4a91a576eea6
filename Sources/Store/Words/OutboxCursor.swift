/// Where a reader of one destination stands: a place in every class, so that a new alarm is found before older telemetry.
///
/// Starts at the beginning; ``Store/endOfOutbox(_:)`` gives one that sees only what is appended later.
public struct OutboxCursor: Sendable, Equatable {
    /// The next row to look at (0: from the beginning) and the next index in it, by class.
    private var rows: [Int64]
    private var indexes: [Int]

    public init() {
        rows = [Int64](repeating: 0, count: DeliveryClass.count)
        indexes = [Int](repeating: 0, count: DeliveryClass.count)
    }

    /// A cursor that goes on after an entry, and has seen nothing of other classes.
    public init(after key: OutboxKey) {
        self.init()
        move(OutboxRow.lane(key.row), to: OutboxKey(row: key.row, index: key.index + 1))
    }

    func place(_ lane: OutboxLane) -> OutboxKey {
        let slot = Int(lane.deliveryClass.rawValue)
        return OutboxKey(row: max(rows[slot], lane.keys.lowerBound), index: indexes[slot])
    }

    /// Whether the reader stands in the middle of a row.
    public func isWithin(row: Int64) -> Bool {
        rows.indices.contains { rows[$0] == row && indexes[$0] > 0 }
    }

    mutating func move(_ lane: OutboxLane, to key: OutboxKey) {
        rows[Int(lane.deliveryClass.rawValue)] = key.row
        indexes[Int(lane.deliveryClass.rawValue)] = key.index
    }
}
