/// Sorts a batch's entries into rows, one lane at a time: compressed together, dropped together, read together.
struct OutboxEncoder {
    let compressor: Compressor

    /// In append order within a lane. Sequences count on from `sequence`, one for each item whatever its destinations.
    func rows(_ batch: borrowing Batch, from sequence: Int64) -> [PendingOutboxRow] {
        guard !batch.outboxItems.isEmpty else { return [] }
        var open: [OutboxLane: OutboxRowBuilder] = [:]
        var rows: [PendingOutboxRow] = []
        var start = 0
        for index in 0..<batch.outboxItems.count {
            let item = batch.outboxItems[index]
            let itemSequence = sequence + Int64(index)
            var destinations = item.destinations.rawValue
            while destinations != 0 {
                let number = UInt8(destinations.trailingZeroBitCount)
                destinations &= destinations - 1
                guard let destination = DestinationID(rawValue: number) else { continue }
                let lane = OutboxLane(destination, item.deliveryClass)
                let fresh = OutboxRowBuilder(lane: lane, firstSequence: itemSequence, time: batch.now)
                open[lane, default: fresh]
                    .append(batch.outboxBytes, start..<item.end, sequence: itemSequence, device: item.device)
                if let row = open[lane], row.isFull {
                    rows.append(row.sealed(compressor))
                    open[lane] = nil
                }
            }
            start = item.end
        }
        for lane in open.keys.sorted() {
            if let row = open[lane] { rows.append(row.sealed(compressor)) }
        }
        return rows
    }
}
