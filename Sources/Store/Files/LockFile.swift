internal import Glibc

/// One agent to a directory: an advisory lock, held for the life of the store and released by the kernel at any death.
/// The file's first byte tells whether the log may be missing, and its mark how far the last run had come.
final class LockFile {
    private let descriptor: Int32
    private static let inUse: UInt8 = 0x6F
    private static let clean: UInt8 = 0x63

    init(_ paths: StorePaths) throws(StoreError) {
        let opened = open(paths.lock, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw StorePaths.failure(paths.lock) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(opened)
            throw code == EWOULDBLOCK
                ? .locked(directory: paths.directory) : .unusable(path: paths.lock, code: code)
        }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// The last run had commits in the log that were not yet in the database.
    var wasInUse: Bool {
        var mark: UInt8 = 0
        return pread(descriptor, &mark, 1, 0) == 1 && mark == Self.inUse
    }

    /// The log holds something. Not synchronised: lost by a power cut, it only leaves a missing log unnoticed.
    func markInUse() { write(Self.inUse) }

    /// The log is about to be copied into the database, and is then not needed. Synchronised, or the next start would report a log lost.
    func markClean() {
        write(Self.clean)
        fdatasync(descriptor)
    }

    /// Another database is about to take the place of the one that all this is about.
    func forget() -> Bool { ftruncate(descriptor, 0) == 0 && fdatasync(descriptor) == 0 }

    private static let markOffset: off_t = 16

    /// How far the commits had come; nil when there is no mark, or a damaged one.
    var highWaterMark: HighWaterMark? {
        var bytes = [UInt8](repeating: 0, count: HighWaterMark.byteCount)
        guard pread(descriptor, &bytes, bytes.count, Self.markOffset) == bytes.count else { return nil }
        return HighWaterMark(bytes)
    }

    /// A commit is done. Not synchronised: a mark that a power cut takes back is only one that says less.
    func note(_ mark: HighWaterMark) {
        let bytes = mark.bytes
        _ = pwrite(descriptor, bytes, bytes.count, Self.markOffset)
    }

    /// Failing is no reason to stop: the mark only helps to tell what happened.
    private func write(_ mark: UInt8) {
        var mark = mark
        _ = pwrite(descriptor, &mark, 1, 0)
    }
}
