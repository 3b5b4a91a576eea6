/// A database in quarantine, read as far as it can be.
enum BrokenDatabase {
    /// Nil when it cannot be opened at all, even with a new first page: then rows are looked for page by page only.
    static func open(_ folder: String, pageSize: Int64) throws(StoreError) -> Connection? {
        let broken = folder + "/weir.db"
        // Beside an empty file SQLite would delete the log, which is read page by page.
        guard let size = StorePaths.size(broken), size > 0 else { return nil }
        if let source = readable(broken) { return source }
        guard try HeaderGraft.graft(onto: broken, pageSize: Int(pageSize)) else { return nil }
        return readable(broken)
    }

    private static func readable(_ path: String) -> Connection? {
        do {
            let connection = try Connection(path: path, hasSums: false)
            try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            try connection.execute("PRAGMA cache_size = -1024")
            for table in Schema.tables { _ = try connection.prepare("SELECT * FROM \(table.name.rawValue)") }
            return connection
        } catch {
            // Whatever the reason, the caller has another way, and the file stays for a person to look at.
            return nil
        }
    }
}
