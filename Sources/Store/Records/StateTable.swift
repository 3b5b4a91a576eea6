/// The head and the redelivery ring: rows that are rewritten in place.
final class StateTable {
    private(set) var head: Head
    private(set) var ring: RedeliveryRing
    /// Rows whose checksum was wrong when the table was read.
    private(set) var damagedRows: Int64 = 0
    /// One of the two heads was unreadable: the last commit may not be in the one that is left.
    private(set) var isHeadUncertain = false
    private let insert: Statement
    /// A row before it is sealed, and after: used again by every commit.
    private var raw: [UInt8] = []
    private var blob: [UInt8] = []
    private static let firstRingRow: Int64 = 16

    static func isHead(_ row: Int64) -> Bool { row < firstRingRow }

    /// Nil head rows: the table is new or nothing of it is left, and a new epoch begins.
    private(set) var isEpochNew = false

    init(_ connection: Connection) throws(StoreError) {
        insert = try connection.prepare("INSERT OR REPLACE INTO state VALUES(?, ?)")
        let select = try connection.prepare("SELECT id, data FROM state ORDER BY id")
        var heads: [Head] = []
        var chunks: [(row: Int64, blob: [UInt8])] = []
        while try select.step() {
            let row = select.integer(0)
            let blob = try select.blob(1)
            if row >= Self.firstRingRow {
                chunks.append((row, blob))
            } else if let head = Head(blob: blob, slot: row) {
                heads.append(head)
            } else {
                damagedRows += 1
            }
        }
        if let newest = heads.max(by: { $0.batch < $1.batch }) {
            head = newest
            isHeadUncertain = heads.count < 2
        } else {
            head = Head()
            isEpochNew = true
        }
        ring = RedeliveryRing(end: head.redeliveries)
        for chunk in chunks where !ring.load(chunk.blob, row: chunk.row) { damagedRows += 1 }
    }

    /// Writes both heads: for a new store, or one that has lost a head.
    func writeBoth(_ head: Head) throws(StoreError) {
        var head = head
        try write(head)
        head.batch += 1
        try write(head)
        self.head = head
        isHeadUncertain = false
        isEpochNew = false
    }

    /// Within a transaction; `self` is right again only after its commit, or is thrown away.
    func write(_ head: Head, redeliveries: [RedeliveryMark]) throws(StoreError) {
        var head = head
        let start = ring.end
        for mark in redeliveries { ring.append(mark) }
        head.redeliveries = ring.end
        for chunk in ring.chunks(since: start) where ring.end > start {
            ring.write(chunk: chunk, to: &raw)
            try writeRaw(row: Self.firstRingRow + RedeliveryRing.slot(ofChunk: chunk))
        }
        try write(head)
        self.head = head
    }

    private func write(_ head: Head) throws(StoreError) {
        head.write(to: &raw)
        try writeRaw(row: head.slot)
    }

    private func writeRaw(row: Int64) throws(StoreError) {
        SealedBlob.seal(raw, under: Checksum(of: .state).adding(row), nil, into: &blob)
        try insert.bind(1, row)
        try insert.run(2, blob: blob)
    }
}
