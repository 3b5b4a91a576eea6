/// What the outbox holds, lane by lane, kept in step with the rows so that bounds and counts cost no reading.
struct OutboxAccount {
    struct Lane {
        /// Not delivered, not lost.
        var entries: Int64 = 0
        var rows: Int64 = 0
        var bytes: Int64 = 0
        /// The oldest row; nil when it must be looked up.
        var oldest: (id: Int64, time: Int64)?
    }

    private(set) var lanes: [OutboxLane: Lane] = [:]
    private(set) var entries: Int64 = 0
    private(set) var bytes: Int64 = 0

    mutating func add(row id: Int64, time: Int64, pending: Int64, bytes added: Int64) {
        let key = OutboxRow.lane(id)
        var lane = lanes[key, default: Lane()]
        // A row that takes the place of older ones may come before all others.
        if lane.rows == 0 || lane.oldest.map({ id < $0.id }) ?? false { lane.oldest = (id, time) }
        lane.rows += 1
        lane.entries += pending
        lane.bytes += added
        lanes[key] = lane
        entries += pending
        bytes += added
    }

    mutating func remove(row id: Int64, pending: Int64, bytes removed: Int64) {
        let key = OutboxRow.lane(id)
        guard var lane = lanes[key] else { return }
        lane.rows -= 1
        lane.entries -= pending
        lane.bytes -= removed
        if lane.oldest?.id == id { lane.oldest = nil }
        lanes[key] = lane.rows > 0 ? lane : nil
        entries -= pending
        bytes -= removed
    }

    mutating func settle(row id: Int64, entries settled: Int64) {
        lanes[OutboxRow.lane(id)]?.entries -= settled
        entries -= settled
    }

    mutating func setOldest(_ key: OutboxLane, id: Int64, time: Int64) { lanes[key]?.oldest = (id, time) }

    /// The lowest class that holds anything.
    var lowestClass: DeliveryClass? { lanes.keys.map(\.deliveryClass).max() }
}
