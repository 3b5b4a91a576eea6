/// What stands at the front of the input, which begins at a packet's first byte: found before libmosquitto sees any of
/// it, from the fixed header (MQTT 3.1.1 section 2.2, MQTT 5 section 2.1) and, in MQTT 5, the properties.
///
/// libmosquitto 2.0.11 allocates whatever length a header announces, up to 256 MiB, keeps unreleased QoS 2 messages
/// without end, and aborts on an unknown property.
enum PacketHead: Equatable {
    /// A packet of `size` bytes is here; its fixed header takes the first `header` of them.
    case whole(size: Int, header: Int)
    /// It takes so many bytes of the packet to tell more.
    case incomplete(need: Int)
    /// The packet may not be read.
    case violation(MQTTError)

    /// The size of packets other than messages, SUBACKs and UNSUBACKs.
    private static let shortLimit = 4_096

    /// - Parameter limit: the size of the largest packet, in bytes.
    init(_ bytes: UnsafeRawBufferPointer, limit: Int, version: ConnectionOptions.ProtocolVersion) {
        guard let first = bytes.first else {
            self = .incomplete(need: 2)
            return
        }
        if let reason = Self.violation(inFirstByte: first, version) {
            self = Self.refusal(reason)
            return
        }
        var remaining = 0
        var header = 1
        while true {
            guard header <= 4 else {
                self = Self.refusal("a remaining length of more than four bytes")
                return
            }
            guard header < bytes.count else {
                self = .incomplete(need: header + 1)
                return
            }
            let byte = bytes[header]
            remaining |= Int(byte & 0x7F) << (7 * (header - 1))
            header += 1
            if byte & 0x80 == 0 { break }
        }
        self = Self.judge(bytes, size: header + remaining, header: header, limit, version)
    }

    private static func judge(
        _ bytes: UnsafeRawBufferPointer, size: Int, header: Int, _ limit: Int,
        _ version: ConnectionOptions.ProtocolVersion
    ) -> PacketHead {
        guard size <= limit else { return .violation(.packetTooLarge(size: size)) }
        guard size <= shortLimit || isOfAnySize(bytes[0]) else {
            return refusal("packet type \(bytes[0] >> 4) of \(size) bytes")
        }
        if version == .v5, case .wrong(let reason) = PacketProperties.check(bytes, header: header, size: size) {
            return refusal(reason)
        }
        return size <= bytes.count ? .whole(size: size, header: header) : .incomplete(need: size)
    }

    /// PUBLISH at QoS 0 and 1, SUBACK, UNSUBACK.
    private static func isOfAnySize(_ first: UInt8) -> Bool {
        first >> 4 == 3 || first >> 4 == 9 || first >> 4 == 11
    }

    private static func refusal(_ reason: String) -> PacketHead { .violation(.protocolViolation(code: 0, reason)) }

    /// Packets that only clients send, reserved types, and messages at a QoS that was never subscribed.
    private static func violation(inFirstByte byte: UInt8, _ version: ConnectionOptions.ProtocolVersion) -> String? {
        switch byte >> 4 {
        case 3:
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
