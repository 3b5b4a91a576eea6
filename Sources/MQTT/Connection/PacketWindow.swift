/// What a stretch of input holds that begins at a packet's first byte: found before libmosquitto sees any of it, from
/// the fixed headers (MQTT 3.1.1 section 2.2, MQTT 5 section 2.1) and, in MQTT 5, the properties.
///
/// libmosquitto 2.0.11 allocates whatever length a header announces, up to 256 MiB, keeps unreleased QoS 2 messages
/// without end, and aborts on an unknown property.
struct PacketWindow: Equatable {
    enum Rest: Equatable {
        /// The last packet ends with the input.
        case none
        /// A packet that can't be judged or must not be read yet. `need`: bytes of it that are wanted for that.
        case head(need: Int)
        /// A packet that may be read, whose body is not all here, and that ends in a callback.
        case body
        /// The packet after the complete ones may not be read.
        case violation(MQTTError)
    }

    /// The size of packets other than messages and SUBACKs. Those end in a callback, so they can be read in pieces; the
    /// others are waited for, since nothing would tell where they end.
    private static let shortLimit = 4_096

    /// Whole packets at the front.
    private(set) var complete = 0
    private(set) var rest = Rest.none

    init(_ bytes: UnsafeRawBufferPointer, limit: Int, version: ConnectionOptions.ProtocolVersion) {
        var position = 0
        while position < bytes.count {
            let packet = UnsafeRawBufferPointer(rebasing: bytes[position...])
            guard let size = admit(packet, limit, version) else { return }
            guard size <= packet.count else {
                rest = Self.hasCallback(packet[0]) ? .body : .head(need: size)
                return
            }
            complete += 1
            position += size
        }
    }

    /// The size of the packet; nil if it can't be read, for the reason then in `rest`.
    private mutating func admit(
        _ packet: UnsafeRawBufferPointer, _ limit: Int, _ version: ConnectionOptions.ProtocolVersion
    ) -> Int? {
        let first = packet[0]
        if let reason = Self.violation(inFirstByte: first, version) { return refuse(reason) }
        var remaining = 0
        var header = 1
        while true {
            guard header <= 4 else { return refuse("a remaining length of more than four bytes") }
            guard header < packet.count else {
                rest = .head(need: header + 1)
                return nil
            }
            let byte = packet[header]
            remaining |= Int(byte & 0x7F) << (7 * (header - 1))
            header += 1
            if byte & 0x80 == 0 { break }
        }
        let size = header + remaining
        guard size <= limit else {
            rest = .violation(.packetTooLarge(size: size))
            return nil
        }
        guard size <= Self.shortLimit || Self.hasCallback(first) else {
            return refuse("packet type \(first >> 4) of \(size) bytes")
        }
        guard version == .v5 else { return size }
        switch PacketProperties.check(packet, header: header, size: size) {
        case .fine: return size
        case .need(let need):
            rest = .head(need: need)
            return nil
        case .wrong(let reason): return refuse(reason)
        }
    }

    /// PUBLISH at QoS 0 and 1, SUBACK, UNSUBACK.
    private static func hasCallback(_ first: UInt8) -> Bool {
        first >> 4 == 3 || first >> 4 == 9 || first >> 4 == 11
    }

    private mutating func refuse(_ reason: String) -> Int? {
        rest = .violation(.protocolViolation(code: 0, reason))
        return nil
    }

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
