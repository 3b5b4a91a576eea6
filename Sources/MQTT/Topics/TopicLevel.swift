/// Where a level of a topic lies, and the hash of its bytes (FNV-1a, 64 bits).
struct TopicLevel {
    var start: Int
    var end: Int
    var hash: UInt64

    private static let hashBasis: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let hashPrime: UInt64 = 0x100_0000_01B3

    static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        bytes.reduce(hashBasis) { ($0 ^ UInt64($1)) &* hashPrime }
    }

    /// Fills `levels`, which is uninitialised, and returns how many there are; nil if they don't fit.
    static func split(_ topic: UnsafeRawBufferPointer, into levels: UnsafeMutableBufferPointer<TopicLevel>) -> Int? {
        var count = 0
        var start = 0
        var hash = hashBasis
        for (position, byte) in topic.enumerated() {
            guard byte == UInt8(ascii: "/") else {
                hash = (hash ^ UInt64(byte)) &* hashPrime
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
