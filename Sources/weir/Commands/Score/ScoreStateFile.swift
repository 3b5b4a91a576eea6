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

    /// Written beside it and renamed, so that what was there stays until the new one is whole. What is no regular file,
    /// such as a pipe, is written as it is.
    static func write(_ bytes: [UInt8], to path: String) throws(ScoreInputError) {
        var status = stat()
        let isReplaceable = lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
        let place = isReplaceable ? "\(path).new" : path
        guard let file = fopen(place, "wbe") else { throw .file("\(path): \(String(cString: strerror(errno)))") }
        let written = fwrite(bytes, 1, bytes.count, file)
        let isFlushed = fflush(file) == 0 && (!isReplaceable || fsync(fileno(file)) == 0)
        guard fclose(file) == 0, isFlushed, written == bytes.count, !isReplaceable || rename(place, path) == 0 else {
            if isReplaceable { unlink(place) }
            throw .file("\(path): it cannot be written")
        }
    }
}
