/// A PUBLISH at QoS 0 or 1, read where it lies (MQTT 3.1.1 section 3.3, MQTT 5 section 3.3).
struct PublishPacket {
    enum Reading {
        case packet(PublishPacket)
        /// What is wrong with it.
        case violation(String)
    }

    let topic: UnsafeRawBufferPointer
    let payload: UnsafeRawBufferPointer
    /// 0 at QoS 0.
    let identifier: UInt16
    let isRetained: Bool

    private init(
        topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, identifier: UInt16, isRetained: Bool
    ) {
        self.topic = topic
        self.payload = payload
        self.identifier = identifier
        self.isRetained = isRetained
    }

    /// - Parameters:
    ///   - packet: all of it; ``PacketHead`` has found nothing wrong with its head.
    ///   - header: the size of the fixed header.
    static func read(
        _ packet: UnsafeRawBufferPointer, header: Int, version: ConnectionOptions.ProtocolVersion
    ) -> Reading {
        guard header + 2 <= packet.count else { return .violation("a PUBLISH without a topic") }
        let topicStart = header + 2
        var position = topicStart + (Int(packet[header]) << 8 | Int(packet[header + 1]))
        guard position > topicStart else { return .violation("a PUBLISH with an empty topic") }
        guard position <= packet.count else { return .violation("a topic longer than its packet") }
        let topic = UnsafeRawBufferPointer(rebasing: packet[topicStart..<position])
        guard TopicText.isSound(topic) else { return .violation("a topic that is not text") }
        var identifier: UInt16 = 0
        if packet[0] & 0x06 != 0 {
            guard position + 2 <= packet.count else { return .violation("a PUBLISH shorter than its topic") }
            identifier = UInt16(packet[position]) << 8 | UInt16(packet[position + 1])
            guard identifier != 0 else { return .violation("a packet identifier of 0") }
            position += 2
        }
        if version == .v5 {
            guard let end = PacketProperties.end(of: packet, at: position) else {
                return .violation("a PUBLISH without properties")
            }
            position = end
        }
        return .packet(
            PublishPacket(
                topic: topic, payload: UnsafeRawBufferPointer(rebasing: packet[position...]), identifier: identifier,
                isRetained: packet[0] & 1 != 0))
    }
}

/// Text as the standard allows it in packets (MQTT 3.1.1 section 1.5.3, MQTT 5 section 1.5.4): UTF-8, of which
/// characters that control something, or are none, may be refused.
enum TopicText {
    static func isSound(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for byte in bytes where byte < 0x20 || byte >= 0x7F { return isSoundText(bytes) }
        return true
    }

    private static func isSoundText(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
                && !(0xFDD0...0xFDEF).contains(scalar.value) && scalar.value & 0xFFFE != 0xFFFE
        }
    }
}
