/// Writes the binary forms of journal entries and snapshots: little-endian, variable-length integers (LEB128, zigzag for
/// signed), length-prefixed strings.
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

    public mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
    }

    public mutating func byte(_ value: UInt8) {
        bytes.append(value)
    }

    public mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    public mutating func count(_ value: Int) {
        unsigned(UInt64(value))
    }

    public mutating func signed(_ value: Int64) {
        unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    public mutating func word(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    public mutating func double(_ value: Double) {
        word(value.bitPattern)
    }

    public mutating func bool(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }

    public mutating func text(_ value: String) {
        var value = value
        value.withUTF8 {
            count($0.count)
            bytes.append(contentsOf: $0)
        }
    }

    /// What `write` writes, with its length before it: a reader that does not know it can pass over it.
    public mutating func block(_ write: (inout ByteWriter) -> Void) {
        let start = bytes.count
        bytes.append(0)
        write(&self)
        let length = bytes.count - start - 1
        guard length >= 0x80 else {
            bytes[start] = UInt8(length)
            return
        }
        // Few are so long that the length takes more than its byte: what was written makes room.
        let room = (UInt64.bitWidth - UInt64(length).leadingZeroBitCount + 6) / 7 - 1
        bytes.append(contentsOf: repeatElement(0, count: room))
        bytes.withUnsafeMutableBytes { all in
            guard let body = all.baseAddress?.advanced(by: start + 1) else { return }
            body.advanced(by: room).copyMemory(from: body, byteCount: length)
            for place in 0...room {
                let rest = UInt8(truncatingIfNeeded: length >> (7 * place)) & 0x7F
                all[start + place] = place < room ? rest | 0x80 : rest
            }
        }
    }

    /// Bytes with their length before them.
    public mutating func block(_ block: [UInt8]) {
        count(block.count)
        bytes.append(contentsOf: block)
    }

    public mutating func value(_ value: Value) {
        switch value {
        case .number(let number): byte(0); double(number)
        case .flag(let flag): byte(flag ? 2 : 1)
        case .text(let text): byte(3); self.text(text)
        }
    }
}

/// The bytes are not what a `ByteWriter` of this version wrote.
public struct MalformedBytes: Error, Equatable, Sendable {
    public var offset: Int

    public init(offset: Int) {
        self.offset = offset
    }
}

/// Reads what `ByteWriter` wrote; every read is bounds-checked, since the bytes come from a disk.
public struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    private var offset: Int

    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    public init(_ bytes: [UInt8]) {
        self.init(bytes[...])
    }

    public var isAtEnd: Bool { offset == bytes.endIndex }
    public var malformed: MalformedBytes { MalformedBytes(offset: offset - bytes.startIndex) }

    public mutating func byte() throws(MalformedBytes) -> UInt8 {
        guard offset < bytes.endIndex else { throw malformed }
        defer { offset += 1 }
        return bytes[offset]
    }

    public mutating func unsigned() throws(MalformedBytes) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw malformed }
            result |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return result }
        }
        throw malformed
    }

    /// A count of things that follow, each at least one byte long; so a count beyond the rest is malformed, and nobody
    /// reserves memory for it.
    public mutating func count() throws(MalformedBytes) -> Int {
        let value = try unsigned()
        guard value <= UInt64(bytes.endIndex - offset) else { throw malformed }
        return Int(value)
    }

    /// A plain non-negative integer below 2^31, such as an index.
    public mutating func index() throws(MalformedBytes) -> Int {
        let value = try unsigned()
        guard value < 1 << 31 else { throw malformed }
        return Int(value)
    }

    public mutating func signed() throws(MalformedBytes) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    public mutating func word() throws(MalformedBytes) -> UInt64 {
        guard bytes.endIndex - offset >= 8 else { throw malformed }
        defer { offset += 8 }
        return bytes[offset..<offset + 8].withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    public mutating func double() throws(MalformedBytes) -> Double {
        Double(bitPattern: try word())
    }

    public mutating func bool() throws(MalformedBytes) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw malformed
        }
    }

    public mutating func text() throws(MalformedBytes) -> String {
        let length = try count()
        guard let text = String(validating: bytes[offset..<offset + length], as: UTF8.self) else { throw malformed }
        offset += length
        return text
    }

    /// The bytes of a block.
    public mutating func block() throws(MalformedBytes) -> ByteReader {
        let length = try count()
        defer { offset += length }
        return ByteReader(bytes[offset..<offset + length])
    }

    /// The same as they stand.
    public mutating func blockBytes() throws(MalformedBytes) -> [UInt8] {
        let length = try count()
        defer { offset += length }
        return Array(bytes[offset..<offset + length])
    }

    public mutating func value() throws(MalformedBytes) -> Value {
        switch try byte() {
        case 0: return .number(try double())
        case 1: return .flag(false)
        case 2: return .flag(true)
        case 3: return .text(try text())
        default: throw malformed
        }
    }
}
