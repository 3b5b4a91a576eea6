/// How far the commits have come, kept outside the database: a log whose end is damaged or was never written opens as if
/// the commits in it had not been, and only this tells that they were.
struct HighWaterMark: Equatable {
    /// Eight bytes a number and the checksum.
    static let byteCount = 4 * 8 + 4

    /// Another epoch is another store.
    let epoch: Int64
    let batch: Int64
    let nextSequence: Int64
    let journalEnd: Int64

    init(_ head: Head) {
        epoch = head.epoch
        batch = head.batch
        nextSequence = head.nextSequence
        journalEnd = head.journalEnd
    }

    /// Overwrites `bytes` with it.
    func write(to bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        bytes.appendLittleEndian(epoch)
        bytes.appendLittleEndian(batch)
        bytes.appendLittleEndian(nextSequence)
        bytes.appendLittleEndian(journalEnd)
        bytes.appendLittleEndian(Self.checksum(bytes))
    }

    /// Nil when the checksum is wrong.
    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let epoch = reader.integer(Int64.self), let batch = reader.integer(Int64.self),
            let nextSequence = reader.integer(Int64.self), let journalEnd = reader.integer(Int64.self),
            reader.integer(UInt32.self) == Self.checksum(Array(bytes.prefix(Self.byteCount - 4)))
        else { return nil }
        self.epoch = epoch
        self.batch = batch
        self.nextSequence = nextSequence
        self.journalEnd = journalEnd
    }

    /// Commits that a head as found does not know of.
    func commitsLost(_ head: Head) -> Int64 { epoch == head.epoch ? max(0, batch - head.batch) : 0 }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var checksum = Checksum()
        checksum.add(bytes, 0..<bytes.count)
        return checksum.value
    }
}
