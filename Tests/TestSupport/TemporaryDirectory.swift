internal import Glibc

/// A directory that is removed with everything in it when the last reference goes.
public final class TemporaryDirectory {
    public let path: String

    public init(_ name: String = "weir-test") {
        var template = Array("/tmp/\(name)-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { preconditionFailure("can't make a directory in /tmp: \(errno)") }
        path = made
    }

    deinit {
        Self.remove(path)
    }

    /// The path of something in it.
    public func file(_ name: String) -> String { path + "/" + name }

    private static func remove(_ path: String) {
        if let entries = opendir(path) {
            while let entry = readdir(entries) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                    tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name == "." || name == ".." { continue }
                let child = "\(path)/\(name)"
                // A link to a directory is unlinked, not followed.
                if unlink(child) != 0 { remove(child) }
            }
            closedir(entries)
        }
        rmdir(path)
    }
}
