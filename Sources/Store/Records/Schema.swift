/// The tables. Every key is an integer, every blob is a ``SealedBlob``; there are no indexes.
enum Schema {
    static let version: Int64 = 2
    /// Before, pages had no sums; such a store is read and written as it is.
    static let firstVersionWithSums: Int64 = 2
    /// "WEIR" in ASCII.
    static let applicationID: Int64 = 0x5745_4952

    enum Name: String, CaseIterable {
        case state, destination, document, journal, outbox, delivered, snapshot, quarantine

        /// Goes into each row's checksum, so that a row is known for its table's wherever it is found. On disk: never
        /// renumber.
        var seed: Int64 {
            switch self {
            case .state: 1
            case .destination: 2
            case .document: 3
            case .journal: 4
            case .outbox: 5
            case .delivered: 6
            case .snapshot: 7
            case .quarantine: 8
            }
        }
    }

    /// Small tables whose rows are rewritten come first and share pages; the order also fixes each table's first page,
    /// which ``HeaderGraft`` relies on.
    static let tables: [Table] = [
        Table(name: .state, columns: ["data"]),
        Table(name: .destination, columns: ["data"]),
        Table(name: .document, columns: ["data"]),
        Table(name: .journal, columns: ["time", "count", "data"]),
        Table(name: .outbox, columns: ["time", "count", "data"]),
        Table(name: .delivered, columns: ["data"]),
        Table(name: .snapshot, columns: ["time", "journal_offset", "data"]),
        Table(name: .quarantine, columns: ["kind", "origin", "time", "data"]),
    ]

    /// A table: `id` and then these columns, integers all but the last, which is the blob.
    struct Table {
        let name: Name
        let columns: [String]

        var creation: String {
            let types = columns.map { $0 == "data" ? "data BLOB NOT NULL" : "\($0) INTEGER NOT NULL" }
            return "CREATE TABLE \(name.rawValue)(id INTEGER PRIMARY KEY, \(types.joined(separator: ", ")))"
        }

        var insertion: String { "INSERT OR REPLACE INTO \(name.rawValue) VALUES(\(places))" }

        var insertionIfAbsent: String { "INSERT OR IGNORE INTO \(name.rawValue) VALUES(\(places))" }

        private var places: String { repeatElement("?", count: columns.count + 1).joined(separator: ", ") }
    }

    static func create(_ connection: Connection) throws(StoreError) {
        try connection.execute("BEGIN IMMEDIATE")
        for table in tables { try connection.execute(table.creation) }
        try connection.execute("PRAGMA application_id = \(applicationID)")
        try connection.execute("PRAGMA user_version = \(version)")
        try connection.execute("COMMIT")
    }
}
