/// Reads what a destination has yet to acknowledge: alarms first, then by age; one row in memory at a time.
final class OutboxReader {
    private let table: OutboxTable
    /// The row a destination is in the middle of, so that it is not decompressed once for every few entries.
    private var current: [DestinationID: OutboxRowContent] = [:]

    init(_ table: OutboxTable) { self.table = table }

    struct Limits {
        var count: Int
        var bytes: Int
        var classes: ClosedRange<UInt8>
        var before: Int64?
    }

    /// At least one entry when there is any, whatever its size.
    func next(
        _ destination: DestinationID, cursor: inout OutboxCursor, limits: Limits
    ) throws(StoreError) -> [OutboxEntry] {
        var entries: [OutboxEntry] = []
        var bytes = 0
        for number in limits.classes {
            let lane = OutboxLane(destination, DeliveryClass(clamping: number))
            guard table.account.lanes[lane] != nil else { continue }
            var place = cursor.place(lane)
            rows: while let found = try table.firstRow(from: place.row) {
                if let before = limits.before, OutboxRow.firstSequence(found.id) >= before { break }
                if found.id != place.row { place = OutboxKey(row: found.id, index: 0) }
                guard let (content, delivered) = try read(destination, row: found.id) else { break }
                while place.index < content.entries.count {
                    defer { place = OutboxKey(row: place.row, index: place.index + 1) }
                    guard !delivered[place.index], let entry = content.entries[place.index] else { continue }
                    if let before = limits.before, entry.sequence >= before {
                        cursor.move(lane, to: place)
                        break rows
                    }
                    let size = content.payloadCount(entry)
                    let isFull = entries.count >= limits.count || (!entries.isEmpty && bytes + size > limits.bytes)
                    if isFull {
                        cursor.move(lane, to: place)
                        return entries
                    }
                    bytes += size
                    if let whole = content.entry(at: place.index) { entries.append(whole) }
                }
                place = OutboxKey(row: found.id + 1, index: 0)
                cursor.move(lane, to: place)
            }
        }
        current[destination] = nil
        return entries
    }

    private func read(
        _ destination: DestinationID, row id: Int64
    ) throws(StoreError) -> (content: OutboxRowContent, delivered: DeliveredBits)? {
        if let held = current[destination], held.id == id {
            return (held, try table.deliveredBits(id))
        }
        guard let read = try table.read(row: id) else { return nil }
        current[destination] = read.content
        return read
    }

    /// A repaired row has changed.
    func forget() { current.removeAll() }

    /// Entries waiting, by device and class: one pass over the destination's rows.
    func backlog(_ destination: DestinationID) throws(StoreError) -> [DeviceBacklog: Int64] {
        var counts: [DeviceBacklog: Int64] = [:]
        for number in 0..<UInt8(DeliveryClass.count) {
            let deliveryClass = DeliveryClass(clamping: number)
            var id = OutboxLane(destination, deliveryClass).keys.lowerBound
            while let found = try table.firstRow(from: id), let (content, delivered) = try table.read(row: found.id) {
                for (index, entry) in content.entries.enumerated() where !delivered[index] {
                    guard let entry else { continue }
                    counts[DeviceBacklog(device: entry.device, deliveryClass: deliveryClass), default: 0] += 1
                }
                id = found.id + 1
            }
        }
        return counts
    }
}
