/// The rows of the outbox and their delivered bits: reading, writing, deleting, each in step with the account.
final class OutboxTable {
    let compressor: Compressor
    private(set) var account = OutboxAccount()
    /// Rows found damaged on reading, to be repaired in the next commit; the rest are found again later.
    private var damaged: Set<Int64> = []
    /// Rows whose delivered bits are damaged: all of the row goes out again.
    private(set) var unreadableMarks: Set<Int64> = []
    private static let damagedLimit = 1024
    /// The highest sequence that begins a row, to check an old head against.
    private(set) var highestSequence: Int64 = 0
    private let insert: Statement
    private let delete: Statement
    private let size: Statement
    private let next: Statement
    private let last: Statement
    private let row: Statement
    private let insertBits: Statement
    private let deleteBits: Statement
    private let bits: Statement

    init(_ connection: Connection, compressor: Compressor) throws(StoreError) {
        self.compressor = compressor
        insert = try connection.prepare("INSERT OR REPLACE INTO outbox VALUES(?, ?, ?, ?)")
        delete = try connection.prepare("DELETE FROM outbox WHERE id = ?")
        size = try connection.prepare("SELECT count, length(data) FROM outbox WHERE id = ?")
        next = try connection.prepare("SELECT id, time FROM outbox WHERE id >= ? ORDER BY id LIMIT 1")
        last = try connection.prepare("SELECT max(id) FROM outbox WHERE id BETWEEN ? AND ?")
        row = try connection.prepare("SELECT time, count, data FROM outbox WHERE id = ?")
        insertBits = try connection.prepare("INSERT OR REPLACE INTO delivered VALUES(?, ?)")
        deleteBits = try connection.prepare("DELETE FROM delivered WHERE id = ?")
        bits = try connection.prepare("SELECT data FROM delivered WHERE id = ?")
        let rows = try connection.prepare("SELECT id, time, count, length(data) FROM outbox ORDER BY id")
        while try rows.step() {
            let id = rows.integer(0)
            let count = entryCount(rows.integer(2), row: id)
            let settled = try deliveredBits(id).count(below: count)
            account.add(row: id, time: rows.integer(1), pending: Int64(count - settled), bytes: rows.integer(3))
            highestSequence = max(highestSequence, OutboxRow.firstSequence(id) + Int64(count))
        }
    }

    var damagedRows: [Int64] { damaged.sorted() }

    func write(_ pending: PendingOutboxRow) throws(StoreError) {
        try insert.bind(1, pending.id)
        try insert.bind(2, pending.time)
        try insert.bind(3, Int64(pending.count))
        try insert.run(4, blob: pending.blob)
        account.add(
            row: pending.id, time: pending.time, pending: Int64(pending.count), bytes: Int64(pending.blob.count))
    }

    /// Marks entries of one row; the row goes with its last. Returns how many were not marked before, nil without a row.
    func settle(row id: Int64, indexes: some Sequence<Int>) throws(StoreError) -> Int64? {
        guard let stored = try storedSize(id) else { return nil }
        var marks = try deliveredBits(id)
        var settled: Int64 = 0
        for index in indexes where index >= 0 && index < stored.count {
            if marks.set(index) { settled += 1 }
        }
        guard settled > 0 else { return 0 }
        account.settle(row: id, entries: settled)
        if marks.count(below: stored.count) == stored.count {
            try remove(id, pending: 0, bytes: stored.bytes)
        } else {
            try write(marks, row: id)
        }
        return settled
    }

    /// Deletes a row with whatever it still holds; returns the entries lost by it.
    func drop(row id: Int64) throws(StoreError) -> Int64 {
        guard let stored = try storedSize(id) else { return 0 }
        let pending = Int64(stored.count - (try deliveredBits(id).count(below: stored.count)))
        try remove(id, pending: pending, bytes: stored.bytes)
        return pending
    }

    /// The first row at `id` or after it, within its lane.
    func firstRow(from id: Int64) throws(StoreError) -> (id: Int64, time: Int64)? {
        try next.bind(1, id)
        guard try next.step() else { return nil }
        defer { next.reset() }
        let found = (id: next.integer(0), time: next.integer(1))
        return OutboxRow.lane(found.id) == OutboxRow.lane(id) ? found : nil
    }

