import Foundation
import Synchronization
import TestSupport

/// An MQTT 3.1.1 client that shares no code with what is tested: a socket, and a thread that reads.
///
/// It acknowledges what it gets at once and keeps everything. References are to sections of the MQTT 3.1.1 standard.
final class PlainClient: Sendable {
    struct Message: Sendable {
        var topic: String
        var payload: [UInt8]
        var isRetained: Bool
        var isRepeated: Bool

        var text: String { String(decoding: payload, as: UTF8.self) }
    }

    private struct State {
        var messages: [Message] = []
        var isAccepted = false
        var subscriptions = 0
        /// Packet identifiers of ours that are under way.
        var unconfirmed: Set<UInt16> = []
        private var nextIdentifier: UInt16 = 0
        var isOver = false

        mutating func takeIdentifier() -> UInt16 {
            repeat { nextIdentifier &+= 1 } while nextIdentifier == 0 || unconfirmed.contains(nextIdentifier)
            return nextIdentifier
        }
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    /// Connects, and returns when the broker has accepted us.
    init(port: UInt16, identifier: String, isPersistent: Bool = false) throws {
        descriptor = try PlainClient.open(port)
        Thread.detachNewThread { [self] in read() }
        // Section 3.1: name, level 4, flags, keepalive 0 (none), client identifier.
        let flags: UInt8 = isPersistent ? 0 : 2
        try send(packet(0x10, text("MQTT") + [4, flags, 0, 0] + text(identifier)))
        try eventually("the broker accepts \(identifier)") { state.withLock { $0.isAccepted } }
    }

    private static func open(_ port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            throw Failure("can't connect to 127.0.0.1:\(port): \(errno)")
        }
        return descriptor
    }

    deinit {
        close(descriptor)
    }

    // MARK: Talking

    /// Subscribes at QoS 1, and returns when the broker has confirmed it.
    func subscribe(_ filter: String) throws {
        let (identifier, before) = state.withLock { ($0.takeIdentifier(), $0.subscriptions) }
        try send(packet(0x82, number(identifier) + text(filter) + [1]))
        try eventually("the broker confirms \(filter)") { state.withLock { $0.subscriptions > before } }
    }

    /// Publishes at QoS 1; ``flush()`` waits for the confirmations.
    func publish(_ topic: String, _ payload: String, retain: Bool = false) throws {
        try publish(Array(topic.utf8), Array(payload.utf8), retain: retain)
    }

    func publish(_ topic: [UInt8], _ payload: [UInt8], retain: Bool = false) throws {
        let identifier = state.withLock { state in
            let identifier = state.takeIdentifier()
            state.unconfirmed.insert(identifier)
            return identifier
        }
        let body = number(UInt16(topic.count)) + topic + number(identifier) + payload
        try send(packet(0x32 | (retain ? 1 : 0), body))
    }

    /// Returns when the broker has everything published.
    func flush(within seconds: Double = 60) throws {
        try eventually("the broker confirms what was published", within: seconds) {
            state.withLock { $0.unconfirmed.isEmpty || $0.isOver }
        }
        if isOver { throw Failure("the broker closed the connection") }
    }

    var isOver: Bool { state.withLock { $0.isOver } }
    var messages: [Message] { state.withLock { $0.messages } }
    var messageCount: Int { state.withLock { $0.messages.count } }

    func messages(on topic: String) -> [String] {
        messages.filter { $0.topic == topic }.map(\.text)
    }

    /// Says goodbye; what was kept stays readable.
    func disconnect() {
        if !isOver {
            // The broker may be gone already, and then nobody needs to be told.
            try? send([0xE0, 0])
        }
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    // MARK: Packets

    private func packet(_ head: UInt8, _ body: [UInt8]) -> [UInt8] {
        // Section 2.2.3: seven bits a byte, the lowest first.
        var length: [UInt8] = []
        var rest = body.count
        repeat {
            length.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return [head] + length + body
    }

    private func number(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
    private func text(_ value: String) -> [UInt8] { number(UInt16(value.utf8.count)) + Array(value.utf8) }

    private func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure("the connection to the broker is gone: \(errno)") }
            sent += count
        }
    }

    // MARK: Reading

    private func read() {
        var received: [UInt8] = []
        var start = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received.append(contentsOf: buffer[..<count])
            while let end = takePacket(received, start) { start = end }
            received.removeSubrange(..<start)
            start = 0
        }
        state.withLock { $0.isOver = true }
    }

    /// Takes the packet at `start`; where it ends, or nil when it is not complete.
    private func takePacket(_ bytes: [UInt8], _ start: Int) -> Int? {
        var length = 0
        var shift = 0
        var index = start + 1
        while true {
            guard index < bytes.count else { return nil }
            length |= Int(bytes[index] & 0x7F) << shift
            shift += 7
            index += 1
            if bytes[index - 1] & 0x80 == 0 { break }
        }
        guard index + length <= bytes.count else { return nil }
        take(bytes[start], bytes[index..<index + length])
        return index + length
    }

    private func take(_ head: UInt8, _ body: ArraySlice<UInt8>) {
        let first = body.startIndex
        func number(at index: Int) -> UInt16 { UInt16(body[index]) << 8 | UInt16(body[index + 1]) }
        switch head >> 4 {
        case 2: state.withLock { $0.isAccepted = body[first + 1] == 0 }
        case 3:
            let end = first + 2 + Int(number(at: first))
            let hasIdentifier = head & 6 != 0
            let message = Message(
                topic: String(decoding: body[(first + 2)..<end], as: UTF8.self),
                payload: Array(body[(end + (hasIdentifier ? 2 : 0))...]), isRetained: head & 1 != 0,
                isRepeated: head & 8 != 0)
            state.withLock { $0.messages.append(message) }
            // Section 3.4. A broker that is gone sends it again.
            if hasIdentifier { try? send([0x40, 2, body[end], body[end + 1]]) }
        case 4: state.withLock { _ = $0.unconfirmed.remove(number(at: first)) }
        case 9: state.withLock { $0.subscriptions += 1 }
        default: break
        }
    }
}
