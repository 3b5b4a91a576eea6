/// The destinations' names as they are kept outside the database, too: where its first pages are destroyed, what is held
/// for a destination would otherwise be nobody's.
struct DestinationNames: Equatable {
    struct Entry: Equatable {
        let id: Int64
        let name: String
    }

    let entries: [Entry]

    init(_ names: [(id: Int64, name: String)]) {
        entries = names.map { Entry(id: $0.id, name: $0.name) }
    }

    /// Their count, each with its number and length, and a checksum.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendVariable(UInt64(entries.count))
        for entry in entries {
            bytes.appendLittleEndian(entry.id)
            bytes.appendVariable(UInt64(entry.name.utf8.count))
            bytes.append(contentsOf: entry.name.utf8)
        }
        var checksum = Checksum()
        checksum.add(bytes, 0..<bytes.count)
        bytes.appendLittleEndian(checksum.value)
        return bytes
    }

    /// Nil where the checksum is wrong; what follows it does not matter.
    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let count = reader.variable(), count <= UInt64(DestinationID.limit) else { return nil }
        var entries: [Entry] = []
        for _ in 0..<count {
            guard let id = reader.integer(Int64.self), let length = reader.variable(), let range = reader.take(length)
            else { return nil }
            entries.append(Entry(id: id, name: String(decoding: bytes[range], as: UTF8.self)))
        }
        var checksum = Checksum()
        checksum.add(bytes, 0..<reader.offset)
        guard reader.integer(UInt32.self) == checksum.value else { return nil }
        self.entries = entries
    }
}
