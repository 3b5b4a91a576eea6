internal import CSQLite
internal import Glibc

/// Blocks taken ahead of what is written, beyond the end of the file: a commit succeeds only when its pages have a home
/// in the database too, so that copying the log back never fails for want of room.
final class SpaceReservation {
    private let descriptor: Int32
    private let step: Int64
    private var reserved: Int64 = 0
    private var isSupported = true

    /// Keeps the file open. Closing it would drop SQLite's own locks on it, so this must outlive the connection.
    init(path: String, step: Int64) throws(StoreError) {
        let opened = open(path, O_RDWR | O_CLOEXEC)
        guard opened >= 0 else { throw StorePaths.failure(path) }
        descriptor = opened
        self.step = step
    }

    deinit { close(descriptor) }

    /// Makes sure of room for a file of `bytes`; throws `full(.disk)` when there is none.
    func reserve(_ bytes: Int64) throws(StoreError) {
        guard isSupported, bytes > reserved else { return }
        if allocate((bytes / step + 1) * step) || allocate(bytes) { return }
        switch errno {
        case ENOSPC, EDQUOT: throw .full(.disk)
        // Not every file system can; then the ballast alone stands in.
        case EOPNOTSUPP, ENOSYS: isSupported = false
        case EROFS: throw .readOnly(detail: "the database's file system")
        default: throw .inputOutput(code: errno, detail: "reserve space")
        }
    }

    /// SQLite cuts the file to its size after copying the log, and with it what was reserved.
    func forget() { reserved = 0 }

    private func allocate(_ bytes: Int64) -> Bool {
        guard weir_reserve_blocks(descriptor, bytes) == 0 else { return false }
        reserved = bytes
        return true
    }
}
