/// Where a level of a topic lies, and the hash of its bytes (FNV-1a, 32 bits).
///
/// Eight bytes, so that ``TopicMatcher/levelLimit`` of them make the 1,024 that Swift always puts on the stack.
struct TopicLevel {
    private let first: UInt16
    private let onePastLast: UInt16
    let hash: UInt32

    var start: Int { Int(first) }
    var end: Int { Int(onePastLast) }

    private static let hashBasis: UInt32 = 0x811C_9DC5
    private static let hashPrime: UInt32 = 0x0100_0193

    init(start: Int, end: Int, hash: UInt32) {
        first = UInt16(start)
        onePastLast = UInt16(end)
        self.hash = hash
    }

    static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        bytes.reduce(hashBasis) { ($0 ^ UInt32($1)) &* hashPrime }
    }

    /// Fills `levels`, which is uninitialised, and returns how many there are; nil if they don't fit.
    static func split(_ topic: UnsafeRawBufferPointer, into levels: UnsafeMutableBufferPointer<TopicLevel>) -> Int? {
        guard topic.count <= Int(UInt16.max) else { return nil }
        var count = 0
        var start = 0
        var hash = hashBasis
        for (position, byte) in topic.enumerated() {
            guard byte == UInt8(ascii: "/") else {
                hash = (hash ^ UInt32(byte)) &* hashPrime
                continue
            }
            guard count < levels.count else { return nil }
            levels.initializeElement(at: count, to: TopicLevel(start: start, end: position, hash: hash))
            count += 1
            start = position + 1
            hash = hashBasis
        }
        guard count < levels.count else { return nil }
        levels.initializeElement(at: count, to: TopicLevel(start: start, end: topic.count, hash: hash))
        return count + 1
    }
}
