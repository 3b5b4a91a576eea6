/// A row of the outbox or the journal, which have the same columns.
struct LeftoverRow {
    enum Table: String {
        case outbox, journal

        var name: Schema.Name { self == .outbox ? .outbox : .journal }
    }

    let table: Table
    let id: Int64
    let time: Int64
    let count: Int64
    let blob: [UInt8]

    init(_ table: Table, _ select: Statement) throws(StoreError) {
        self.table = table
        id = select.integer(0)
        time = select.integer(1)
        count = select.integer(2)
        blob = try select.blob(3)
    }

    /// Nil for a row of another form.
    init?(_ table: Table, _ cell: LeafCells.Cell) {
        guard cell.integers.count == 2 else { return nil }
        self.table = table
        id = cell.id
        time = cell.integers[0]
        count = cell.integers[1]
        blob = cell.blob
    }

    func isSound(_ compressor: Compressor) -> Bool {
        SealedBlob.open(blob, table: table.name, columns: [id, time, count], compressor: compressor).isSound
    }
}
