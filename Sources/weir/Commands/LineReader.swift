internal import Glibc

/// Lines of a file or of standard input, one at a time.
struct LineReader {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    /// Before it there is no end of a line.
    private var searched = 0
    private var isAtEnd = false

    /// - Parameter path: nil or `-` for standard input.
    init(path: String?) throws {
        guard let path, path != "-" else {
            descriptor = STDIN_FILENO
            return
        }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            StandardError.write("error: \(path): \(String(cString: strerror(errno)))\n")
            throw ExitStatus.wrong
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            StandardError.write("error: \(path): it is a directory; name a file in it\n")
            throw ExitStatus.wrong
        }
    }

    mutating func next() -> [UInt8]? {
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { (start, searched) = (end + 1, end + 1) }
                return Array(buffer[start..<end])
            }
            searched = buffer.count
            if isAtEnd {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                return Array(buffer[start...])
            }
            fill()
        }
    }

    private mutating func fill() {
        buffer.removeSubrange(..<start)
        searched -= start
        start = 0
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &chunk, chunk.count)
        if count <= 0 { isAtEnd = true } else { buffer.append(contentsOf: chunk[..<count]) }
    }
}
