internal import Glibc

/// A browser's place at a loopback port, byte by byte: what no well-behaved client would send can be sent as well.
public final class WebClient {
    /// An answer, as far as it came.
    public struct Answer: Sendable {
        public var status: Int
        public var headers: [String: String]
        public var body: String
    }

    public let descriptor: Int32
    private var received: [UInt8] = []

    /// Nil when nobody takes the connection.
    public init?(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        guard LoopbackPort.withAddress(port, { connect(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit {
        close(descriptor)
    }

    /// Sends what it can at once; false when the other side is gone.
    @discardableResult
    public func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// From now on the end of the connection is a reset.
    public func endByReset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Whether the other side has closed, or does so within the time.
    public func isClosed(within milliseconds: Int64) -> Bool {
        let limit = MonotonicClock.milliseconds() + milliseconds
        while true {
            guard let bytes = receive(within: max(0, limit - MonotonicClock.milliseconds())) else { return true }
            received += bytes
            if bytes.isEmpty { return false }
        }
    }

    /// What came within the time; empty when nothing did; nil when the other side has closed.
    private func receive(within milliseconds: Int64) -> [UInt8]? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Int32(milliseconds)) == 1 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// All that came until a text was in it; nil when it did not come in time.
    public func text(until wanted: String, within milliseconds: Int64 = 10_000) -> String? {
        let limit = MonotonicClock.milliseconds() + milliseconds
        while true {
            let text = String(decoding: received, as: UTF8.self)
            if text.contains(wanted) { return text }
            guard MonotonicClock.milliseconds() < limit,
                let bytes = receive(within: max(1, limit - MonotonicClock.milliseconds()))
            else { return nil }
            received += bytes
        }
    }

    /// The next answer; nil when none came whole within the time.
    public func answer(within milliseconds: Int64 = 10_000) -> Answer? {
        let limit = MonotonicClock.milliseconds() + milliseconds
        while true {
            if let answer = takeAnswer() { return answer }
            guard MonotonicClock.milliseconds() < limit,
                let bytes = receive(within: max(1, limit - MonotonicClock.milliseconds()))
            else { return takeAnswer() }
            received += bytes
        }
    }

    private func takeAnswer() -> Answer? {
        let text = received
        guard let end = text.indices.first(where: { text[$0...].starts(with: Array("\r\n\r\n".utf8)) }) else {
            return nil
        }
        let lines = String(decoding: text[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1)
            headers[sides[0].lowercased()] = sides.count > 1 ? String(sides[1].drop { $0 == " " }) : ""
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        let body = text[(end + 4)...]
        guard body.count >= length else { return nil }
        received = Array(body.dropFirst(length))
        return Answer(
            status: status, headers: headers, body: String(decoding: body.prefix(length), as: UTF8.self))
    }

    /// One request on a connection of its own.
    /// - Parameter headers: beside `Host`, which is `localhost` unless it is among them.
    public static func ask(
        _ port: UInt16, _ method: String = "GET", _ target: String, headers: [String: String] = [:], body: String = ""
    ) -> Answer? {
        guard let client = WebClient(port: port) else { return nil }
        var text = "\(method) \(target) HTTP/1.1\r\n"
        if headers["Host"] == nil { text += "Host: localhost:\(port)\r\n" }
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if !body.isEmpty || method == "POST" || method == "PUT" { text += "Content-Length: \(body.utf8.count)\r\n" }
        guard client.send(text + "\r\n" + body) else { return nil }
        return client.answer()
    }
}
