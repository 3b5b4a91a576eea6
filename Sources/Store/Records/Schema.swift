/// The tables. Every key is an integer, every blob is a ``SealedBlob``; there are no indexes.
enum Schema {
    static let version: Int64 = 1
    /// "WEIR" in ASCII.
    static let applicationID: Int64 = 0x5745_4952

    /// Small tables whose rows are rewritten come first and share pages; the order also fixes each table's first page,
    /// which ``HeaderGraft`` relies on.
    static let tables: [Table] = [
        Table(name: "state", columns: ["data"]),
        Table(name: "destination", columns: ["data"]),
        Table(name: "document", columns: ["data"]),
        Table(name: "journal", columns: ["time", "count", "data"]),
        Table(name: "outbox", columns: ["time", "count", "data"]),
        Table(name: "delivered", columns: ["data"]),
        Table(name: "snapshot", columns: ["time", "journal_offset", "data"]),
        Table(name: "quarantine", columns: ["kind", "origin", "time", "data"]),
    ]

    /// A table: `id` and then these columns, integers all but the last, which is the blob.
    struct Table {
        let name: String
        let columns: [String]

        var creation: String {
            let types = columns.map { $0 == "data" ? "data BLOB NOT NULL" : "\($0) INTEGER NOT NULL" }
            return "CREATE TABLE \(name)(id INTEGER PRIMARY KEY, \(types.joined(separator: ", ")))"
        }

        var insertion: String {
            let places = repeatElement("?", count: columns.count + 1).joined(separator: ", ")
            return "INSERT OR REPLACE INTO \(name) VALUES(\(places))"
        }
    }

    static func create(_ connection: Connection) throws(StoreError) {
        try connection.execute("BEGIN IMMEDIATE")
        for table in tables { try connection.execute(table.creation) }
        try connection.execute("PRAGMA application_id = \(applicationID)")
        try connection.execute("PRAGMA user_version = \(version)")
        try connection.execute("COMMIT")
    }
}
