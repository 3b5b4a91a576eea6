/// The raw readings in order. The key of a row is the offset of its first entry, so a lost row shows as a gap.
final class JournalTable {
    private let compressor: Compressor
    private let insert: Statement
    private let delete: Statement
    private let oldest: Statement
    private let selectFrom: Statement
    private let first: Statement
    private let lastBefore: Statement
    /// As stored, compressed.
    private(set) var bytes: Int64 = 0
    private(set) var rows: Int64 = 0
    /// The end of the last row; the head's offset is higher when rows were lost, lower when the head is old.
    private(set) var end: Int64 = 0
    private(set) var start: Int64?
    private(set) var newestTime: Int64 = 0
    /// The oldest row's time, so that the age bound costs no read at each commit.
    private var oldestTime: Int64?

    init(_ connection: Connection, compressor: Compressor) throws(StoreError) {
        self.compressor = compressor
        insert = try connection.prepare("INSERT OR REPLACE INTO journal VALUES(?, ?, ?, ?)")
        delete = try connection.prepare("DELETE FROM journal WHERE id = ?")
        oldest = try connection.prepare("SELECT id, count, time, length(data) FROM journal ORDER BY id LIMIT 1")
        selectFrom = try connection.prepare(
            "SELECT id, time, count, data FROM journal WHERE id >= ? ORDER BY id LIMIT 1")
        first = try connection.prepare("SELECT min(id) FROM journal WHERE time >= ?")
        lastBefore = try connection.prepare("SELECT max(id) FROM journal WHERE id <= ?")
        let sizes = try connection.prepare("SELECT id, count, length(data), time FROM journal ORDER BY id")
        while try sizes.step() {
            if rows == 0 {
                start = sizes.integer(0)
                oldestTime = sizes.integer(3)
            }
            rows += 1
            bytes += sizes.integer(2)
            newestTime = max(newestTime, sizes.integer(3))
            end = max(end, sizes.integer(0) + min(max(sizes.integer(1), 1), Int64(JournalRow.rawLimit)))
        }
    }

    struct Pending {
        let id: Int64
        let time: Int64
        let count: Int64
        let rawBytes: Int
        let blob: [UInt8]
    }

    /// The batch's entries as rows ready to be stored.
    func pending(_ batch: borrowing Batch, from offset: Int64) -> [Pending] {
        var pending: [Pending] = []
        var row = JournalRow(id: offset, time: batch.now)
        var start = 0
        let count = batch.journalEnds.count
        for index in 0..<count {
            let end = batch.journalEnds[index]
            row.append(batch.journalBytes, start..<end)
            start = end
            if row.isFull || index == count - 1 {
                let blob = row.sealed(compressor)
                pending.append(
                    Pending(id: row.id, time: row.time, count: row.count, rawBytes: row.raw.count, blob: blob))
                row = JournalRow(id: row.id + row.count, time: batch.now)
            }
        }
        return pending
    }

    func write(_ row: Pending) throws(StoreError) {
        try insert.bind(1, row.id)
        try insert.bind(2, row.time)
        try insert.bind(3, row.count)
        try insert.bind(4, row.blob)
        try insert.run()
        if rows == 0 {
            start = row.id
            oldestTime = row.time
        }
        rows += 1
        bytes += Int64(row.blob.count)
        end = row.id + row.count
    }

    /// Deletes the oldest row unless it reaches past `needed`; false when it must stay or there is none.
    func deleteOldest(neededFrom needed: Int64) throws(StoreError) -> Bool {
        guard rows > 0, let start, start < needed else { return false }
        guard try oldest.step() else { return false }
        let (id, count, length) = (oldest.integer(0), oldest.integer(1), oldest.integer(3))
        oldest.reset()
        guard id + count <= needed else { return false }
        try delete.run(id)
        rows -= 1
        bytes -= length
        self.start = nil
        oldestTime = nil
        if try oldest.step() {
            self.start = oldest.integer(0)
            oldestTime = oldest.integer(2)
            oldest.reset()
        }
        return true
    }

    /// Rows older than this may go.
    func isOldest(before time: Int64) -> Bool { oldestTime.map { $0 < time } ?? false }

    /// The first offset of the rows committed at `time` or later.
    func offset(atOrAfter time: Int64) throws(StoreError) -> Int64? {
        try first.bind(1, time)
        guard try first.step() else { return nil }
        defer { first.reset() }
        return first.isInteger(0) ? first.integer(0) : nil
    }

    /// Hands over the entries from `start` up to, not including, `end`, until `body` says false.
    func replay(
        from start: Int64, to end: Int64, _ body: (Int64, Int64, RawSpan) -> Bool
    ) throws(StoreError) -> JournalReplay {
        var replay = JournalReplay()
        var next = start
        // Rows of at most one entry less than the limit's bytes may begin before `start`: find the one that holds it.
        var rowID = try rowHolding(start)
        while next < end {
            try selectFrom.bind(1, rowID)
            guard try selectFrom.step() else { break }
            let (id, time, count) = (selectFrom.integer(0), selectFrom.integer(1), selectFrom.integer(2))
            let blob = try selectFrom.blob(3)
            selectFrom.reset()
            let row = JournalRow.open(id: id, time: time, count: count, blob: blob, compressor: compressor)
            // A damaged count must not carry the reading past rows that are there.
            let rowEnd = row.isSound ? id + count : max(id + 1, (row.entries.last?.offset ?? id) + 1)
            replay.missing += max(0, min(id, end) - next)
            next = max(next, id)
            let wanted = row.entries.filter { $0.offset >= next && $0.offset < end }
            for entry in wanted {
                replay.entries += 1
                let isGoingOn = body(entry.offset, time, row.raw.span.bytes.extracting(entry.range))
                if !isGoingOn { return replay }
            }
            let reached = min(rowEnd, end)
            replay.damaged += max(0, reached - next) - Int64(wanted.count)
            next = max(next, reached)
            rowID = id + 1
        }
        replay.missing += max(0, end - next)
        return replay
    }

    private func rowHolding(_ offset: Int64) throws(StoreError) -> Int64 {
        try lastBefore.bind(1, offset)
        guard try lastBefore.step() else { return offset }
        defer { lastBefore.reset() }
        return lastBefore.isInteger(0) ? lastBefore.integer(0) : offset
    }
}
