/// The destinations' names. Kept in two tables, on different pages: without its name, what is held for a destination could
/// go to another.
final class DestinationTable {
    private let table: NamedTable
    private let documents: NamedTable
    private static let prefix = "destination:"

    init(_ connection: Connection, documents: NamedTable) throws(StoreError) {
        self.documents = documents
        table = try NamedTable(connection, table: .destination)
    }

    var damagedRows: Int64 { table.damagedRows }

    /// By number, from both tables.
    var names: [(id: Int64, name: String)] {
        var known = table.names
        for document in documents.names where document.name.hasPrefix(Self.prefix) {
            guard let id = documents.bytes(named: document.name)?.first.map({ Int64($0) }) else { continue }
            if !known.contains(where: { $0.id == id }) {
                known.append((id, String(document.name.dropFirst(Self.prefix.count))))
            }
        }
        return known.sorted { $0.id < $1.id }
    }

    func id(named name: String) -> Int64? { names.first { $0.name == name }?.id }

    func set(_ name: String, id: Int64) throws(StoreError) {
        let copy = Self.prefix + name
        try table.set(name, [], id: id)
        try documents.set(copy, [UInt8(id)], id: documents.id(named: copy) ?? documents.freeID)
    }

    /// What has been lost of these.
    func missing(_ kept: DestinationNames) -> [DestinationNames.Entry] {
        let names = names
        return kept.entries.filter { entry in !names.contains { $0.id == entry.id || $0.name == entry.name } }
    }

    func remove(id: Int64) throws(StoreError) {
        if let name = names.first(where: { $0.id == id })?.name, let copy = documents.id(named: Self.prefix + name) {
            try documents.remove(id: copy)
        }
        try table.remove(id: id)
    }
}
