/// Which entries of a row are done with, a bit each.
struct DeliveredBits: Equatable {
    private(set) var bytes: [UInt8] = []

    subscript(_ index: Int) -> Bool {
        index / 8 < bytes.count && bytes[index / 8] & (1 << UInt8(index % 8)) != 0
    }

    /// True when the bit was not set before.
    mutating func set(_ index: Int) -> Bool {
        if self[index] { return false }
        while bytes.count <= index / 8 { bytes.append(0) }
        bytes[index / 8] |= 1 << UInt8(index % 8)
        return true
    }

    /// Set bits below `limit`.
    func count(below limit: Int) -> Int {
        var total = 0
        for (place, byte) in bytes.enumerated() {
            let rest = limit - place * 8
            if rest <= 0 { break }
            total += (rest >= 8 ? byte : byte & (1 << UInt8(rest) - 1)).nonzeroBitCount
        }
        return total
    }

    init() {}

    init?(blob: [UInt8], row: Int64) {
        let opened = SealedBlob.open(blob, table: .delivered, columns: [row], compressor: nil)
        guard opened.isSound else { return nil }
        bytes = opened.raw
    }

    func blob(row: Int64) -> [UInt8] { SealedBlob.seal(bytes, table: .delivered, columns: [row], compressor: nil) }
}
