internal import Glibc

/// A detector's saved state on disk.
enum ScoreStateFile {
    /// The largest state there is: every kind's bound is far below.
    private static let limit = 64 << 20

    static func read(_ path: String) throws(ScoreInputError) -> [UInt8] {
        guard let file = fopen(path, "rbe") else { throw .file("\(path): \(String(cString: strerror(errno)))") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { break }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw .file("\(path): it is larger than any state") }
        }
        guard ferror(file) == 0 else { throw .file("\(path): it cannot be read") }
        return bytes
    }

    static func write(_ bytes: [UInt8], to path: String) throws(ScoreInputError) {
        guard let file = fopen(path, "wbe") else { throw .file("\(path): \(String(cString: strerror(errno)))") }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw .file("\(path): it cannot be written") }
    }
}
