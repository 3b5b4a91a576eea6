/// The raw readings in order. The key of a row is the offset of its first entry, so a lost row shows as a gap.
final class JournalTable {
    private let compressor: Compressor
    private let buffers: BufferPool
    /// The list of the last batch's rows, to be used again.
    private var emptied: [Pending] = []
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

    init(_ connection: Connection, compressor: Compressor, buffers: BufferPool) throws(StoreError) {
        self.compressor = compressor
        self.buffers = buffers
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

    struct Pending: Sendable {
        let id: Int64
        let time: Int64
        let count: Int64
        let rawBytes: Int
        fileprivate(set) var blob: [UInt8]
    }

    /// The batch's entries as rows ready to be stored.
    func pending(_ batch: borrowing Batch, from offset: Int64) -> [Pending] {
        let count = batch.journalEnds.count
        guard count > 0 else { return [] }
        var pending: [Pending] = []
        swap(&pending, &emptied)
        var row = JournalRow(id: offset, time: batch.now, buffer: buffers.take())
        var start = 0
        for index in 0..<count {
            let end = batch.journalEnds[index]
            row.append(batch.journalBytes, start..<end)
            start = end
            if row.isFull || index == count - 1 {
                var blob = buffers.take()
                row.seal(compressor, into: &blob)
                pending.append(
                    Pending(id: row.id, time: row.time, count: row.count, rawBytes: row.raw.count, blob: blob))
                row.goOn()
            }
        }
        row.giveBack(to: buffers)
        return pending
    }

    /// Takes back the memory of rows that are stored.
    func recycle(_ rows: inout [Pending]) {
        for index in rows.indices {
            buffers.giveBack(&rows[index].blob)
        }
        rows.removeAll(keepingCapacity: true)
        swap(&rows, &emptied)
    }

    func write(_ row: Pending) throws(StoreError) {
        try insert.bind(1, row.id)
        try insert.bind(2, row.time)
        try insert.bind(3, row.count)
        try insert.run(4, blob: row.blob)
        // A row of before may come later than those after it, from a folder in quarantine.
        if start.map({ row.id < $0 }) ?? true {
            start = row.id
            oldestTime = row.time
        }
        rows += 1
        bytes += Int64(row.blob.count)
        end = max(end, row.id + row.count)
    }

    func contains(_ id: Int64) throws(StoreError) -> Bool {
        try lastBefore.bind(1, id)
        guard try lastBefore.step() else { return false }
        defer { lastBefore.reset() }
        return lastBefore.isInteger(0) && lastBefore.integer(0) == id
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
