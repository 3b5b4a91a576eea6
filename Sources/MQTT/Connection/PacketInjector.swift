internal import Glibc

/// Hands libmosquitto bytes that were already taken from its socket: for one read call its descriptor is another
/// socket, which holds just those bytes and ends in "try again".
final class PacketInjector {
    private let near: Int32
    private let far: Int32

    init() throws(MQTTError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .transport(errno: errno) }
        near = ends[0]
        far = ends[1]
    }

    deinit {
        close(near)
        close(far)
    }

    /// Calls `read` while `descriptor` delivers `bytes`, all of which it must take. If it returns nil the descriptor is
    /// closed already, and stays so.
    ///
    /// An epoll set that holds the descriptor is not disturbed: it knows the open file, which stays open meanwhile.
    func feed(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ read: () -> Bool?
    ) throws(MQTTError) -> Bool? {
        guard Glibc.send(near, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw .protocolViolation(code: 0, "a packet of \(bytes.count) bytes")
        }
        let real = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard real >= 0 else { throw .transport(errno: errno) }
        defer { close(real) }
        guard dup2(far, descriptor) == descriptor else { throw .transport(errno: errno) }
        guard let more = read() else { return nil }
        guard dup2(real, descriptor) == descriptor, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
            throw .transport(errno: errno)
        }
        return more
    }
}
