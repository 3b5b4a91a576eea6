internal import Glibc

/// One agent to a directory: an advisory lock, held for the life of the store and released by the kernel at any death.
/// The file's first byte tells whether the log may be missing, its mark how far the last run had come, and the rest what
/// the destinations are called.
final class LockFile {
    private let descriptor: Int32
    /// The mark as it is written, used again by every commit.
    private var markBytes: [UInt8] = []
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

    /// How far the commits had come, as the file says.
    enum Mark: Equatable {
        /// There were no commits, or a power cut took it.
        case absent
        case unreadable
        case found(HighWaterMark)
    }

    var mark: Mark {
        var bytes = [UInt8](repeating: 0, count: HighWaterMark.byteCount)
        // Zeros: only the names behind it were ever written.
        guard pread(descriptor, &bytes, bytes.count, Self.markOffset) > 0, bytes.contains(where: { $0 != 0 }) else {
            return .absent
        }
        return HighWaterMark(bytes).map { .found($0) } ?? .unreadable
    }

    /// Nil when there is no mark, or a damaged one.
    var highWaterMark: HighWaterMark? {
        if case .found(let mark) = mark { mark } else { nil }
    }

    /// A commit is done. Not synchronised: a mark that a power cut takes back is only one that says less.
    func note(_ mark: HighWaterMark) {
        mark.write(to: &markBytes)
        _ = pwrite(descriptor, markBytes, markBytes.count, Self.markOffset)
    }

    private static let namesOffset: off_t = 64
    private static let namesLimit = 64 << 10

    /// Nil when there are none, or damaged ones.
    var destinationNames: DestinationNames? {
        var bytes = [UInt8](repeating: 0, count: Self.namesLimit)
        let count = pread(descriptor, &bytes, bytes.count, Self.namesOffset)
        return count > 0 ? DestinationNames(Array(bytes[..<count])) : nil
    }

    func note(_ names: DestinationNames) {
        guard names != destinationNames else { return }
        let bytes = names.bytes
        if pwrite(descriptor, bytes, bytes.count, Self.namesOffset) == bytes.count { fdatasync(descriptor) }
    }

    /// Failing is no reason to stop: the mark only helps to tell what happened.
    private func write(_ mark: UInt8) {
        var mark = mark
        _ = pwrite(descriptor, &mark, 1, 0)
    }
}
