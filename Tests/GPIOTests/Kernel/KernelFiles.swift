import Glibc

/// Reading and writing the small files through which the kernel shows itself.
enum KernelFiles {
    struct Failure: Error, CustomStringConvertible {
        var action: String
        var path: String
        var code: Int32
        var description: String { "\(action) \(path): \(String(cString: strerror(code)))" }
    }

    /// One write call, as these files take a value whole.
    static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_TRUNC)
        guard descriptor >= 0 else { throw Failure(action: "open", path: path, code: errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Failure(action: "write", path: path, code: errno)
        }
    }

    /// The whole text, without the line end.
    static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw Failure(action: "open", path: path, code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw Failure(action: "read", path: path, code: errno) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o755) == 0 else { throw Failure(action: "mkdir", path: path, code: errno) }
    }
}
