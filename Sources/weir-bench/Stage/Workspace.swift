internal import Glibc

/// A directory for the time of one measurement.
final class Workspace {
    let path: String

    init(in parent: String) throws(BenchError) {
        var template = Array("\(parent)/weir-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .system("mkdtemp in \(parent)", errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // What cannot be removed is left for the system's own cleaning of temporary files.
        _ = nftw(path, { name, _, _, _ in remove(name!) }, 16, Int32(FTW_DEPTH.rawValue | FTW_PHYS.rawValue))
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func makeDirectory(_ name: String) throws(BenchError) {
        guard mkdir(file(name), 0o700) == 0 else { throw .system("mkdir \(name)", errno: errno) }
    }
}
