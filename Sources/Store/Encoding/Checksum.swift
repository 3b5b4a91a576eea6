internal import CZlib

/// CRC-32 (ISO 3309, as in zlib), which finds every single flipped bit and every burst of up to 32.
struct Checksum {
    private(set) var value: UInt32 = 0

    init() {}

    /// Begins that of a row of `table`.
    init(of table: Schema.Name, _ columns: [Int64] = []) {
        add(table.seed)
        for column in columns { add(column) }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        value = UInt32(truncatingIfNeeded: crc32_z(UInt(value), start.assumingMemoryBound(to: UInt8.self), bytes.count))
    }

    mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
        bytes.withUnsafeBytes { add(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    mutating func add(_ integer: Int64) {
        withUnsafeBytes(of: integer.littleEndian) { add($0) }
    }

    func adding(_ integer: Int64) -> Checksum {
        var checksum = self
        checksum.add(integer)
        return checksum
    }
}
