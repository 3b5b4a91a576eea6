internal import CSQLite

/// A prepared statement. Columns count from 0, parameters from 1, as in SQLite.
final class Statement {
    private var handle: OpaquePointer?
    private let connection: OpaquePointer
    private let sql: String

    init(_ handle: OpaquePointer, connection: OpaquePointer, sql: String) {
        self.handle = handle
        self.connection = connection
        self.sql = sql
    }

    func bind(_ parameter: Int32, _ value: Int64) throws(StoreError) {
        try check(sqlite3_bind_int64(handle, parameter, value))
    }

    /// True when there is a row. At the end, or on an error, the statement is reset for its next use.
    func step() throws(StoreError) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(handle)
            return false
        default:
            let failure = SQLiteFailure.error(connection, code: code, operation: sql)
            sqlite3_reset(handle)
            throw failure
        }
    }

    /// Binds the integers in order, runs to the end, and resets.
    func run(_ first: Int64) throws(StoreError) {
        try bind(1, first)
        try run()
    }

    func run() throws(StoreError) {
        while try step() {}
    }

    /// Binds `blob` without a copy of it, and runs to the end: for a statement without rows.
    func run(_ parameter: Int32, blob: [UInt8]) throws(StoreError) {
        let code = blob.withUnsafeBytes { bytes in
            let bound = weir_sqlite3_bind_static_blob(handle, parameter, bytes.baseAddress, UInt64(bytes.count))
            return bound == SQLITE_OK ? sqlite3_step(handle) : bound
        }
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        guard code == SQLITE_DONE else { throw SQLiteFailure.error(connection, code: code, operation: sql) }
    }

    /// An open read keeps the log from being emptied: reset as soon as the row has been read.
    func reset() {
        sqlite3_reset(handle)
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func isInteger(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_INTEGER }

    func text(_ column: Int32) -> String? {
        sqlite3_column_text(handle, column).map { String(cString: $0) }
    }

    /// A copy of the blob in `column`; empty for a column of another type.
    func blob(_ column: Int32) throws(StoreError) -> [UInt8] {
        guard sqlite3_column_type(handle, column) == SQLITE_BLOB else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        guard let bytes = sqlite3_column_blob(handle, column) else {
            // Nothing, of a count that is not 0: the overflow pages could not be read.
            if count == 0 { return [] }
            throw SQLiteFailure.error(connection, code: sqlite3_errcode(connection), operation: sql)
        }
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
    }

    func finalize() {
        sqlite3_finalize(handle)
        handle = nil
    }

    private func check(_ code: Int32) throws(StoreError) {
        guard code == SQLITE_OK else { throw SQLiteFailure.error(connection, code: code, operation: sql) }
    }
}
