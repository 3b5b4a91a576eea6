/// A row of the outbox before it is stored: entries of one destination and class.
///
/// An entry is `length + 1 | crc32 | sequence - first sequence | device | payload`, or a single 0 for one that was lost
/// to damage, which keeps the places of the others.
struct OutboxRowBuilder {
    /// A reader holds one row in memory at a time; bounds that are enforced by row stay fine-grained.
    static let rawLimit = 64 << 10
    static let entryLimit = 4096

    let id: Int64
    let time: Int64
    private(set) var count = 0
    private(set) var raw: [UInt8] = []

    init(lane: OutboxLane, firstSequence: Int64, time: Int64) {
        self.init(id: OutboxRow.id(lane, sequence: firstSequence), time: time)
    }

    init(id: Int64, time: Int64) {
        self.id = id
        self.time = time
    }

    var isFull: Bool { raw.count >= Self.rawLimit || count >= Self.entryLimit }

    mutating func append(_ bytes: [UInt8], _ range: Range<Int>, sequence: Int64, device: UInt32) {
        raw.appendVariable(UInt64(range.count) + 1)
        raw.appendLittleEndian(Self.checksum(bytes, range, row: id, sequence: sequence, device: device))
        raw.appendVariable(UInt64(sequence - OutboxRow.firstSequence(id)))
        raw.appendLittleEndian(device)
        raw.append(contentsOf: bytes[range])
        count += 1
    }

    mutating func appendLost() {
        raw.append(0)
        count += 1
    }

    func sealed(_ compressor: Compressor) -> PendingOutboxRow {
        let blob = SealedBlob.seal(
            raw, table: .outbox, columns: [id, time, Int64(count)], compressor: compressor)
        return PendingOutboxRow(id: id, time: time, count: count, rawBytes: raw.count, blob: blob)
    }

    static func checksum(
        _ bytes: [UInt8], _ range: Range<Int>, row: Int64, sequence: Int64, device: UInt32
    ) -> UInt32 {
        var checksum = Checksum()
        checksum.add(row)
        checksum.add(sequence)
        checksum.add(Int64(device))
        checksum.add(bytes, range)
        return checksum.value
    }
}

/// A row ready to be stored.
struct PendingOutboxRow {
    let id: Int64
    let time: Int64
    let count: Int
    let rawBytes: Int
    let blob: [UInt8]

    var lane: OutboxLane { OutboxRow.lane(id) }
}
