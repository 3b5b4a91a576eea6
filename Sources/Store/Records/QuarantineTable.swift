/// What is set aside for a person to look at: damaged rows as they were, and entries a destination refused. Bounded: the
/// oldest goes first.
final class QuarantineTable {
    enum Kind: Int64 {
        case damagedOutboxRow = 1
        case rejectedEntry = 2
    }

    private static let rowLimit = 256
    private let byteLimit: Int64
    private var count = 0
    private var bytes: Int64 = 0
    private var nextID: Int64 = 1
    private let insert: Statement
    private let delete: Statement
    private let oldest: Statement
    private let list: Statement

    init(_ connection: Connection, layout: StoreLayout) throws(StoreError) {
        byteLimit = layout.databaseBytes / 32
        insert = try connection.prepare("INSERT OR REPLACE INTO quarantine VALUES(?, ?, ?, ?, ?)")
        delete = try connection.prepare("DELETE FROM quarantine WHERE id = ?")
        oldest = try connection.prepare("SELECT id, length(data) FROM quarantine ORDER BY id LIMIT 1")
        list = try connection.prepare("SELECT id, origin, time, data FROM quarantine WHERE kind = ? ORDER BY id")
        let sizes = try connection.prepare("SELECT id, length(data) FROM quarantine ORDER BY id")
        while try sizes.step() {
            count += 1
            bytes += sizes.integer(1)
            nextID = sizes.integer(0) + 1
        }
    }

    /// `raw` is kept whole, or not at all when it alone passes the limit.
    func add(_ kind: Kind, origin: Int64, time: Int64, _ raw: [UInt8]) throws(StoreError) {
        let blob = SealedBlob.seal(
            raw, table: .quarantine, columns: [nextID, kind.rawValue, origin, time], compressor: nil)
        guard Int64(blob.count) <= byteLimit else { return }
        while count >= Self.rowLimit || bytes + Int64(blob.count) > byteLimit {
            guard try oldest.step() else { break }
            let id = oldest.integer(0)
            bytes -= oldest.integer(1)
            count -= 1
            oldest.reset()
            try delete.run(id)
        }
        for (index, value) in [nextID, kind.rawValue, origin, time].enumerated() {
            try insert.bind(Int32(index + 1), value)
        }
        try insert.run(5, blob: blob)
        nextID += 1
        count += 1
        bytes += Int64(blob.count)
    }

    /// The sound rows of a kind, oldest first.
    func rows(_ kind: Kind) throws(StoreError) -> [(origin: Int64, time: Int64, raw: [UInt8])] {
        var rows: [(origin: Int64, time: Int64, raw: [UInt8])] = []
        try list.bind(1, kind.rawValue)
        while try list.step() {
            let (id, origin, time) = (list.integer(0), list.integer(1), list.integer(2))
            let columns = [id, kind.rawValue, origin, time]
            let opened = SealedBlob.open(
                try list.blob(3), table: .quarantine, columns: columns, compressor: nil)
            if opened.isSound { rows.append((origin, time, opened.raw)) }
        }
        return rows
    }
}
