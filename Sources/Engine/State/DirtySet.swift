/// A set of small integers that is filled, walked in ascending order and emptied in every step without allocating.
struct DirtySet: Sendable {
    private var words: [UInt64]
    private(set) var isEmpty = true

    init(capacity: Int) {
        words = [UInt64](repeating: 0, count: (capacity + 63) / 64)
    }

    mutating func insert(_ index: Int) {
        words[index >> 6] |= 1 << UInt64(index & 63)
        isEmpty = false
    }

    mutating func remove(_ index: Int) {
        words[index >> 6] &= ~(1 << UInt64(index & 63))
    }

    /// Removes and returns the least member at or after `start`; nil when there is none.
    mutating func removeFirst(from start: Int) -> Int? {
        var word = start >> 6
        guard word < words.count else { return nil }
        var bits = words[word] & (UInt64.max << UInt64(start & 63))
        while bits == 0 {
            word += 1
            guard word < words.count else { return nil }
            bits = words[word]
        }
        let index = word << 6 + bits.trailingZeroBitCount
        words[word] &= ~(1 << UInt64(index & 63))
        return index
    }

    /// To be called when `removeFirst(from: 0)` has returned nil.
    mutating func markEmpty() { isEmpty = true }

    /// To be called after a walk that may have left members behind it.
    mutating func look() { isEmpty = words.allSatisfy { $0 == 0 } }
}
