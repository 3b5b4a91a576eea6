internal import Directories
internal import Glibc

/// A directory for the demo alone, removed with everything in it.
final class PrivateDirectory {
    let path: String

    /// The store's path holds a socket, and a socket's path has at most 107 bytes.
    private static let longestParent = 60

    init() throws(DemoFailure) {
        var parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        // Dollar signs and quotes mean something in the files that name the directory.
        if !parent.hasPrefix("/") || parent.utf8.count > Self.longestParent
            || parent.contains(where: { "$\"\\".contains($0) })
        {
            parent = "/tmp"
        }
        var template = Array("\(parent)/weir-demo-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw .system("a directory in \(parent)") }
        path = made
    }

    /// Makes a directory in it and returns its path.
    func makeDirectory(_ name: String) throws(DemoFailure) -> String {
        let made = "\(path)/\(name)"
        guard mkdir(made, 0o700) == 0 else { throw .system(made) }
        return made
    }

    /// Writes a new file, by its path below the directory.
    func write(_ text: String, to name: String) throws(DemoFailure) {
        let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system("\(path)/\(name)") }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw .system("\(path)/\(name)") }
    }

    func remove() {
        PrivateDirectory.remove(path)
    }

    private static func remove(_ path: String) {
        for name in DirectoryReader.names(in: path) {
            // Only what is no directory can be unlinked; a link is removed, not followed.
            if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        }
        rmdir(path)
    }
}

/// The end of a log file, to be shown when its program failed.
enum LogTail {
    static func of(_ path: String, lines: Int = 12) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        lseek(file, -min(lseek(file, 0, SEEK_END), 8192), SEEK_END)
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = max(0, read(file, &buffer, buffer.count))
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        return text.split(separator: "\n").suffix(lines).map { "  \($0)" }.joined(separator: "\n")
    }
}
