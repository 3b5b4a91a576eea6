/// Copies what is whole from a broken database into a new one, row by row.
///
/// Each table is read from its beginning up to the damage, then from its end back to it. What lies beyond is looked for
/// page by page; that may bring back a row that had been deleted: rather twice than not at all.
struct Salvage {
    /// Nil when the list of tables cannot be read: then rows are looked for page by page only.
    let source: Connection?
    let target: Connection
    let compressor: Compressor
    private(set) var copied: Int64 = 0
    private(set) var damaged: Int64 = 0
    /// Tables whose reading was stopped by damage.
    private var broken: [Schema.Table] = []
    /// What may come back from a page that is no longer in use without doing harm; of the state only what is not old.
    private static let carved: Set<Schema.Name> = [.state, .journal, .outbox, .delivered, .snapshot]
    /// How far the last run had come.
    private let mark: HighWaterMark?
    private var uncommitted: Int64 = 0
    private let room: SalvageRoom
    private var isFull = false
    /// What was left for want of room; nil when nothing was.
    private(set) var leftover: LeftoverPlace?
    private var gaps: [Schema.Name: LeftoverPlace.Gap] = [:]
    /// What cannot be taken in later comes first: the numbers to go on from, and the engine's state with its latches.
    private static let order =
        Schema.tables.filter { ![.outbox, .journal].contains($0.name) }
        + [.outbox, .journal].flatMap { name in Schema.tables.filter { $0.name == name } }

    init(
        from source: Connection?, into target: Connection, compressor: Compressor, room: SalvageRoom,
        mark: HighWaterMark?
    ) {
        self.source = source
        self.target = target
        self.compressor = compressor
        self.room = room
        self.mark = mark
    }

    mutating func run() throws(StoreError) {
        guard let source else {
            broken = Schema.tables
            gaps = [.outbox: LeftoverPlace.Gap(), .journal: LeftoverPlace.Gap()]
            return
        }
        try target.execute("BEGIN IMMEDIATE")
        for table in Self.order {
            let insert = try target.prepare(table.insertion)
            let last = try copy(table, source, insert, from: Int64.min, isBackward: false)
            if let last {
                broken.append(table)
                gaps[table.name] = LeftoverPlace.Gap(first: last == .min || last == .max ? last : last + 1)
                let reached = try copy(table, source, insert, from: last, isBackward: true)
                if let reached, reached > last { gaps[table.name]?.last = reached - 1 }
            }
        }
        try target.execute("COMMIT")
        _ = try target.checkpoint()
    }

    /// Looks through all pages for rows of the tables that could not be read to their end.
    mutating func carve(_ file: PageFile) throws(StoreError) {
        let tables = broken.filter { Self.carved.contains($0.name) }
        guard !tables.isEmpty else { return }
        try carve(file, pages: file.numbers, tables)
    }

    /// Looks through the pages in the log, behind whose damage there may be commits that were done.
    mutating func carveLog(_ file: PageFile) throws(StoreError) {
        try carve(file, pages: file.loggedPages, Schema.tables.filter { Self.carved.contains($0.name) })
        // What no table leads to may be anywhere.
        guard isFull else { return }
        gaps = [.outbox: LeftoverPlace.Gap(), .journal: LeftoverPlace.Gap()]
        if leftover?.stage == .pages { leftover?.enter(.pages) }
    }

    /// The first row that there is no room for; those after it are left, too.
    private mutating func leave(_ stage: LeftoverPlace.Stage, _ key: Int64) {
        guard leftover == nil else { return }
        var place = LeftoverPlace()
        place.stage = stage
        place.key = key
        leftover = place
    }

    private mutating func leave(_ table: Schema.Table, _ key: Int64, isBackward: Bool) {
        switch table.name {
        case .outbox: leave(isBackward ? .outboxFromEnd : .outbox, key)
        case .journal: leave(isBackward ? .journalFromEnd : .journal, key)
        default: leave(.outbox, .min)
        }
    }

    /// When all was copied for which there was room.
    mutating func finish() {
        leftover?.outboxGap = gaps[.outbox]
        leftover?.journalGap = gaps[.journal]
    }

    private mutating func carve(_ file: PageFile, pages: [Int], _ tables: [Schema.Table]) throws(StoreError) {
        let inserts = try tables.map { (table) throws(StoreError) in
            try target.prepare(table.insertionIfAbsent)
        }
        try target.execute("BEGIN IMMEDIATE")
        for (place, number) in pages.enumerated() {
            for cell in LeafCells.cells(file, page: number) {
                for (table, insert) in zip(tables, inserts) where table.columns.count == cell.integers.count + 1 {
                    try takeOver(cell, table, insert, place: place + 1)
                }
            }
        }
        try target.execute("COMMIT")
        _ = try target.checkpoint()
    }

