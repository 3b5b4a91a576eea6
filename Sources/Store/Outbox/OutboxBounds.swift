/// Keeps the outbox within its bounds: the oldest of the lowest class goes first, alarms last; what is too old goes
/// whatever its class. This is the one place that decides what to give up, in the transaction that needs the room.
struct OutboxBounds {
    let table: OutboxTable

    /// Drops rows committed before `time`. Returns the entries lost.
    func dropOlder(than time: Int64) throws(StoreError) -> Int64 {
        var dropped: Int64 = 0
        for lane in table.account.lanes.keys.sorted() {
            while let oldest = try table.oldest(lane), oldest.time < time {
                dropped += try table.drop(row: oldest.id)
            }
        }
        return dropped
    }

    /// Gives up the least worth keeping among what is stored and what is about to be; nil when there is nothing left.
    /// Returns the entries lost; `pending` loses a row when one of its own is of a lower class than all that is stored.
    func dropLeastValuable(_ pending: inout [PendingOutboxRow]) throws(StoreError) -> Int64? {
        let stored = table.account.lowestClass
        let incoming = pending.map(\.lane.deliveryClass).max()
        guard let lowest = [stored, incoming].compactMap({ $0 }).max() else { return nil }
        if lowest == stored, let oldest = try oldestRow(of: lowest) { return try table.drop(row: oldest) }
        guard let index = pending.firstIndex(where: { $0.lane.deliveryClass == lowest }) else { return nil }
        return Int64(pending.remove(at: index).count)
    }

    /// By sequence, over all destinations.
    private func oldestRow(of deliveryClass: DeliveryClass) throws(StoreError) -> Int64? {
        var oldest: Int64?
        for lane in table.account.lanes.keys where lane.deliveryClass == deliveryClass {
            guard let row = try table.oldest(lane) else { continue }
            if oldest.map({ OutboxRow.firstSequence(row.id) < OutboxRow.firstSequence($0) }) ?? true { oldest = row.id }
        }
        return oldest
    }
}
