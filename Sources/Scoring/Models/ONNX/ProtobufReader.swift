/// Fields of one Protocol Buffers message, in order (encoding: protobuf.dev, "Encoding").
struct ProtobufReader {
    /// A field's value by its wire type.
    enum Value {
        case varint(UInt64)
        case fixed64(UInt64)
        case bytes(ArraySlice<UInt8>)
        case fixed32(UInt32)
    }

    private let bytes: ArraySlice<UInt8>
    private var offset: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    var malformed: ModelError { .malformed("not the protobuf it should be", place: "byte \(offset)") }
    var isAtEnd: Bool { offset == bytes.endIndex }

    /// The next field; nil at the end.
    mutating func next() throws(ModelError) -> (number: UInt64, value: Value)? {
        guard !isAtEnd else { return nil }
        let tag = try varint()
        guard tag >> 3 > 0 else { throw malformed }
        switch tag & 7 {
        case 0: return (tag >> 3, .varint(try varint()))
        case 1: return (tag >> 3, .fixed64(try fixed(UInt64.self)))
        case 2:
            let length = try varint()
            guard length <= UInt64(bytes.endIndex - offset) else { throw malformed }
            defer { offset += Int(length) }
            return (tag >> 3, .bytes(bytes[offset..<offset + Int(length)]))
        case 5: return (tag >> 3, .fixed32(try fixed(UInt32.self)))
        default: throw malformed
        }
    }

    mutating func varint() throws(ModelError) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard offset < bytes.endIndex else { throw malformed }
            let byte = bytes[offset]
            offset += 1
            guard shift < 63 || byte <= 1 else { throw malformed }
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        throw malformed
    }

    mutating func fixed<Word: FixedWidthInteger>(_ type: Word.Type) throws(ModelError) -> Word {
        let size = MemoryLayout<Word>.size
        guard bytes.endIndex - offset >= size else { throw malformed }
        defer { offset += size }
        return bytes[offset..<offset + size].withUnsafeBytes { Word(littleEndian: $0.loadUnaligned(as: Word.self)) }
    }
}

extension ProtobufReader.Value {
    private static let wrong = ModelError.malformed("a field of another type", place: "protobuf")

    func message() throws(ModelError) -> ProtobufReader {
        guard case .bytes(let bytes) = self else { throw Self.wrong }
        return ProtobufReader(bytes)
    }

    func text() throws(ModelError) -> String {
        guard case .bytes(let bytes) = self else { throw Self.wrong }
        return String(decoding: bytes, as: UTF8.self)
    }

    func integer() throws(ModelError) -> Int64 {
        guard case .varint(let number) = self else { throw Self.wrong }
        return Int64(bitPattern: number)
    }

    func float() throws(ModelError) -> Double {
        guard case .fixed32(let bits) = self else { throw Self.wrong }
        return Double(Float(bitPattern: bits))
    }

    /// A repeated number: packed, or one of many.
    func append(floatsTo numbers: inout [Double]) throws(ModelError) {
        guard case .bytes = self else { return numbers.append(try float()) }
        var packed = try message()
        while !packed.isAtEnd { numbers.append(Double(Float(bitPattern: try packed.fixed(UInt32.self)))) }
    }

    func append(doublesTo numbers: inout [Double]) throws(ModelError) {
        if case .fixed64(let bits) = self { return numbers.append(Double(bitPattern: bits)) }
        var packed = try message()
        while !packed.isAtEnd { numbers.append(Double(bitPattern: try packed.fixed(UInt64.self))) }
    }

    func append(integersTo numbers: inout [Int64]) throws(ModelError) {
        guard case .bytes = self else { return numbers.append(try integer()) }
        var packed = try message()
        while !packed.isAtEnd { numbers.append(Int64(bitPattern: try packed.varint())) }
    }
}
