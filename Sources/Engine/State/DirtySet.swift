/// A set of small integers that is filled, walked in ascending order and emptied in every step without allocating.
///
/// The first 64 lie in the set itself: more than most templates have, and an array is asked first whether it is shared.
struct DirtySet: Sendable {
    private var first: UInt64 = 0
    /// From 64 on.
    private var others: [UInt64]
    private(set) var isEmpty = true

    init(capacity: Int) {
        others = [UInt64](repeating: 0, count: max(0, (capacity + 63) / 64 - 1))
    }

    mutating func insert(_ index: Int) {
        isEmpty = false
        if index < 64 { first |= 1 << UInt64(index) } else { others[index >> 6 - 1] |= 1 << UInt64(index & 63) }
    }

    mutating func insert(_ marks: Marks, _ others: [Int32]) {
        first |= marks.first
        if marks.first != 0 { isEmpty = false }
        for position in marks.start..<marks.end { insert(Int(others[Int(position)])) }
    }

    mutating func remove(_ index: Int) {
        if index < 64 { first &= ~(1 << UInt64(index)) } else { others[index >> 6 - 1] &= ~(1 << UInt64(index & 63)) }
    }

    /// Removes and returns the least member at or after `start`; nil when there is none.
    mutating func removeFirst(from start: Int) -> Int? {
        if start < 64 {
            let bits = first & (UInt64.max << UInt64(start))
            if bits != 0 {
                first &= ~(bits & (0 &- bits))
                return bits.trailingZeroBitCount
            }
        }
        return others.isEmpty ? nil : removeFirst(ofOthersFrom: max(0, start - 64))
    }

    private mutating func removeFirst(ofOthersFrom start: Int) -> Int? {
        var word = start >> 6
        guard word < others.count else { return nil }
        var bits = others[word] & (UInt64.max << UInt64(start & 63))
        while bits == 0 {
            word += 1
            guard word < others.count else { return nil }
            bits = others[word]
        }
        others[word] &= ~(bits & (0 &- bits))
        return 64 + word << 6 + bits.trailingZeroBitCount
    }

    mutating func removeAll() {
        first = 0
        for word in others.indices { others[word] = 0 }
        isEmpty = true
    }

    /// To be called when `removeFirst(from: 0)` has returned nil.
    mutating func markEmpty() { isEmpty = true }

    /// To be called after a walk that may have left members behind it.
    mutating func look() { isEmpty = first == 0 && others.allSatisfy { $0 == 0 } }
}

/// Members to add to a set at once: those below 64 as bits, the others in a stretch of a list.
struct Marks: Sendable {
    var first: UInt64 = 0
    var start: Int32 = 0
    var end: Int32 = 0

    /// - Parameter list: takes the members from 64 on.
    init(_ members: [Int], list: inout [Int32]) {
        start = Int32(list.count)
        for member in members {
            if member < 64 { first |= 1 << UInt64(member) } else { list.append(Int32(member)) }
        }
        end = Int32(list.count)
    }

    var isEmpty: Bool { first == 0 && start == end }
}
