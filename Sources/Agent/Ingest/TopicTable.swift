internal import Glibc
internal import Telemetry

/// A bounded map from topic bytes to a range of routes: open addressing over one buffer of bytes, so that a look-up
/// allocates nothing.
struct TopicTable {
    private struct Slot {
        var hash: UInt64 = 0
        var start: Int32 = 0
        /// 0 marks a free slot; topics are never empty.
        var length: Int32 = 0
        var first: Int32 = 0
        var count: Int32 = 0
    }

    private var slots: [Slot]
    private var bytes: [UInt8] = []
    private var used = 0
    private let limit: Int
    /// Where the ranges of all remembered topics end.
    private(set) var placesEnd = 0

    init(limit: Int) {
        self.limit = limit
        slots = [Slot](repeating: Slot(), count: 64)
    }

    var isFull: Bool { used >= limit }

    func find(_ topic: UnsafeRawBufferPointer) -> (first: Int, count: Int)? {
        let hash = TopicTable.hash(topic)
        var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[index].length != 0 {
            if slots[index].hash == hash, matches(slots[index], topic) {
                return (Int(slots[index].first), Int(slots[index].count))
            }
            index = (index + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Remembers a topic that is not there yet, if there is room.
    mutating func insert(_ topic: UnsafeRawBufferPointer, first: Int, count: Int) {
        guard !isFull else { return }
        // At most half full, so that a search ends soon.
        if (used + 1) * 2 > slots.count { grow() }
        let slot = Slot(
            hash: TopicTable.hash(topic), start: Int32(bytes.count), length: Int32(topic.count), first: Int32(first),
            count: Int32(count))
        bytes.append(contentsOf: topic)
        place(slot)
        used += 1
        placesEnd = first + count
    }

    private mutating func place(_ slot: Slot) {
        var index = Int(truncatingIfNeeded: slot.hash) & (slots.count - 1)
        while slots[index].length != 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        for slot in old where slot.length != 0 { place(slot) }
    }

    private func matches(_ slot: Slot, _ topic: UnsafeRawBufferPointer) -> Bool {
        guard Int(slot.length) == topic.count else { return false }
        let start = Int(slot.start)
        return bytes.withUnsafeBytes { known in
            guard let left = known.baseAddress, let right = topic.baseAddress else { return false }
            return memcmp(left + start, right, topic.count) == 0
        }
    }

    private static func hash(_ topic: UnsafeRawBufferPointer) -> UInt64 {
        var hash = StableHash()
        hash.combine(topic)
        return hash.value
    }
}
