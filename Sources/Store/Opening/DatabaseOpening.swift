/// Opens the database file with the settings that the store's promises rest on.
struct DatabaseOpening {
    let paths: StorePaths
    let options: StoreOptions
    /// How far the last run had come; nil where none committed anything.
    var mark: HighWaterMark?

    /// A log with more in it than the list of tables holds data, whatever the database says.
    private static let emptyLogFrames: Int64 = 48

    /// Checks what it opens when `isChecking`: an unsound database throws `corrupt`.
    func connect(isNew: Bool, isChecking: Bool) throws(StoreError) -> (connection: Connection, layout: StoreLayout) {
        let connection = try Connection(path: paths.database, hasSums: true)
        // One process, one connection: no shared memory file, and none of the races of a log with two readers.
        try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        if isNew {
            try connection.execute("PRAGMA page_size = \(options.pageSize)")
            try connection.reserveSums()
        }
        let version = try connection.integer("PRAGMA user_version") ?? 0
        guard version <= Schema.version else {
            throw .newerSchema(found: Int(version), supported: Int(Schema.version))
        }
        guard try connection.text("PRAGMA journal_mode = WAL") == "wal" else {
            throw .misuse(code: 0, detail: "the write-ahead log was refused")
        }
        var options = options
        options.pageSize = try connection.integer("PRAGMA page_size") ?? options.pageSize
        let layout = StoreLayout(options)
        try connection.execute("PRAGMA synchronous = \(options.sync == .full ? "FULL" : "NORMAL")")
        // Debian's library overwrites deleted pages with zeros unless told otherwise: flash worn for nothing.
        try connection.execute("PRAGMA secure_delete = OFF")
        // Copied back between commits, by us, so that its errors are not those of a commit.
        try connection.execute("PRAGMA wal_autocheckpoint = 0")
        try connection.execute("PRAGMA journal_size_limit = \(2 * layout.logPages * layout.pageSize)")
        try connection.execute("PRAGMA cache_size = -1024")
        try connection.execute("PRAGMA temp_store = MEMORY")
        try connection.execute("PRAGMA max_page_count = \(layout.databasePages)")
        if !isNew, try isUnfinished(connection) {
            connection.close()
            try paths.removeDatabase()
            return try connect(isNew: true, isChecking: false)
        }
        if isNew {
            try Schema.create(connection)
        } else {
            try check(connection, pageSize: Int(options.pageSize), version: version, isThorough: isChecking)
        }
        return (connection, layout)
    }

    /// A first start was cut short: there is a first page, and nothing in it, and nothing was ever committed. A log whose
    /// beginning is damaged looks the same to SQLite, which reads nothing behind the damage.
    private func isUnfinished(_ connection: Connection) throws(StoreError) -> Bool {
        let frames = (StorePaths.size(paths.log) ?? 0) / (options.pageSize + 24)
        guard mark == nil, frames <= DatabaseOpening.emptyLogFrames else { return false }
        guard try connection.integer("PRAGMA application_id") == 0 else { return false }
        return try connection.integer("SELECT count(*) FROM sqlite_schema") == 0
    }

    private func check(
        _ connection: Connection, pageSize: Int, version: Int64, isThorough: Bool
    ) throws(StoreError) {
        guard try connection.integer("PRAGMA application_id") == Schema.applicationID else {
            throw .corrupt(detail: "\(paths.database) is not a store of Weir")
        }
        guard isThorough else { return }
        if version >= Schema.firstVersionWithSums { try checkSums(connection, pageSize) }
        let verdict = try connection.text("PRAGMA quick_check(1)") ?? "no answer"
        if verdict != "ok" { throw .corrupt(detail: verdict) }
    }

    /// A page may have been cut short by a crash while it was copied from the log, which still has it: so the log is
    /// copied first. Without room for that the pages are checked as they are read.
    private func checkSums(_ connection: Connection, _ pageSize: Int) throws(StoreError) {
        do {
            _ = try connection.checkpoint()
        } catch .full, .readOnly {
            return
        }
        let count = Int(try connection.integer("PRAGMA page_count") ?? 0)
        if let page = try PageSums.firstDamagedPage(paths.database, pageSize: pageSize, count: count) {
            throw .corrupt(detail: "page \(page) of \(paths.database) has changed since it was written")
        }
    }
}
