public import Glibc
internal import Logging

/// How `weir run` gets the outputs from a `weir failsafe --hold` that holds them: a line has one owner.
public struct FailsafeHandover {
    public let path: String
    private let directory: String

    /// - Parameter directory: the store's.
    public init(directory: String) {
        self.directory = directory
        path = directory + "/failsafe.sock"
    }

    /// Asks the holder, if there is one, to let go, and waits for it.
    /// - Parameter milliseconds: at most so long; 0 only asks.
    func takeOver(logger: Logger, waiting milliseconds: Int32 = 2000) {
        let client = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard client >= 0 else { return }
        defer { close(client) }
        var address = UnixAddress(path)
        let isConnected = address.withPointer { connect(client, $0, $1) == 0 }
        guard isConnected else { return }
        logger.notice("taking the outputs over from weir failsafe")
        // The holder closes the connection when it has let go.
        var entry = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, milliseconds)
    }

    /// What came of listening.
    public enum Listening: Sendable {
        /// A descriptor that is readable when somebody asks.
        case ready(Int32)
        /// Another holder is there.
        case heldByAnother
        /// There is no place for a socket; nobody will be able to ask.
        case impossible
    }

    /// Listens for the request.
    public func listen() -> Listening {
        do throws(RunLock.Failure) {
            try RunLock.makeDirectory(directory)
        } catch {
            return .impossible
        }
        // Held until the process ends: a second holder would take the first one's socket away, and not its lines.
        let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard lock >= 0 else { return .impossible }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            return .heldByAnother
        }
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard server >= 0 else { return .impossible }
        unlink(path)
        var address = UnixAddress(path)
        guard address.withPointer({ bind(server, $0, $1) == 0 }), Glibc.listen(server, 4) == 0 else {
            close(server)
            return .impossible
        }
        chmod(path, 0o660)
        return .ready(server)
    }

    /// Tells who asked, if anybody did, that all is let go.
    public func end(_ server: Int32) {
        unlink(path)
        // Closes what waits to be accepted, too.
        close(server)
    }
}

/// The address of a Unix socket.
public struct UnixAddress {
    private var address = sockaddr_un()

    /// - Parameter path: at most 107 bytes; longer ones are cut, and then name no socket.
    public init(_ path: String) {
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    }

    public mutating func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
