/// A row read back: its entries by place.
struct OutboxRowContent {
    struct Entry {
        let sequence: Int64
        let device: UInt32
        let range: Range<Int>
    }

    let id: Int64
    let time: Int64
    /// By index; nil where the entry is lost.
    private(set) var entries: [Entry?] = []
    private let raw: [UInt8]
    /// The row needs a repair: something in it has changed since it was written.
    let isDamaged: Bool

    init(id: Int64, time: Int64, count: Int64, blob: [UInt8], compressor: Compressor) {
        self.id = id
        self.time = time
        let opened = SealedBlob.open(
            blob, table: .outbox, columns: [id, time, count], compressor: compressor)
        raw = opened.raw
        isDamaged = !opened.isSound
        var reader = ByteReader(raw)
        let first = OutboxRow.firstSequence(id)
        while let stored = reader.variable(), entries.count < OutboxRowBuilder.entryLimit {
            if stored == 0 {
                entries.append(nil)
                continue
            }
            guard let expected = reader.integer(UInt32.self), let difference = reader.variable(),
                let device = reader.integer(UInt32.self), let range = reader.take(stored - 1)
            else { break }
            let sequence = first &+ Int64(truncatingIfNeeded: difference)
            let found = OutboxRowBuilder.checksum(raw, range, row: id, sequence: sequence, device: device)
            entries.append(found == expected ? Entry(sequence: sequence, device: device, range: range) : nil)
        }
    }

    func payload(_ entry: Entry) -> [UInt8] { Array(raw[entry.range]) }

    func payloadCount(_ entry: Entry) -> Int { entry.range.count }

    func entry(at index: Int) -> OutboxEntry? {
        guard entries.indices.contains(index), let entry = entries[index] else { return nil }
        return OutboxEntry(
            key: OutboxKey(row: id, index: index), sequence: entry.sequence,
            deliveryClass: OutboxRow.lane(id).deliveryClass, device: entry.device, time: time, payload: payload(entry))
    }

    /// The row anew, with its whole entries at their old places and marks where the others were; nil when none is whole.
    func repaired(_ compressor: Compressor) -> PendingOutboxRow? {
        guard let last = entries.lastIndex(where: { $0 != nil }) else { return nil }
        var builder = OutboxRowBuilder(id: id, time: time)
        for entry in entries[...last] {
            if let entry {
                builder.append(raw, entry.range, sequence: entry.sequence, device: entry.device)
            } else {
                builder.appendLost()
            }
        }
        return builder.sealed(compressor)
    }
}
