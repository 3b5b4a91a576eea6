/// A small table of names and bytes, held in memory: documents such as the last good configuration, and the destinations.
final class NamedTable {
    private struct Row {
        let id: Int64
        let name: String
        let bytes: [UInt8]
    }

    private var rows: [Row] = []
    private(set) var damagedRows: Int64 = 0
    private let table: Schema.Name
    private let insert: Statement
    private let delete: Statement

    init(_ connection: Connection, table: Schema.Name) throws(StoreError) {
        self.table = table
        insert = try connection.prepare("INSERT OR REPLACE INTO \(table.rawValue) VALUES(?, ?)")
        delete = try connection.prepare("DELETE FROM \(table.rawValue) WHERE id = ?")
        let select = try connection.prepare("SELECT id, data FROM \(table.rawValue) ORDER BY id")
        while try select.step() {
            let id = select.integer(0)
            if let row = Self.row(id, try select.blob(1), table) { rows.append(row) } else { damagedRows += 1 }
        }
    }

    var names: [(id: Int64, name: String)] { rows.map { ($0.id, $0.name) } }

    func id(named name: String) -> Int64? { rows.first { $0.name == name }?.id }

    func bytes(named name: String) -> [UInt8]? { rows.first { $0.name == name }?.bytes }

    /// The lowest number not in use.
    var freeID: Int64 {
        let used = Set(rows.map(\.id))
        return (0...Int64(rows.count)).first { !used.contains($0) } ?? Int64(rows.count)
    }

    func set(_ name: String, _ bytes: [UInt8], id: Int64) throws(StoreError) {
        var raw: [UInt8] = []
        raw.appendVariable(UInt64(name.utf8.count))
        raw.append(contentsOf: name.utf8)
        raw.append(contentsOf: bytes)
        try insert.bind(1, id)
        try insert.run(2, blob: SealedBlob.seal(raw, table: table, columns: [id], compressor: nil))
        rows.removeAll { $0.id == id }
        rows.append(Row(id: id, name: name, bytes: bytes))
    }

    func remove(id: Int64) throws(StoreError) {
        try delete.run(id)
        rows.removeAll { $0.id == id }
    }

    private static func row(_ id: Int64, _ blob: [UInt8], _ table: Schema.Name) -> Row? {
        let opened = SealedBlob.open(blob, table: table, columns: [id], compressor: nil)
        var reader = ByteReader(opened.raw)
        guard opened.isSound, let length = reader.variable(), let range = reader.take(length) else { return nil }
        let name = String(decoding: opened.raw[range], as: UTF8.self)
        return Row(id: id, name: name, bytes: Array(opened.raw[range.upperBound...]))
    }
}
