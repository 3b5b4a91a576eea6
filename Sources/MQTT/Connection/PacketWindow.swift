/// What a stretch of input holds that begins at a packet's first byte: found from the fixed headers alone
/// (MQTT 3.1.1 section 2.2, MQTT 5 section 2.1), before libmosquitto sees any of it.
///
/// libmosquitto 2.0.11 allocates whatever length a header announces, up to 256 MiB, and keeps unreleased QoS 2
/// messages without end. So headers are looked at first.
struct PacketWindow: Equatable {
    enum Rest: Equatable {
        /// The last packet ends with the input.
        case none
        /// A header that is not all here. `need`: bytes it takes at least.
        case header(need: Int)
        /// A packet whose header is fine and whose body is not all here. `size`: bytes of the whole packet.
        case body(size: Int)
        /// The packet after the complete ones may not be read.
        case violation(MQTTError)
    }

    /// Whole packets at the front.
    var complete = 0
    var rest = Rest.none

    private static let publish: UInt8 = 3

    init(_ bytes: UnsafeRawBufferPointer, limit: Int, version: ConnectionOptions.ProtocolVersion) {
        var position = 0
        while position < bytes.count {
            if let reason = Self.violation(inFirstByte: bytes[position], version) {
                rest = .violation(.protocolViolation(code: 0, reason))
                return
            }
            var remaining = 0
            var header = 1
            var isLast = false
            while !isLast {
                guard header <= 4 else {
                    rest = .violation(.protocolViolation(code: 0, "a remaining length of more than four bytes"))
                    return
                }
                guard position + header < bytes.count else {
                    rest = .header(need: header + 1)
                    return
                }
                let byte = bytes[position + header]
                remaining |= Int(byte & 0x7F) << (7 * (header - 1))
                isLast = byte & 0x80 == 0
                header += 1
            }
            let size = header + remaining
            guard size <= limit else {
                rest = .violation(.packetTooLarge(size: size))
                return
            }
            guard size <= bytes.count - position else {
                rest = .body(size: size)
                return
            }
            complete += 1
            position += size
        }
    }

    /// Packets that only clients send, reserved types, and messages at a QoS that was never subscribed.
    private static func violation(inFirstByte byte: UInt8, _ version: ConnectionOptions.ProtocolVersion) -> String? {
        switch byte >> 4 {
        case publish:
            switch (byte >> 1) & 3 {
            case 0, 1: nil
            case 2: "a message at QoS 2, which was not subscribed: an older session under this client id?"
            default: "a message at QoS 3"
            }
        case 2, 4, 5, 6, 7, 9, 11, 13: nil
        case 14 where version == .v5: nil
        default: "packet type \(byte >> 4) from a broker"
        }
    }
}
