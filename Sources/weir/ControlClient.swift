internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Glibc

/// Asks a running agent over its control socket.
final class ControlClient {
    private let descriptor: Int32

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
        let line = request + [0x0A]
        guard send(descriptor, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else { throw ExitStatus.wrong }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while answer.last != 0x0A {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, patienceSeconds * 1000) == 1 else { break }
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            answer.append(contentsOf: buffer[..<count])
        }
        guard answer.last == 0x0A else {
            StandardError.write("error: the gateway did not answer\n")
            throw ExitStatus.wrong
        }
        return Array(answer.dropLast())
    }
}
