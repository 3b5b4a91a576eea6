internal import Directories
internal import Glibc

/// Small files of the system, below a root that tests choose.
struct SystemFiles {
    let root: String

    /// Up to 64 KiB of a file; nil where it cannot be read.
    func text(_ path: String) -> String? {
        let descriptor = open(root + path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Nil where it cannot be read or has none.
    func firstLine(_ path: String) -> Substring? { text(path)?.split(separator: "\n").first }

    func exists(_ path: String) -> Bool { access(root + path, F_OK) == 0 }

    /// The names in a directory, sorted; none where there is no such directory.
    func names(in path: String) -> [String] {
        DirectoryReader.names(in: root + path).filter { !$0.hasPrefix(".") }
    }
}
