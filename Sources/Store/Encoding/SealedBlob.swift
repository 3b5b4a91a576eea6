/// The form of every blob in the database: `crc32 | method | raw length | body`.
///
/// The checksum covers the table and the row's other columns too, so that a flipped bit in a key or a count is found like
/// one in the body. SQLite's own check passes 266 of 300 such flips.
enum SealedBlob {
    /// No row is larger than this before compression; a damaged length asks for no more memory.
    static let rawLimit = 256 << 20

    /// How the body holds the row. On disk: never renumber.
    private enum Method: UInt8 {
        case stored = 0
        /// Read, no longer written.
        case deflated = 1
        case zstandard = 2
    }

    static func seal(_ raw: [UInt8], table: Schema.Name, columns: [Int64], compressor: Compressor?) -> [UInt8] {
        var blob: [UInt8] = []
        seal(raw, under: Checksum(of: table, columns), compressor, into: &blob)
        return blob
    }

    /// As above, into memory that is there already: `blob` is overwritten. `key` is the checksum of the table and the
    /// row's other columns, in their order.
    static func seal(_ raw: [UInt8], under key: Checksum, _ compressor: Compressor?, into blob: inout [UInt8]) {
        blob.removeAll(keepingCapacity: true)
        blob.appendLittleEndian(UInt32(0))
        blob.append(Method.zstandard.rawValue)
        blob.appendVariable(UInt64(raw.count))
        if compressor?.compress(raw, appendingTo: &blob) != true {
            blob[4] = Method.stored.rawValue
            blob.append(contentsOf: raw)
        }
        blob.overwriteLittleEndian(checksum(blob, under: key), at: 0)
    }

    /// What a blob holds. `isSound` is false when anything in the row has changed; `raw` is then what could be read.
    struct Opened {
        let raw: [UInt8]
        let isSound: Bool
    }

    static func open(_ blob: [UInt8], table: Schema.Name, columns: [Int64], compressor: Compressor?) -> Opened {
        var reader = ByteReader(blob)
        guard let expected = reader.integer(UInt32.self), let method = reader.integer(UInt8.self),
            let length = reader.variable()
        else { return Opened(raw: [], isSound: false) }
        let key = Checksum(of: table, columns)
        let isSound = expected == checksum(blob, under: key)
        let body = blob[reader.offset...]
        /// A damaged length asks for no more memory than the body can fill.
        func limit(ratio: Int) -> Int { Int(min(length, UInt64(min(rawLimit, body.count * ratio + 64)))) }
        let raw: [UInt8]
        switch Method(rawValue: method) {
        case .stored: raw = Array(body.prefix(limit(ratio: 1)))
        case .deflated: raw = Inflation.decompress(body, limit: limit(ratio: Inflation.largestRatio))
        case .zstandard:
            raw = compressor?.decompress(body, limit: limit(ratio: Compressor.largestRatio)) ?? []
        case nil: raw = []
        }
        return Opened(raw: raw, isSound: isSound && UInt64(raw.count) == length)
    }

    private static func checksum(_ blob: [UInt8], under key: Checksum) -> UInt32 {
        var checksum = key
        checksum.add(blob, 4..<blob.count)
        return checksum.value
    }
}
