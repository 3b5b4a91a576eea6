/// The bytes that a base 64 text stands for (RFC 4648), one after the other: both alphabets, padding or none.
struct Base64Reader {
    private let text: UnsafeRawBufferPointer
    private var position = 0
    private var bits: UInt32 = 0
    private var bitCount = 0
    /// False once a letter was none, or the end came where no byte ends.
    private(set) var isValid = true

    init(_ text: UnsafeRawBufferPointer) {
        var end = text.count
        // Padding only fills a text up to whole groups of four letters (section 3.2).
        while end > 0, text.count - end < 2, text.count.isMultiple(of: 4), text[end - 1] == UInt8(ascii: "=") {
            end -= 1
        }
        self.text = UnsafeRawBufferPointer(rebasing: text[..<end])
        isValid = end % 4 != 1
    }

    /// Nil at the end and where the text is wrong.
    mutating func next() -> UInt8? {
        while bitCount < 8 {
            guard isValid, position < text.count else { return endOfText() }
            guard let six = Base64Reader.value(of: text[position]) else {
                isValid = false
                return nil
            }
            position += 1
            bits = bits << 6 | six
            bitCount += 6
        }
        bitCount -= 8
        let byte = UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
        bits &= (1 << UInt32(bitCount)) - 1
        return byte
    }

    /// The bits left over are zero, so that each value has one spelling (section 3.5).
    private mutating func endOfText() -> UInt8? {
        if bits != 0 { isValid = false }
        return nil
    }

    private static func value(of letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
