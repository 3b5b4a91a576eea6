internal import CPageSums
internal import CSQLite

/// The one connection to the database; the only place, with ``Statement``, that calls SQLite.
final class Connection {
    private let handle: OpaquePointer
    private var statements: [Statement] = []
    private var isOpen = true

    /// Opens the file at `path`, which must exist. With `hasSums` pages are checked as they are read, see ``PageSums``;
    /// without, a broken file can still be looked at.
    init(path: String, hasSums: Bool) throws(StoreError) {
        let registered = weir_page_sums_register()
        guard registered == SQLITE_OK else { throw .misuse(code: registered, detail: "no file layer") }
        var opened: OpaquePointer?
        // One thread only uses the connection, so SQLite needs no mutex.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &opened, flags, hasSums ? "weir-sums" : nil)
        guard code == SQLITE_OK, let opened else {
            let failure = SQLiteFailure.error(opened, code: code, operation: "open \(path)")
            sqlite3_close_v2(opened)
            throw failure
        }
        handle = opened
    }

    deinit { close() }

    func prepare(_ sql: String) throws(StoreError) -> Statement {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else {
            throw SQLiteFailure.error(handle, code: code, operation: sql)
        }
        let statement = Statement(prepared, connection: handle, sql: sql)
        statements.append(statement)
        return statement
    }

    func execute(_ sql: String) throws(StoreError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure.error(handle, code: code, operation: sql) }
    }

    /// The first column of the first row, or nil without a row. For use outside the hot path.
    func integer(_ sql: String) throws(StoreError) -> Int64? {
        let statement = try prepare(sql)
        defer { discard(statement) }
        return try statement.step() ? statement.integer(0) : nil
    }

    /// The first column of the first row as text.
    func text(_ sql: String) throws(StoreError) -> String? {
        let statement = try prepare(sql)
        defer { discard(statement) }
        return try statement.step() ? statement.text(0) : nil
    }

    /// Makes room for sums in the pages of a database that has none yet.
    func reserveSums() throws(StoreError) {
        let code = weir_page_sums_reserve(handle)
        guard code == SQLITE_OK else { throw SQLiteFailure.error(handle, code: code, operation: "page sums") }
    }

    /// Copies the log into the database; the next write begins the log anew. Returns the frames that were in it.
    func checkpoint() throws(StoreError) -> Int64 {
        var logged: Int32 = 0
        var copied: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &logged, &copied)
        guard code == SQLITE_OK else { throw SQLiteFailure.error(handle, code: code, operation: "checkpoint") }
        guard copied >= logged else { throw .misuse(code: 0, detail: "a statement left open held up the checkpoint") }
        return Int64(max(copied, 0))
    }

    /// Pages written to the log since the connection was opened.
    var pagesWritten: Int64 {
        var current: Int32 = 0
        var highest: Int32 = 0
        sqlite3_db_status(handle, SQLITE_DBSTATUS_CACHE_WRITE, &current, &highest, 0)
        return Int64(current)
    }

    /// Closes without SQLite's own checkpoint, which would delete the log: it stays as it is, for the next opening to judge.
    func close() {
        guard isOpen else { return }
        isOpen = false
        for statement in statements { statement.finalize() }
        statements.removeAll()
        _ = weir_sqlite3_no_checkpoint_on_close(handle)
        sqlite3_close_v2(handle)
    }

    private func discard(_ statement: Statement) {
        statement.finalize()
        statements.removeAll { $0 === statement }
    }
}
