/// Reads what a salvage has left in a folder for want of room, a little at a time.
///
/// The files are never written to, so a place in them stays good over restarts.
final class LeftoverReader {
    let number: Int
    private let source: Connection?
    private let file: PageFile
    private let compressor = Compressor()
    private let forward: [LeftoverRow.Table: Statement]
    private let backward: [LeftoverRow.Table: Statement]
    private let marks: Statement?

    init(_ folder: String, number: Int, pageSize: Int64) throws(StoreError) {
        self.number = number
        let source = try BrokenDatabase.open(folder, pageSize: pageSize)
        self.source = source
        file = PageFile(folder + "/weir.db", pageSize: Int(pageSize))
        var forward: [LeftoverRow.Table: Statement] = [:]
        var backward: [LeftoverRow.Table: Statement] = [:]
        for table in [LeftoverRow.Table.outbox, .journal] {
            let columns = "SELECT id, time, count, data FROM \(table.rawValue)"
            forward[table] = try source?.prepare("\(columns) WHERE id >= ? ORDER BY id LIMIT 1")
            backward[table] = try source?.prepare("\(columns) WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1")
        }
        self.forward = forward
        self.backward = backward
        marks = try source?.prepare("SELECT data FROM delivered WHERE id = ?")
    }

    deinit { source?.close() }

    /// The rows from `place` on, which moves, of one step: a row, a page, or none where a stage ends.
    func step(_ place: inout LeftoverPlace) -> [LeftoverRow] {
        switch place.stage {
        case .outbox: next(.outbox, &place, \.outboxGap, damaged: .outboxFromEnd, end: .journal)
        case .outboxFromEnd: last(.outbox, &place, \.outboxGap, end: .journal)
        case .journal: next(.journal, &place, \.journalGap, damaged: .journalFromEnd, end: .pages)
        case .journalFromEnd: last(.journal, &place, \.journalGap, end: .pages)
        case .pages: page(&place)
        case .done: []
        }
    }

    /// The entries of a row that no destination has confirmed; those that are damaged left out.
    func pending(_ row: LeftoverRow) -> [OutboxEntry] {
        let content = OutboxRowContent(
            id: row.id, time: row.time, count: row.count, blob: row.blob, compressor: compressor)
        let delivered = delivered(row.id)
        return content.entries.indices.filter { !delivered[$0] }.compactMap { content.entry(at: $0) }
    }

    /// One whole reading is enough: the others are passed over when the journal is read.
    func isWorthKeeping(journal row: LeftoverRow) -> Bool {
        !JournalRow.open(id: row.id, time: row.time, count: row.count, blob: row.blob, compressor: compressor)
            .entries.isEmpty
    }

    private typealias GapPath = WritableKeyPath<LeftoverPlace, LeftoverPlace.Gap?>

    private func next(
        _ table: LeftoverRow.Table, _ place: inout LeftoverPlace, _ gap: GapPath, damaged: LeftoverPlace.Stage,
        end: LeftoverPlace.Stage
    ) -> [LeftoverRow] {
        do {
            guard let select = forward[table] else { throw StoreError.needsReopen }
            try select.bind(1, place.key)
            guard let row = try row(table, select), row.id < .max else {
                place.enter(end)
                return []
            }
            place.key = row.id + 1
            return [row]
        } catch {
            // Damage, or no list of tables at all.
            place[keyPath: gap] = LeftoverPlace.Gap(first: place.key)
            place.enter(damaged)
            return []
        }
    }

    private func last(
        _ table: LeftoverRow.Table, _ place: inout LeftoverPlace, _ gap: GapPath, end: LeftoverPlace.Stage
    ) -> [LeftoverRow] {
        do {
            guard let select = backward[table] else { throw StoreError.needsReopen }
            try select.bind(1, place[keyPath: gap]?.first ?? .min)
            try select.bind(2, place.key)
            guard let row = try row(table, select), row.id > .min else {
                place[keyPath: gap] = nil
                place.enter(end)
                return []
            }
            place.key = row.id - 1
            return [row]
        } catch {
            let key = place.key
            place[keyPath: gap]?.last = key
            place.enter(end)
            return []
        }
    }

    private func page(_ place: inout LeftoverPlace) -> [LeftoverRow] {
        guard place.outboxGap != nil || place.journalGap != nil, place.key <= Int64(file.numbers.count) else {
            place.enter(.done)
            return []
        }
        let cells = LeafCells.cells(file, page: file.numbers[Int(place.key) - 1])
        place.key += 1
        return cells.compactMap { cell in
            for (table, gap) in [(LeftoverRow.Table.outbox, place.outboxGap), (.journal, place.journalGap)] {
                guard let gap, gap.contains(cell.id), let row = LeftoverRow(table, cell) else { continue }
                if row.isSound(compressor) { return row }
            }
            return nil
        }
    }

    private func row(_ table: LeftoverRow.Table, _ select: Statement) throws(StoreError) -> LeftoverRow? {
        guard try select.step() else { return nil }
        defer { select.reset() }
        return try LeftoverRow(table, select)
    }

    /// Unreadable marks count as not delivered: rather twice than not at all.
    private func delivered(_ id: Int64) -> DeliveredBits {
        do {
            guard let marks else { return DeliveredBits() }
            try marks.bind(1, id)
            guard try marks.step() else { return DeliveredBits() }
            defer { marks.reset() }
            return DeliveredBits(blob: try marks.blob(0), row: id) ?? DeliveredBits()
        } catch {
            return DeliveredBits()
        }
    }
}
