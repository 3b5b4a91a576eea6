internal import CSQLite
internal import Glibc

/// SQLite's result codes as the store's errors.
enum SQLiteFailure {
    /// The error of the call that just failed on `connection`; the system's `errno` tells a full disk from a broken one.
    static func error(_ connection: OpaquePointer?, code: Int32, operation: String) -> StoreError {
        let extended = connection.map { sqlite3_extended_errcode($0) } ?? code
        let systemError = connection.map { sqlite3_system_errno($0) } ?? 0
        let message = connection.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        let detail = "\(operation): \(message)"
        switch code & 0xFF {
        case SQLITE_FULL:
            return .full(.disk)
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return .corrupt(detail: detail)
        case SQLITE_READONLY, SQLITE_PERM:
            return .readOnly(detail: detail)
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM:
            // Read: SQLITE_IOERR_SHORT_READ is a file cut short, which no retry mends.
            if extended == SQLITE_IOERR | (2 << 8) { return .corrupt(detail: detail) }
            // SQLITE_IOERR_DATA: a page whose sum is wrong.
            if extended == SQLITE_IOERR | (32 << 8) { return .corrupt(detail: detail) }
            switch systemError {
            case ENOSPC, EDQUOT: return .full(.disk)
            case EROFS: return .readOnly(detail: detail)
            default: return .inputOutput(code: extended, detail: detail)
            }
        default:
            return .misuse(code: extended, detail: detail)
        }
    }
}
