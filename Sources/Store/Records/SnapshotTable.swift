/// The engine's two newest states.
final class SnapshotTable {
    private static let kept = 2

    private struct Row {
        let id: Int64
        let journalOffset: Int64
        let time: Int64
        let bytes: Int64
    }

    /// Newest last.
    private var rows: [Row] = []
    private let insert: Statement
    private let delete: Statement
    private let select: Statement
    private let compressor: Compressor

    init(_ connection: Connection, compressor: Compressor) throws(StoreError) {
        self.compressor = compressor
        insert = try connection.prepare("INSERT OR REPLACE INTO snapshot VALUES(?, ?, ?, ?)")
        delete = try connection.prepare("DELETE FROM snapshot WHERE id = ?")
        select = try connection.prepare("SELECT data FROM snapshot WHERE id = ?")
        let list = try connection.prepare("SELECT id, time, journal_offset, length(data) FROM snapshot ORDER BY id")
        while try list.step() {
            rows.append(
                Row(id: list.integer(0), journalOffset: list.integer(2), time: list.integer(1), bytes: list.integer(3)))
        }
    }

    /// The journal is needed from here on, so that the older snapshot can stand in for the newer; nil without a
    /// snapshot: then all of it.
    var journalNeededFrom: Int64? { rows.first?.journalOffset }
    var bytes: Int64 { rows.reduce(0) { $0 + $1.bytes } }
    var newestJournalOffset: Int64? { rows.last?.journalOffset }
    var newestTime: Int64? { rows.last?.time }

    /// The blob to be stored, made before the transaction so that its size is known.
    func seal(_ snapshot: [UInt8], head: Head) -> [UInt8] {
        SealedBlob.seal(
            snapshot, table: .snapshot, columns: [head.batch, head.now, head.journalEnd], compressor: compressor)
    }

    /// Returns the rows deleted for it.
    func write(_ blob: [UInt8], head: Head) throws(StoreError) -> Int64 {
        var deleted: Int64 = 0
        while rows.count >= Self.kept {
            try delete.run(rows[0].id)
            rows.removeFirst()
            deleted += 1
        }
        try insert.bind(1, head.batch)
        try insert.bind(2, head.now)
        try insert.bind(3, head.journalEnd)
        try insert.run(4, blob: blob)
        rows.append(
            Row(id: head.batch, journalOffset: head.journalEnd, time: head.now, bytes: Int64(blob.count)))
        return deleted
    }

    /// The newest whole snapshot, and how many newer ones were damaged.
    func newest() throws(StoreError) -> (snapshot: Snapshot?, damaged: Int) {
        var damaged = 0
        for row in rows.reversed() {
            try select.bind(1, row.id)
            guard try select.step() else { continue }
            let blob = try select.blob(0)
            select.reset()
            let columns = [row.id, row.time, row.journalOffset]
            let opened = SealedBlob.open(
                blob, table: .snapshot, columns: columns, compressor: compressor)
            if opened.isSound {
                return (Snapshot(journalOffset: row.journalOffset, time: row.time, bytes: opened.raw), damaged)
            }
            damaged += 1
        }
        return (nil, damaged)
    }
}