    func lastRow(_ lane: OutboxLane) throws(StoreError) -> Int64? {
        try last.bind(1, lane.keys.lowerBound)
        try last.bind(2, lane.keys.upperBound)
        guard try last.step() else { return nil }
        defer { last.reset() }
        return last.isInteger(0) ? last.integer(0) : nil
    }

    func oldest(_ lane: OutboxLane) throws(StoreError) -> (id: Int64, time: Int64)? {
        guard let held = account.lanes[lane] else { return nil }
        if let oldest = held.oldest { return oldest }
        guard let found = try firstRow(from: lane.keys.lowerBound) else { return nil }
        account.setOldest(lane, id: found.id, time: found.time)
        return found
    }

    func read(row id: Int64) throws(StoreError) -> (content: OutboxRowContent, delivered: DeliveredBits)? {
        try row.bind(1, id)
        guard try row.step() else { return nil }
        let (time, count) = (row.integer(0), row.integer(1))
        let blob = try row.blob(2)
        row.reset()
        let content = OutboxRowContent(id: id, time: time, count: count, blob: blob, compressor: compressor)
        if content.isDamaged && damaged.count < Self.damagedLimit { damaged.insert(id) }
        return (content, try deliveredBits(id))
    }

    /// Writes a damaged row anew. Returns its blob as it was, and by how much fewer entries are pending.
    func repair(row id: Int64) throws(StoreError) -> (blob: [UInt8], lost: Int64)? {
        damaged.remove(id)
        guard let stored = try storedSize(id), let (content, delivered) = try read(row: id) else { return nil }
        damaged.remove(id)
        try row.bind(1, id)
        let blob = try row.step() ? try row.blob(2) : []
        row.reset()
        let before = Int64(stored.count - delivered.count(below: stored.count))
        try remove(id, pending: before, bytes: stored.bytes)
        guard let repaired = content.repaired(compressor) else { return (blob, before) }
        try write(repaired)
        var marks = DeliveredBits()
        for index in 0..<repaired.count where delivered[index] || content.entries[index] == nil {
            _ = marks.set(index)
        }
        let settled = marks.count(below: repaired.count)
        account.settle(row: id, entries: Int64(settled))
        if settled == repaired.count {
            try remove(id, pending: 0, bytes: Int64(repaired.blob.count))
        } else if settled > 0 {
            try write(marks, row: id)
        }
        return (blob, before - Int64(repaired.count - settled))
    }

    private func storedSize(_ id: Int64) throws(StoreError) -> (count: Int, bytes: Int64)? {
        try size.bind(1, id)
        guard try size.step() else { return nil }
        defer { size.reset() }
        return (entryCount(size.integer(0), row: id), size.integer(1))
    }

    /// A count beyond what a row may have is a damaged one.
    private func entryCount(_ count: Int64, row id: Int64) -> Int {
        if count >= 1 && count <= Int64(OutboxRowBuilder.entryLimit) { return Int(count) }
        damaged.insert(id)
        return 1
    }

    /// Unreadable bits count as not delivered: rather twice than not at all.
    func deliveredBits(_ id: Int64) throws(StoreError) -> DeliveredBits {
        try bits.bind(1, id)
        guard try bits.step() else { return DeliveredBits() }
        defer { bits.reset() }
        if let marks = DeliveredBits(blob: try bits.blob(0), row: id) { return marks }
        unreadableMarks.insert(id)
        return DeliveredBits()
    }

    private func write(_ marks: DeliveredBits, row id: Int64) throws(StoreError) {
        try insertBits.bind(1, id)
        try insertBits.run(2, blob: marks.blob(row: id))
    }

    private func remove(_ id: Int64, pending: Int64, bytes: Int64) throws(StoreError) {
        try delete.run(id)
        try deleteBits.run(id)
        account.remove(row: id, pending: pending, bytes: bytes)
    }
}
