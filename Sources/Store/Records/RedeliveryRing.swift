/// The last 4096 accepted messages, in chunks of which a commit rewrites only those it touches: what reaches the flash
/// does not grow with time, since the same pages are written again.
struct RedeliveryRing {
    static let window: Int64 = 4096
    /// A chunk of 96 marks of 10 bytes fits a page of 1 KiB without an overflow page.
    static let chunkMarks: Int64 = 96
    /// One chunk more than the window, for the one being filled.
    static let chunkCount: Int64 = window / chunkMarks + 2

    private struct Place {
        var position: Int64 = -1
        var mark = RedeliveryMark(packetIdentifier: 0, contentHash: 0)
    }

    private var places = [Place](repeating: Place(), count: Int(chunkCount * chunkMarks))
    private(set) var end: Int64

    init(end: Int64) { self.end = end }

    mutating func append(_ mark: RedeliveryMark) {
        places[Int(end % (Self.chunkCount * Self.chunkMarks))] = Place(position: end, mark: mark)
        end += 1
    }

    /// The marks of the window that are there, oldest first.
    var marks: [RedeliveryMark] {
        (max(0, end - Self.window)..<end).compactMap { position in
            let place = places[Int(position % (Self.chunkCount * Self.chunkMarks))]
            return place.position == position ? place.mark : nil
        }
    }

    /// Numbers of the chunks that hold positions from `start` on.
    func chunks(since start: Int64) -> Range<Int64> {
        // More than once around: the earlier turns are overwritten anyway.
        let first = max(start / Self.chunkMarks, end / Self.chunkMarks - Self.chunkCount + 1)
        return first..<(end + Self.chunkMarks - 1) / Self.chunkMarks
    }

    static func slot(ofChunk chunk: Int64) -> Int64 { chunk % chunkCount }

    /// Overwrites `raw` with what the chunk holds.
    func write(chunk: Int64, to raw: inout [UInt8]) {
        let start = chunk * Self.chunkMarks
        raw.removeAll(keepingCapacity: true)
        raw.appendLittleEndian(start)
        for position in start..<min(start + Self.chunkMarks, end) {
            let mark = places[Int(position % (Self.chunkCount * Self.chunkMarks))].mark
            raw.appendLittleEndian(mark.packetIdentifier)
            raw.appendLittleEndian(mark.contentHash)
        }
    }

    /// Takes in a stored chunk; false when it is damaged.
    mutating func load(_ blob: [UInt8], row: Int64) -> Bool {
        let opened = SealedBlob.open(blob, table: .state, columns: [row], compressor: nil)
        var reader = ByteReader(opened.raw)
        guard opened.isSound, var position = reader.integer(Int64.self), position >= 0 else { return false }
        while let identifier = reader.integer(UInt16.self), let hash = reader.integer(UInt64.self) {
            let mark = RedeliveryMark(packetIdentifier: identifier, contentHash: hash)
            let index = Int(position % (Self.chunkCount * Self.chunkMarks))
            if places[index].position < position { places[index] = Place(position: position, mark: mark) }
            position += 1
        }
        return true
    }
}
