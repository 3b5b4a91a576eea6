internal import Glibc

/// The names in a directory, one after another as the file system has them, without the two dots.
public struct DirectoryReader: ~Copyable {
    private let stream: OpaquePointer

    /// Nil where there is no such directory, or it may not be read; `errno` says which.
    public init?(path: String) {
        guard let stream = opendir(path) else { return nil }
        self.stream = stream
    }

    /// - Parameter descriptor: of a directory; closed with the reader, and where there is none.
    public init?(takingOver descriptor: Int32) {
        guard let stream = fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            errno = code
            return nil
        }
        self.stream = stream
    }

    deinit {
        closedir(stream)
    }

    /// Nil at the end.
    public mutating func next() -> String? {
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { return name }
        }
        return nil
    }

    /// All of a directory, sorted; none where it cannot be read.
    public static func names(in path: String) -> [String] {
        guard var reader = DirectoryReader(path: path) else { return [] }
        var names: [String] = []
        while let name = reader.next() { names.append(name) }
        return names.sorted()
    }
}
