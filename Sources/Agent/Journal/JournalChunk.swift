public import Decoding
internal import Store
internal import Telemetry

/// A stretch of the journal as it travels over the control socket: entries with their lengths, in hexadecimal digits.
public struct JournalChunk: Sendable, Equatable {
    /// One answer is no larger than this, unless a single entry is.
    static let byteLimit = 256 << 10

    /// The offset after the last entry, from which to ask on.
    public var next: Int64
    /// The offset after the last entry that is stored.
    public var end: Int64
    /// Entries that were passed over, as they were damaged or gone.
    public var missing: Int64
    public var entries: [[UInt8]]

    /// Reads from a store what comes after an offset.
    init(_ store: Store, from offset: Int64) throws(StoreError) {
        let range = try store.journalRange()
        let start = min(max(offset, range.lowerBound), range.upperBound)
        var entries: [[UInt8]] = []
        var next = start
        var bytes = 0
        let replay = try store.replayJournal(from: start) { offset, _, entry in
            entries.append(entry.withUnsafeBytes { Array($0) })
            next = offset + 1
            bytes += entry.byteCount
            return bytes < JournalChunk.byteLimit
        }
        // Where all was read, what is missing at the end is passed over too.
        if bytes < JournalChunk.byteLimit { next = range.upperBound }
        self.next = next
        end = range.upperBound
        missing = replay.damaged + replay.missing
        self.entries = entries
    }

    // MARK: The socket's form

    func write(to json: inout JSONWriter) {
        var bytes = ByteWriter()
        for entry in entries {
            bytes.count(entry.count)
            for byte in entry { bytes.byte(byte) }
        }
        json.field("next", next)
        json.field("end", end)
        json.field("missing", missing)
        json.field("entries", JournalChunk.digits(bytes.bytes))
    }

    /// Nil where the answer is none of this form.
    public init?(_ answer: JSONValue) {
        guard let next = answer["next"]?.integer, let end = answer["end"]?.integer,
            let missing = answer["missing"]?.integer, let digits = answer["entries"]?.string,
            let bytes = JournalChunk.bytes(digits)
        else { return nil }
        self.next = next
        self.end = end
        self.missing = missing
        entries = []
        var rest = bytes[...]
        while !rest.isEmpty {
            var length = 0
            var shift = 0
            while let byte = rest.popFirst() {
                guard shift < 35 else { return nil }
                length |= Int(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            guard length <= rest.count else { return nil }
            entries.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
    }

    static func digits(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = digits[Int(byte >> 4)]
                text[2 * index + 1] = digits[Int(byte & 15)]
            }
            return 2 * bytes.count
        }
    }

    /// Nil where the text is not pairs of lower-case hexadecimal digits.
    public static func bytes(_ digits: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.utf8.count / 2)
        var high: UInt8?
        for digit in digits.utf8 {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x61...0x66: value = digit - 0x61 + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }
}
