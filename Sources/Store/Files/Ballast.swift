internal import Glibc

/// A file of real blocks that can be deleted when the disk is full: a full write-ahead log needs room even to delete.
struct Ballast {
    let path: String
    let bytes: Int64

    var isPresent: Bool { StorePaths.size(path) == bytes }

    func release() { unlink(path) }

    /// Makes the file again once the file system has four times its bytes to spare.
    func restore() {
        guard !isPresent, Self.freeBytes(path) > 4 * bytes else { return }
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_TRUNC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // Takes the blocks without writing them; where it cannot, glibc writes a byte to each.
        if posix_fallocate(descriptor, 0, off_t(bytes)) != 0 { unlink(path) }
    }

    private static func freeBytes(_ path: String) -> Int64 {
        var status = statvfs()
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        guard statvfs(folder.isEmpty ? "/" : folder, &status) == 0 else { return 0 }
        return Int64(status.f_bavail) * Int64(status.f_frsize)
    }
}
