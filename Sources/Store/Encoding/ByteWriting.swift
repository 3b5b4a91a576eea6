extension [UInt8] {
    mutating func appendLittleEndian(_ integer: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: integer.littleEndian) { append(contentsOf: $0) }
    }

    /// LEB128: seven bits a byte, the lowest first.
    mutating func appendVariable(_ integer: UInt64) {
        var rest = integer
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    mutating func overwriteLittleEndian(_ integer: UInt32, at offset: Int) {
        for index in 0..<4 { self[offset + index] = UInt8(truncatingIfNeeded: integer >> UInt32(8 * index)) }
    }
}
