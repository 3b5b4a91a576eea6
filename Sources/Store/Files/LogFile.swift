internal import Glibc

/// The write-ahead log as a file of its full size from the start.
///
/// A log that grows makes the file system write its own journal at every commit, four times the commit's bytes and more;
/// overwriting costs only the bytes. And on a full disk the room to go on is there. SQLite takes zeros for the end of
/// the log, and overwrites it from the beginning after each checkpoint.
struct LogFile {
    let path: String

    /// Fills the file up with zeros, with at most an eighth of the disk's free space. Returns the size it has, less than
    /// `bytes` on a full disk; 0 when it is not there.
    func extend(to bytes: Int64) -> Int64 {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var size = StorePaths.size(path) ?? 0
        let start = size
        let bytes = min(bytes, size + StorePaths.freeBytes(path) / 8)
        let zeros = [UInt8](repeating: 0, count: 64 << 10)
        while size < bytes {
            let count = pwrite(descriptor, zeros, Int(min(Int64(zeros.count), bytes - size)), off_t(size))
            // Whatever the reason, the log stays shorter; a real fault shows at the next commit.
            if count <= 0 { break }
            size += Int64(count)
        }
        if size > start { fdatasync(descriptor) }
        return size
    }

    /// After a clean end, with all of it in the database: a log without a header holds nothing, and cannot be taken for
    /// part of a database put in this one's place.
    func clear() {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let header = [UInt8](repeating: 0, count: 32)
        if pwrite(descriptor, header, header.count, 0) == header.count { fdatasync(descriptor) }
    }
}