    private mutating func takeOver(
        _ cell: LeafCells.Cell, _ table: Schema.Table, _ insert: Statement, place: Int
    ) throws(StoreError) {
        let columns = [cell.id] + cell.integers
        let isSound = SealedBlob.open(cell.blob, table: table.name, columns: columns, compressor: compressor).isSound
        guard isSound, hasRoom(for: cell.blob, table), table.name != .state || isPresent(cell) else { return }
        guard !isFull else { return leave(.pages, Int64(place)) }
        try Row(cell).insert(insert)
        copied += 1
        try pause(after: cell.blob.count)
    }

    /// The engine's state may be of any size, and leaves room for others.
    private func hasRoom(for blob: [UInt8], _ table: Schema.Table) -> Bool {
        table.name != .snapshot || Int64(blob.count) < max(room.bytes / 4, 64 << 10)
    }

    /// An old head would give numbers twice. Redelivery marks tell themselves how old they are.
    private func isPresent(_ state: LeafCells.Cell) -> Bool {
        guard StateTable.isHead(state.id) else { return true }
        guard let mark, let head = Head(blob: state.blob, slot: state.id) else { return false }
        return head.epoch == mark.epoch && head.batch >= mark.batch
    }

    private mutating func pause(after bytes: Int) throws(StoreError) {
        uncommitted += Int64(bytes)
        guard uncommitted > room.bytesPerTransaction else { return }
        uncommitted = 0
        try target.execute("COMMIT")
        _ = try target.checkpoint()
        if let pages = try target.integer("PRAGMA page_count"), pages > room.pages { isFull = true }
        try target.execute("BEGIN IMMEDIATE")
    }

    /// Returns the last key read before damage stopped it; nil when it came to the end.
    private mutating func copy(
        _ table: Schema.Table, _ source: Connection, _ insert: Statement, from start: Int64, isBackward: Bool
    ) throws(StoreError) -> Int64? {
        var last = start
        let select: Statement
        do {
            let order = isBackward ? "DESC" : "ASC"
            select = try source.prepare("SELECT * FROM \(table.name.rawValue) WHERE id > ? ORDER BY id \(order)")
        } catch { return start }
        try select.bind(1, start)
        while true {
            let row: Row
            do {
                guard try select.step() else { return nil }
                row = try Row(select, table)
            } catch {
                select.reset()
                return last
            }
            last = row.id
            guard isWorthKeeping(row, table), hasRoom(for: row.blob, table) else {
                damaged += 1
                continue
            }
            guard !isFull else {
                leave(table, row.id, isBackward: isBackward)
                select.reset()
                return nil
            }
            try row.insert(insert)
            copied += 1
            try pause(after: row.blob.count)
        }
    }

    /// A row of the outbox or the journal is worth keeping for one whole entry in it: the rest is repaired or passed over
    /// later, and counted then.
    private func isWorthKeeping(_ row: Row, _ table: Schema.Table) -> Bool {
        switch table.name {
        case .outbox:
            let content = OutboxRowContent(
                id: row.id, time: row.integers[0], count: row.integers[1], blob: row.blob, compressor: compressor)
            return content.entries.contains { $0 != nil }
        case .journal:
            let opened = JournalRow.open(
                id: row.id, time: row.integers[0], count: row.integers[1], blob: row.blob, compressor: compressor)
            return !opened.entries.isEmpty
        default:
            let columns = [row.id] + row.integers
            return SealedBlob.open(row.blob, table: table.name, columns: columns, compressor: compressor).isSound
        }
    }

    private struct Row {
        let id: Int64
        let integers: [Int64]
        let blob: [UInt8]

        init(_ select: Statement, _ table: Schema.Table) throws(StoreError) {
            id = select.integer(0)
            integers = (1..<max(table.columns.count, 1)).map { select.integer(Int32($0)) }
            blob = try select.blob(Int32(table.columns.count))
        }

        init(_ cell: LeafCells.Cell) {
            id = cell.id
            integers = cell.integers
            blob = cell.blob
        }

        func insert(_ statement: Statement) throws(StoreError) {
            try statement.bind(1, id)
            for (index, value) in integers.enumerated() { try statement.bind(Int32(index + 2), value) }
            try statement.run(Int32(integers.count + 2), blob: blob)
        }
    }
}
