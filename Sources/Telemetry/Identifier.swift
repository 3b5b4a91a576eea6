/// The identity of an output: 128 bits made from its cause, so that the same cause gives the same identity, live, after
/// a crash and in a replay. Shown as 32 hexadecimal digits.
public struct Identifier: Sendable, Hashable, CustomStringConvertible {
    public var high: UInt64
    public var low: UInt64

    /// Two independent hashes of the same words: what is made, by whom, from which cause.
    public init(_ words: (inout StableHash) -> Void) {
        var first = StableHash(seed: 0x5EED_0001)
        var second = StableHash(seed: 0x5EED_0002)
        words(&first)
        words(&second)
        high = first.value
        low = second.value
    }

    /// What `description` gives; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16), !text.contains(where: { $0 == "+" || $0 == "-" })
        else { return nil }
        self.high = high
        self.low = low
    }

    public var description: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        append(to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// Appends what `description` gives.
    func append(to text: inout [UInt8]) {
        Identifier.append(high, to: &text)
        Identifier.append(low, to: &text)
    }

    private static func append(_ word: UInt64, to text: inout [UInt8]) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            text.append(JSONWriter.hexadecimal(UInt8(truncatingIfNeeded: word >> shift) & 15))
        }
    }
}
