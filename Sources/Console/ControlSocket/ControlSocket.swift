public import Agent
internal import CLinux
internal import Glibc

/// The socket by which `weir status` and others ask a running agent: one JSON object a line in, one out.
///
/// Reachable by root, by the agent's user and by its group, which may look and not touch; bounded in connections and
/// bytes.
public final class ControlSocket {
    public static let connectionLimit = 16
    public static let requestLimit = 65_536

    private let path: String
    private let view: AgentView
    private let reloading: Reloading
    private let server: Int32
    private var clients: [ControlClient] = []
    /// Something happened that a client wants to know.
    private let news = Wakeup()

    /// Why there is no socket.
    public enum Failure: Error, CustomStringConvertible {
        case notASocket(path: String)
        case system(operation: String, code: Int32)

        public var description: String {
            switch self {
            case .notASocket(let path): "\(path) exists and is no socket; remove it"
            case .system(let operation, let code): "the control socket: \(operation) failed (errno \(code))"
            }
        }
    }

    /// - Parameter server: from `bind(path:)`; closed, and its path removed, with this object.
    public init(server: Int32, path: String, view: AgentView, reloading: Reloading) {
        self.server = server
        self.path = path
        self.view = view
        self.reloading = reloading
    }

    /// A listening socket. A stale socket at the path is replaced, anything else (a file, a link) is refused.
    public static func bind(path: String) throws(Failure) -> Int32 {
        var status = stat()
        if lstat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
            unlink(path)
        }
        let server = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard server >= 0 else { throw .system(operation: "socket", code: errno) }
        var address = UnixAddress(path)
        guard address.withPointer({ Glibc.bind(server, $0, $1) == 0 }) else {
            throw .system(operation: "bind", code: errno)
        }
        chmod(path, 0o660)
        guard listen(server, 16) == 0 else { throw .system(operation: "listen", code: errno) }
        return server
    }

    deinit {
        close(server)
        unlink(path)
    }

    /// Serves until `stop` becomes readable.
    public func run(until stop: Int32) {
        while true {
            var entries = [pollfd(fd: stop, events: Int16(POLLIN), revents: 0)]
            entries.append(pollfd(fd: server, events: Int16(POLLIN), revents: 0))
            entries.append(pollfd(fd: news.descriptor, events: Int16(POLLIN), revents: 0))
            for client in clients {
                entries.append(pollfd(fd: client.descriptor, events: client.events, revents: 0))
            }
            // Only a client that does not take its answer is waited for.
            poll(&entries, nfds_t(entries.count), clients.contains(where: \.isOwed) ? 1000 : -1)
            if entries[0].revents != 0 { return }
            let ready = entries[3...].filter { $0.revents != 0 }.map(\.fd)
            for client in clients where ready.contains(client.descriptor) { serve(client) }
            for client in clients where client.isGivenUp { remove(client) }
            if entries[2].revents != 0 { tellFollowers() }
            if entries[1].revents != 0 { accept() }
        }
    }

    private func accept() {
        let descriptor = Glibc.accept(server, nil, nil)
        guard descriptor >= 0 else { return }
        guard let peer = Peer(of: descriptor), peer.mayRead, weir_set_nonblocking(descriptor) == 0, makeRoom() else {
            close(descriptor)
            return
        }
        clients.append(ControlClient(descriptor: descriptor, peer: peer))
    }

    /// Clients that only hold on keep nobody out: the one that has been silent for longest goes.
    private func makeRoom() -> Bool {
        guard clients.count >= ControlSocket.connectionLimit else { return true }
        guard let silent = clients.filter({ $0.follower == nil }).min(by: { $0.heard < $1.heard }) else { return false }
        remove(silent)
        return true
    }

    private func serve(_ client: ControlClient) {
        guard client.flush() else { return remove(client) }
        guard !client.isOwed else { return }
        guard client.receive() else { return remove(client) }
        while !client.isOwed, let line = client.takeLine() {
            if let beginning = ControlRequest.following(line) {
                let refusal = follow(client, from: beginning)
                if let refusal, !client.send(refusal + [0x0A]) { return remove(client) }
                continue
            }
            let answer = ControlRequest.answer(line, from: client.peer, view: view, reloading: reloading)
            guard client.send(answer + [0x0A]) else { return remove(client) }
        }
    }

    private func remove(_ client: ControlClient) {
        clients.removeAll { $0 === client }
        if let follower = client.follower { view.leave(follower) }
    }

    /// From now on the client gets a line for everything that happens.
    /// - Returns: why not, where it does not.
    private func follow(_ client: ControlClient, from beginning: LiveRecord.Beginning) -> [UInt8]? {
        // Each time would ask the control thread for all that it remembers.
        guard client.follower == nil else { return ControlRequest.followsAlready }
        let news = news
        client.follower = view.follow(from: beginning) { news.wake() }
        return client.follower == nil ? ControlRequest.tooManyFollow : nil
    }

    private func tellFollowers() {
        news.clear()
        for client in clients {
            guard let news = client.follower?.takeAll() else { continue }
            var lines: [UInt8] = news.hasGap ? Array("{\"gap\":true}\n".utf8) : []
            for record in news.records { lines += record.json + [0x0A] }
            if news.lost > 0 { lines += Array("{\"lost\":\(news.lost)}\n".utf8) }
            if !lines.isEmpty, !client.send(lines) { remove(client) }
        }
    }
}
