internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Glibc

/// Asks a running agent over its control socket.
final class ControlClient {
    private let descriptor: Int32
    private var received: [UInt8] = []

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    static func connect(_ configuration: GatewayConfiguration) throws -> ControlClient {
        try open(path: configuration.store.controlSocketPath)
    }

    static func open(path: String) throws -> ControlClient {
        guard let client = connect(path: path) else {
            StandardError.write(
                "error: no gateway answers at \(path): \(String(cString: strerror(errno))); start it, or join its group\n"
            )
            throw ExitStatus.wrong
        }
        return client
    }

    /// Nil when nobody listens there.
    static func connect(path: String) -> ControlClient? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = UnixAddress(path)
        guard address.withPointer({ Glibc.connect(descriptor, $0, $1) == 0 }) else {
            let code = errno
            close(descriptor)
            errno = code
            return nil
        }
        return ControlClient(descriptor: descriptor)
    }

    /// One request, one answer, both a line of JSON.
    /// - Parameter patienceSeconds: how long the gateway may say nothing.
    func ask(_ request: [UInt8], patienceSeconds: Int32 = 10) throws -> [UInt8] {
        try say(request)
        while true {
            if let line = takeLine() { return line }
            guard receive(within: patienceSeconds * 1000) else {
                StandardError.write("error: the gateway did not answer\n")
                throw ExitStatus.wrong
            }
        }
    }

    /// One request, and a line for everything that happens from then on, until the gateway ends.
    func follow(_ request: [UInt8], _ take: ([UInt8]) -> Void) throws {
        try say(request)
        repeat {
            while let line = takeLine() { take(line) }
        } while receive(within: -1)
        StandardError.write("the gateway has ended\n")
    }

    private func say(_ request: [UInt8]) throws {
        let line = request + [0x0A]
        guard send(descriptor, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else { throw ExitStatus.wrong }
    }

    private func takeLine() -> [UInt8]? {
        guard let end = received.firstIndex(of: 0x0A) else { return nil }
        let line = Array(received[..<end])
        received.removeSubrange(...end)
        return line
    }

    /// Takes what comes; false when nothing does in time, or nothing ever will.
    private func receive(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) == 1 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return false }
        received.append(contentsOf: buffer[..<count])
        return true
    }
}
