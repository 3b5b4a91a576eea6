/// What every commit changes: the numbers to go on from. Two are kept, written in turn, so that one damaged row leaves
/// the one before.
struct Head: Equatable {
    var epoch: Int64
    var batch: Int64 = 0
    var nextSequence: Int64 = 1
    var journalEnd: Int64 = 0
    var now: Int64 = 0
    var wallOffset: Int64 = 0
    /// Redelivery marks ever written; the ring's position.
    var redeliveries: Int64 = 0
    var ledger = Ledger()

    /// The state of a new store, with an epoch of its own.
    init() {
        epoch = Int64(UInt32.random(in: 1...UInt32.max))
    }

    /// The row it is written to: the other one each time.
    var slot: Int64 { batch & 1 }

    /// Overwrites `raw` with it.
    func write(to raw: inout [UInt8]) {
        raw.removeAll(keepingCapacity: true)
        raw.appendLittleEndian(epoch)
        raw.appendLittleEndian(batch)
        raw.appendLittleEndian(nextSequence)
        raw.appendLittleEndian(journalEnd)
        raw.appendLittleEndian(now)
        raw.appendLittleEndian(wallOffset)
        raw.appendLittleEndian(redeliveries)
        ledger.append(to: &raw)
    }

    init?(blob: [UInt8], slot: Int64) {
        let opened = SealedBlob.open(blob, table: .state, columns: [slot], compressor: nil)
        guard opened.isSound else { return nil }
        var reader = ByteReader(opened.raw)
        var numbers: [Int64] = []
        for _ in 0..<7 {
            guard let number = reader.integer(Int64.self) else { return nil }
            numbers.append(number)
        }
        guard let ledger = Ledger(&reader) else { return nil }
        epoch = numbers[0]
        batch = numbers[1]
        nextSequence = numbers[2]
        journalEnd = numbers[3]
        now = numbers[4]
        wallOffset = numbers[5]
        redeliveries = numbers[6]
        self.ledger = ledger
    }
}
