/// Sorts a batch's entries into rows, one lane at a time: compressed together, dropped together, read together.
struct OutboxEncoder {
    let compressor: Compressor

    /// In append order within a lane. Sequences count on from `sequence`, one for each item whatever its destinations.
    func rows(_ batch: borrowing Batch, from sequence: Int64) -> [PendingOutboxRow] {
        guard !batch.outboxItems.isEmpty else { return [] }
        // Few at a time: as many as there are destinations and classes in one batch.
        var open: [OpenRow] = []
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
                let place: Int
                if let found = open.firstIndex(where: { $0.lane == lane }) {
                    place = found
                } else {
                    place = open.count
                    let fresh = OutboxRowBuilder(lane: lane, firstSequence: itemSequence, time: batch.now)
                    open.append(OpenRow(lane: lane, builder: fresh))
                }
                open[place].builder
                    .append(batch.outboxBytes, start..<item.end, sequence: itemSequence, device: item.device)
                if open[place].builder.isFull { rows.append(open.remove(at: place).builder.sealed(compressor)) }
            }
            start = item.end
        }
        open.sort { $0.lane < $1.lane }
        for row in open { rows.append(row.builder.sealed(compressor)) }
        return rows
    }

    private struct OpenRow {
        let lane: OutboxLane
        var builder: OutboxRowBuilder
    }
}
