internal import Glibc

/// Reads a tar archive of plain files, member after member.
final class ArchiveReader {
    private let path: String
    private let descriptor: Int32
    /// Bytes of the present member and its padding that were not read yet.
    private var left: Int64 = 0
    private var padding: Int64 = 0

    init(path: String) throws(ArchiveFailure) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path) }
    }

    deinit { close(descriptor) }

    /// Nil at the end of the archive.
    func next() throws(ArchiveFailure) -> TarHeader? {
        while left > 0 { _ = try chunk() }
        _ = try read(Int(padding))
        let block = try read(TarHeader.blockBytes)
        if block.allSatisfy({ $0 == 0 }) { return nil }
        guard let header = TarHeader(block) else { throw ArchiveFailure("\(path) is no archive of plain files") }
        left = header.size
        padding = header.blocks * Int64(TarHeader.blockBytes) - header.size
        return header
    }

    /// The whole of a small member.
    func bytes(atMost limit: Int) throws(ArchiveFailure) -> [UInt8] {
        guard left <= Int64(limit) else { throw ArchiveFailure("\(path) holds something too large") }
        var bytes: [UInt8] = []
        while left > 0 { bytes += try chunk() }
        return bytes
    }

    /// The member as a file that does not exist yet, on the disk.
    func copy(to file: String) throws(ArchiveFailure) {
        let target = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard target >= 0 else { throw .system(file) }
        defer { close(target) }
        while left > 0 {
            let bytes = try chunk()
            guard write(target, bytes, bytes.count) == bytes.count else { throw .system(file) }
        }
        guard fsync(target) == 0 else { throw .system(file) }
    }

    private func chunk() throws(ArchiveFailure) -> [UInt8] {
        let bytes = try read(Int(min(left, 1 << 20)))
        left -= Int64(bytes.count)
        return bytes
    }

    private func read(_ count: Int) throws(ArchiveFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes[filled...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard got > 0 else { throw got < 0 ? .system(path) : ArchiveFailure("\(path) is cut short") }
            filled += got
        }
        return bytes
    }
}
