/// A CEL map, in the order its entries were written.
///
/// Keys are bool, int, uint or string; an int and a uint of one number are one key. Small maps are searched one by one,
/// larger ones by a hash index, so a lookup never depends on an unordered collection's order.
public struct MapValue: Sendable {
    private final class Storage: Sendable {
        let keys: [Value]
        let values: [Value]
        let index: [MapKey: Int]

        init(keys: [Value], values: [Value], index: [MapKey: Int]) {
            self.keys = keys
            self.values = values
            self.index = index
        }
    }

    private static let largestUnindexed = 8
    private let storage: Storage

    /// Throws `unsupportedKey` or `repeatedKey`.
    public init(_ entries: [(key: Value, value: Value)]) throws(EvaluationError) {
        var index: [MapKey: Int] = [:]
        index.reserveCapacity(entries.count)
        for (position, entry) in entries.enumerated() {
            guard let key = MapKey(entry.key) else { throw .unsupportedKey }
            guard index.updateValue(position, forKey: key) == nil else { throw .repeatedKey }
        }
        storage = Storage(
            keys: entries.map(\.key), values: entries.map(\.value),
            index: entries.count > MapValue.largestUnindexed ? index : [:])
    }

    public var count: Int { storage.keys.count }

    /// In the order written.
    public var keys: [Value] { storage.keys }

    /// In the order of `keys`.
    public var values: [Value] { storage.values }

    /// The value under a key; a double finds the integer it equals. Keys of other types find nothing.
    public subscript(key: Value) -> Value? {
        guard let wanted = MapKey(lookup: key) else { return nil }
        if storage.keys.count > MapValue.largestUnindexed {
            return storage.index[wanted].map { storage.values[$0] }
        }
        for position in storage.keys.indices where MapKey(storage.keys[position]) == wanted {
            return storage.values[position]
        }
        return nil
    }

    /// The value under a text key.
    public subscript(field: String) -> Value? { self[.string(field)] }
}
