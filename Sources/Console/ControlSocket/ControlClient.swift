internal import Agent
internal import Glibc
internal import NIOCore

/// One that asks over the control socket: what it has said so far, and what it has not taken yet. Nobody waits for it.
final class ControlClient {
    /// What may wait for a client: of answers the largest, and what happens meanwhile.
    static let owedLimit = 8 << 20
    /// A client that takes nothing for so long is given up.
    static let patience = TimeAmount.seconds(10)

    let descriptor: Int32
    let peer: Peer
    /// Where it is told what happens.
    var follower: Follower?
    /// When it was heard last.
    private(set) var heard = NIODeadline.now()
    private var received: [UInt8] = []
    private var owed: ArraySlice<UInt8> = []
    /// When it took something last, while something is owed.
    private var taken = NIODeadline.now()

    init(descriptor: Int32, peer: Peer) {
        self.descriptor = descriptor
        self.peer = peer
    }

    deinit {
        close(descriptor)
    }

    /// Whether an answer waits for it.
    var isOwed: Bool { !owed.isEmpty }

    var isGivenUp: Bool { isOwed && taken + ControlClient.patience < .now() }

    /// What is waited for: while it is owed something, nothing more is read.
    var events: Int16 { Int16(isOwed ? POLLOUT : POLLIN) }

    /// Takes what it says; false when it is gone, or says too much at once.
    func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return count < 0 && errno == EAGAIN }
        heard = .now()
        received.append(contentsOf: buffer[..<count])
        return received.count <= ControlSocket.requestLimit
    }

    func takeLine() -> [UInt8]? {
        guard let end = received.firstIndex(of: 0x0A) else { return nil }
        let line = Array(received[..<end])
        received.removeSubrange(...end)
        return line
    }

    /// Sends what it takes, and keeps the rest; false when it is gone, or owed too much.
    func send(_ bytes: [UInt8]) -> Bool {
        if owed.isEmpty { taken = .now() }
        guard owed.count <= ControlClient.owedLimit else { return false }
        owed.append(contentsOf: bytes)
        return flush()
    }

    /// Sends what it takes now; false when it is gone.
    func flush() -> Bool {
        while !owed.isEmpty {
            let count = owed.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return errno == EAGAIN }
            taken = .now()
            owed = owed.dropFirst(count)
        }
        owed = []
        return true
    }
}
