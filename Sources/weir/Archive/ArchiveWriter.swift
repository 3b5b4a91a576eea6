internal import Glibc

/// Writes a tar archive that only its owner may read. It has its name once it is whole and on the disk.
final class ArchiveWriter {
    private let path: String
    private let partial: String
    private let descriptor: Int32
    private let time: Int64
    private var isFinished = false

    /// - Parameter path: of a file that does not exist yet.
    init(path: String) throws(ArchiveFailure) {
        self.path = path
        partial = path + ".partial"
        time = Int64(Glibc.time(nil))
        guard access(path, F_OK) != 0 else { throw ArchiveFailure("\(path) exists; name another file") }
        // What an earlier attempt left.
        unlink(partial)
        descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system(partial) }
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(partial) }
    }

    func add(_ name: String, _ bytes: [UInt8]) throws(ArchiveFailure) {
        try write(TarHeader(name: name, size: Int64(bytes.count), time: time).block)
        try write(bytes)
        try pad(after: Int64(bytes.count))
    }

    /// Adds the file as it is now; false when there is none.
    /// - Parameter between: asked between the parts of a large file.
    @discardableResult
    func add(_ name: String, file: String, between: () throws -> Void = {}) throws -> Bool {
        let source = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard source >= 0 else {
            if errno == ENOENT { return false }
            throw ArchiveFailure.system(file)
        }
        defer { close(source) }
        var status = stat()
        guard fstat(source, &status) == 0 else { throw ArchiveFailure.system(file) }
        let size = Int64(status.st_size)
        guard size <= TarHeader.largestSize else { throw ArchiveFailure("\(file) is larger than 8 GiB") }
        try write(TarHeader(name: name, size: size, time: time).block)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var left = size
        while left > 0 {
            let count = read(source, &buffer, Int(min(left, Int64(buffer.count))))
            guard count > 0 else { throw count < 0 ? .system(file) : ArchiveFailure("\(file) became shorter") }
            try write(Array(buffer[..<count]))
            left -= Int64(count)
            try between()
        }
        try pad(after: size)
        return true
    }

    func finish() throws(ArchiveFailure) {
        try write([UInt8](repeating: 0, count: 2 * TarHeader.blockBytes))
        guard fsync(descriptor) == 0, rename(partial, path) == 0 else { throw .system(path) }
        isFinished = true
    }

    private func pad(after size: Int64) throws(ArchiveFailure) {
        let block = Int64(TarHeader.blockBytes)
        try write([UInt8](repeating: 0, count: Int((block - size % block) % block)))
    }

    private func write(_ bytes: [UInt8]) throws(ArchiveFailure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw .system(partial) }
            sent += count
        }
    }
}
