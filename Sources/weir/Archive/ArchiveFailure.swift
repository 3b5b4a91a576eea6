internal import Glibc

/// Why an archive could not be written or read, in words.
struct ArchiveFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// What the system says of the call that just failed.
    static func system(_ path: String) -> ArchiveFailure {
        ArchiveFailure("\(path): \(String(cString: strerror(errno)))")
    }
}
