internal import Glibc

/// A small file in the store's directory that is replaced as a whole: after a crash there is the old one or the new one.
struct StateFile {
    static let byteLimit = 1 << 20

    let path: String

    init(_ name: String, in directory: String) {
        path = directory + "/" + name
    }

    /// Nil when there is none, or none that may be read.
    func read() -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: StateFile.byteLimit)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress.map { $0 + filled }, $0.count - filled)
            }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    /// Replaces the content; readable by the owner alone.
    /// - Returns: nil, or the error number of what failed.
    func write(_ bytes: [UInt8]) -> Int32? {
        let file = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return errno }
        // A file of an earlier version may be readable by the group.
        let isWritten = fchmod(file, 0o600) == 0 && Glibc.write(file, bytes, bytes.count) == bytes.count
        let code = isWritten && fsync(file) == 0 ? nil : errno
        close(file)
        if let code { return code }
        return rename(path + ".new", path) == 0 ? nil : errno
    }
}
