internal import Glibc

/// Why a file cannot be read, and what to do.
public struct FileProblem: Error, Sendable, Equatable {
    public let message: String
    public let mend: String?

    /// There is no such file: for a caller to whom that is no mistake.
    public let isMissing: Bool

    public init(_ message: String, mend: String? = nil, isMissing: Bool = false) {
        self.message = message
        self.mend = mend
        self.isMissing = isMissing
    }

    /// From `errno`.
    static func system(_ code: Int32) -> FileProblem {
        switch code {
        case ENOENT: FileProblem("there is no such file", isMissing: true)
        case ENOTDIR: FileProblem("a part of the path is not a directory", isMissing: true)
        case EACCES, EPERM: FileProblem("this user may not read it", mend: "give the service's user read access")
        case ELOOP: FileProblem("its symbolic links lead in a circle, or it became one just now")
        default: FileProblem("the system says: \(String(cString: strerror(code)))")
        }
    }
}
