internal import Directories
internal import Glibc

/// A directory for the time of one measurement.
final class Workspace {
    let path: String

    init(in parent: String) throws(BenchError) {
        var template = Array("\(parent)/weir-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .system("mkdtemp in \(parent)", errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Workspace.remove(path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func makeDirectory(_ name: String) throws(BenchError) {
        guard mkdir(file(name), 0o700) == 0 else { throw .system("mkdir \(name)", errno: errno) }
    }

    /// What cannot be removed is left for the system's own cleaning of temporary files.
    private static func remove(_ path: String) {
        // A directory that is not one is a file (errno is ENOTDIR), or a link, which is not followed.
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0, var reader = DirectoryReader(takingOver: descriptor) else {
            unlink(path)
            return
        }
        while let name = reader.next() { remove("\(path)/\(name)") }
        rmdir(path)
    }
}
