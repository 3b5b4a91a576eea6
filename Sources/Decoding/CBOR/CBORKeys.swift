internal import Telemetry

/// The keys of all maps of a payload, to find those that come twice: open addressing, kept from payload to payload.
struct CBORKeys {
    private struct Slot {
        /// 0 is no map.
        var map: UInt64 = 0
        var hash: UInt64 = 0
        /// Where the key is.
        var position = 0
    }

    private var slots = [Slot](repeating: Slot(), count: 64)
    private var used = 0
    private var lastMap: UInt64 = 0
    /// Slots of maps up to here belong to earlier payloads and are free.
    private var lastForgottenMap: UInt64 = 0

    mutating func reset() {
        lastForgottenMap = lastMap
        used = 0
    }

    /// A number for a map that begins.
    mutating func beginMap() -> UInt64 {
        lastMap += 1
        return lastMap
    }

    /// False where the map has the key already.
    mutating func insert(_ position: Int, of map: UInt64, in bytes: UnsafeRawBufferPointer) -> Bool {
        // At most half full, so that a search ends soon.
        if (used + 1) * 2 > slots.count { grow() }
        let slot = Slot(map: map, hash: CBORKeys.hash(position, map, bytes), position: position)
        var index = Int(truncatingIfNeeded: slot.hash) & (slots.count - 1)
        while slots[index].map > lastForgottenMap {
            let other = slots[index]
            if other.map == map, other.hash == slot.hash, CBORKeys.areEqual(other.position, position, bytes) {
                return false
            }
            index = (index + 1) & (slots.count - 1)
        }
        slots[index] = slot
        used += 1
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        for slot in old where slot.map > lastForgottenMap {
            var index = Int(truncatingIfNeeded: slot.hash) & (slots.count - 1)
            while slots[index].map > 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = slot
        }
    }

    private static func hash(_ position: Int, _ map: UInt64, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = StableHash()
        hash.combine(map)
        guard let head = CBORHead(bytes, at: position) else { return hash.value }
        hash.combine(UInt64(head.type.rawValue))
        hash.combine(head.argument)
        if head.type == .text { hash.combine(text(head, bytes)) }
        return hash.value
    }

    /// An integer may be written in several lengths.
    private static func areEqual(_ left: Int, _ right: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let one = CBORHead(bytes, at: left), let other = CBORHead(bytes, at: right) else { return false }
        guard one.type == other.type, one.argument == other.argument else { return false }
        return one.type != .text || text(one, bytes).elementsEqual(text(other, bytes))
    }

    private static func text(_ head: CBORHead, _ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[head.end..<head.end + Int(head.argument)])
    }
}
