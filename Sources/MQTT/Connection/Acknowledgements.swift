internal import Glibc

/// PUBACKs of messages that were delivered, in their order (MQTT 3.1.1 section 4.6), until they may leave.
struct Acknowledgements {
    enum Outcome: Equatable {
        case complete
        /// The socket is full.
        case blocked
        case failed(errno: Int32)
    }

    private var bytes: [UInt8] = []
    /// How many of them are sent.
    private var sent = 0

    var isEmpty: Bool { bytes.isEmpty }

    /// Whether one of them left in part: nothing else may be sent before the rest of it.
    var isCut: Bool { sent % 4 != 0 }

    mutating func append(_ identifier: UInt16) {
        // Section 3.4; in MQTT 5 it is the short form of "success" (section 3.4.2.1).
        bytes.append(0x40)
        bytes.append(2)
        bytes.append(UInt8(identifier >> 8))
        bytes.append(UInt8(identifier & 0xFF))
    }

    /// Sends all of them.
    mutating func send(to socket: Int32) -> Outcome {
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.send(
                    socket, bytes.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                return errno == EAGAIN ? .blocked : .failed(errno: errno)
            }
            sent += count
        }
        removeAll()
        return .complete
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        sent = 0
    }
}
