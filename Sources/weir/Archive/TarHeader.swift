/// The block before each member of an archive (POSIX.1-1988, "ustar"): plain files only.
struct TarHeader: Equatable {
    static let blockBytes = 512
    /// Eleven octal digits.
    static let largestSize: Int64 = (1 << 33) - 1

    let name: String
    let size: Int64
    /// Seconds since 1970.
    var time: Int64 = 0

    /// Blocks of the member's content.
    var blocks: Int64 { (size + Int64(Self.blockBytes) - 1) / Int64(Self.blockBytes) }

    init(name: String, size: Int64, time: Int64) {
        self.name = name
        self.size = size
        self.time = time
    }

    var block: [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        put(String(name.prefix(99)), at: 0)
        put("0000600", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(Self.octal(size, digits: 11), at: 124)
        put(Self.octal(time, digits: 11), at: 136)
        put("0", at: 156)
        put("ustar\u{0}00", at: 257)
        put(Self.octal(Self.sum(block), digits: 6) + "\u{0} ", at: 148)
        return block
    }

    /// Nil where the block is no header of a plain file.
    init?(_ block: [UInt8]) {
        guard block.count == Self.blockBytes, block[257..<262].elementsEqual("ustar".utf8),
            block[156] == UInt8(ascii: "0") || block[156] == 0,
            Self.number(block[148..<156]) == Self.sum(block), let size = Self.number(block[124..<136])
        else { return nil }
        self.name = String(decoding: block[..<100].prefix { $0 != 0 }, as: UTF8.self)
        self.size = size
        time = Self.number(block[136..<148]) ?? 0
    }

    /// Of all bytes, those of the sum itself counted as spaces.
    private static func sum(_ block: [UInt8]) -> Int64 {
        block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int64($1.element)) }
    }

    private static func octal(_ number: Int64, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let digits = bytes.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        return Int64(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}
