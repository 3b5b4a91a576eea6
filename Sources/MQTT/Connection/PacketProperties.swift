/// The property section of an MQTT 5 packet (section 2.2.2), looked at before libmosquitto does.
///
/// 2.0.11 aborts the whole process on an identifier it does not know, and reads on into the body when a property is
/// longer than its section.
enum PacketProperties {
    enum Finding: Equatable {
        case fine
        /// Not enough of the packet is here to tell.
        case incomplete
        case wrong(String)
    }

    /// More than this is not for a telemetry client; the library makes a list of them.
    private static let limit = 65_536

    /// - Parameter packet: the beginning of a packet, with its whole fixed header of `header` bytes; all of it if
    ///   `size` bytes are there.
    static func check(_ packet: UnsafeRawBufferPointer, header: Int, size: Int) -> Finding {
        let start: Int
        switch packet[0] >> 4 {
        case 2: start = header + 2
        case 3:
            guard header + 2 <= size else { return .wrong("a PUBLISH without a topic") }
            guard header + 2 <= packet.count else { return .incomplete }
            let topic = Int(packet[header]) << 8 | Int(packet[header + 1])
            start = header + 2 + topic + (packet[0] & 0x06 == 0 ? 0 : 2)
            if start >= size { return .wrong("a PUBLISH shorter than its topic") }
        case 4, 5, 6, 7: start = header + 3
        case 9, 11: start = header + 2
        case 14: start = header + 1
        default: return .fine
        }
        // Absent: short forms have no section (section 3.4.2.1 and its like); the library knows which may be short.
        guard start < size else { return .fine }
        return section(packet, start, size)
    }

    private static func section(_ packet: UnsafeRawBufferPointer, _ start: Int, _ size: Int) -> Finding {
        var position = start
        var length = 0
        var shift = 0
        while true {
            guard position < size, shift <= 21 else { return .wrong("a property length that does not end") }
            guard position < packet.count else { return .incomplete }
            let byte = packet[position]
            position += 1
            length |= Int(byte & 0x7F) << shift
            shift += 7
            if byte & 0x80 == 0 { break }
        }
        if length == 0 { return .fine }
        let end = position + length
        guard end <= size, length <= limit else { return .wrong("\(length) bytes of properties") }
        guard end <= packet.count else { return .incomplete }
        let isMessage = packet[0] >> 4 == 3
        var seen: UInt64 = 0
        while position < end {
            guard let next = after(packet, position, end), next <= end,
                !isMessage || isOfMessage(packet, position, next, &seen)
            else { return .wrong("property \(packet[position]), or its value") }
            position = next
        }
        return .fine
    }

    /// Whether a PUBLISH may have the property, with the value that ends before `next`, once or again (section 3.3.2.3).
    /// Other packets the library judges itself.
    private static func isOfMessage(
        _ packet: UnsafeRawBufferPointer, _ position: Int, _ next: Int, _ seen: inout UInt64
    ) -> Bool {
        let identifier = packet[position]
        let isFirst = seen & 1 << UInt64(identifier) == 0
        seen |= 1 << UInt64(identifier)
        switch identifier {
        case 0x01: return isFirst && packet[position + 1] <= 1
        case 0x02, 0x09, 0x23: return isFirst
        case 0x03, 0x08: return isFirst && isText(packet, position + 1, next)
        case 0x0B: return packet[position + 1] != 0
        case 0x26:
            guard let value = afterText(packet, position + 1, next) else { return false }
            return isText(packet, position + 1, value) && isText(packet, value, next)
        default: return false
        }
    }

    private static func isText(_ packet: UnsafeRawBufferPointer, _ position: Int, _ end: Int) -> Bool {
        TopicText.isSound(UnsafeRawBufferPointer(rebasing: packet[position + 2..<end]))
    }

    /// Where the section that begins at `position` ends; nil where the packet ends before it begins. `check` has found
    /// nothing wrong with it.
    static func end(of packet: UnsafeRawBufferPointer, at position: Int) -> Int? {
        var position = position
        var length = 0
        var shift = 0
        while position < packet.count, shift <= 21 {
            let byte = packet[position]
            position += 1
            length |= Int(byte & 0x7F) << shift
            shift += 7
            if byte & 0x80 == 0 { return position + length <= packet.count ? position + length : nil }
        }
        return nil
    }

    /// Where the property that begins at `position` ends; nil: unknown, or cut off (section 2.2.2.2).
    private static func after(_ packet: UnsafeRawBufferPointer, _ position: Int, _ end: Int) -> Int? {
        let value = position + 1
        switch packet[position] {
        case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A: return value + 1
        case 0x13, 0x21, 0x22, 0x23: return value + 2
        case 0x02, 0x11, 0x18, 0x27: return value + 4
        case 0x0B: return afterVariableInteger(packet, value, end)
        case 0x03, 0x08, 0x09, 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F: return afterText(packet, value, end)
        case 0x26: return afterText(packet, value, end).flatMap { afterText(packet, $0, end) }
        default: return nil
        }
    }

    private static func afterText(_ packet: UnsafeRawBufferPointer, _ position: Int, _ end: Int) -> Int? {
        guard position + 2 <= end else { return nil }
        return position + 2 + (Int(packet[position]) << 8 | Int(packet[position + 1]))
    }

    private static func afterVariableInteger(
        _ packet: UnsafeRawBufferPointer, _ position: Int, _ end: Int
    ) -> Int? {
        for index in position..<min(position + 4, end) where packet[index] & 0x80 == 0 { return index + 1 }
        return nil
    }
}
