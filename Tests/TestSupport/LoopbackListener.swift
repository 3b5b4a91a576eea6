internal import Glibc

/// A TCP socket listening on a free port of 127.0.0.1, for tests that play the other side by hand.
public final class LoopbackListener {
    public let descriptor: Int32
    /// 0 for a Unix-domain socket.
    public let port: UInt16

    /// - Parameter backlog: how many clients may wait to be accepted; with 0 the second one's connect hangs.
    public init(backlog: Int32 = 64) {
        let descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        let bound = LoopbackPort.withAddress(0) { bind(descriptor, $0, $1) }
        precondition(bound == 0 && listen(descriptor, backlog) == 0, "can't listen on 127.0.0.1: \(errno)")
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = getsockname(descriptor, generic, &length)
            }
        }
        self.descriptor = descriptor
        self.port = UInt16(bigEndian: address.sin_port)
    }

    /// Listens on a Unix-domain socket that does not exist yet.
    public init(path: String) {
        descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        port = 0
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = descriptor
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        precondition(bound == 0 && listen(descriptor, 64) == 0, "can't listen on \(path): \(errno)")
    }

    deinit {
        close(descriptor)
    }

    /// The next client, if one is waiting.
    public func accept() -> LoopbackPeer? {
        let client = Glibc.accept(descriptor, nil, nil)
        guard client >= 0 else { return nil }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        _ = fcntl(client, F_SETFL, O_NONBLOCK)
        return LoopbackPeer(client)
    }
}

/// One accepted connection; nothing on it blocks.
public final class LoopbackPeer {
    public let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Sends what the socket takes; returns how much. -1: the other side is gone.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Int {
        Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }

    /// What has arrived; empty if nothing; nil if the other side closed.
    public func receive(_ limit: Int = 65_536) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &buffer, limit, Int32(MSG_DONTWAIT))
        if count > 0 { return Array(buffer[..<count]) }
        return count < 0 && errno == EAGAIN ? [] : nil
    }

    /// Makes close() send a reset instead of a farewell.
    public func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }
}
