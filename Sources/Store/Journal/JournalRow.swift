/// A row of the journal before it is stored: consecutive entries, `length | crc32 | bytes` each.
struct JournalRow {
    /// Larger rows compress no better and make reading back take more memory.
    static let rawLimit = 128 << 10

    /// The offset of the first entry, which is the key.
    private(set) var id: Int64
    let time: Int64
    private(set) var count: Int64 = 0
    private(set) var raw: [UInt8]

    /// `buffer` is empty, and its memory is used.
    init(id: Int64, time: Int64, buffer: consuming [UInt8]) {
        self.id = id
        self.time = time
        raw = buffer
    }

    /// Gives the memory back, when the row is done.
    mutating func giveBack(to buffers: BufferPool) { buffers.giveBack(&raw) }

    var isFull: Bool { raw.count >= Self.rawLimit }

    mutating func append(_ bytes: [UInt8], _ range: Range<Int>) {
        raw.appendVariable(UInt64(range.count))
        raw.appendLittleEndian(Self.checksum(bytes, range, offset: id + count))
        raw.append(contentsOf: bytes[range])
        count += 1
    }

    func seal(_ compressor: Compressor, into blob: inout [UInt8]) {
        let key = Checksum(of: .journal).adding(id).adding(time).adding(count)
        SealedBlob.seal(raw, under: key, compressor, into: &blob)
    }

    /// Becomes the row behind this one, in the same memory.
    mutating func goOn() {
        id += count
        count = 0
        raw.removeAll(keepingCapacity: true)
    }

    /// What a stored row still holds: each whole entry's place in `raw`. An entry after a broken length is lost with it.
    struct Opened {
        var raw: [UInt8]
        var entries: [(offset: Int64, range: Range<Int>)] = []
        var isSound: Bool
    }

    static func open(id: Int64, time: Int64, count: Int64, blob: [UInt8], compressor: Compressor) -> Opened {
        let sealed = SealedBlob.open(blob, table: .journal, columns: [id, time, count], compressor: compressor)
        var opened = Opened(raw: sealed.raw, isSound: sealed.isSound)
        var reader = ByteReader(sealed.raw)
        var offset = id
        while let length = reader.variable(), let expected = reader.integer(UInt32.self),
            let range = reader.take(length)
        {
            if checksum(sealed.raw, range, offset: offset) == expected { opened.entries.append((offset, range)) }
            offset += 1
        }
        return opened
    }

    private static func checksum(_ bytes: [UInt8], _ range: Range<Int>, offset: Int64) -> UInt32 {
        var checksum = Checksum()
        checksum.add(offset)
        checksum.add(bytes, range)
        return checksum.value
    }
}
