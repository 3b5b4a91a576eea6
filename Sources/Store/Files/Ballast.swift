internal import Glibc

/// A file of real blocks that can be deleted when the disk is full: a full write-ahead log needs room even to delete.
struct Ballast {
    let path: String
    let bytes: Int64

    var isPresent: Bool { StorePaths.size(path) == bytes }

    func release() { unlink(path) }

    /// Makes the file again once the file system has four times its bytes to spare.
    func restore() {
        guard !isPresent, StorePaths.freeBytes(path) > 4 * bytes else { return }
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_TRUNC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // Takes the blocks without writing them; where it cannot, glibc writes a byte to each.
        if posix_fallocate(descriptor, 0, off_t(bytes)) != 0 { unlink(path) }
    }
}
