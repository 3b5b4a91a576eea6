internal import Documents

/// Puts documents on one thing together: mappings are merged key by key, anything else is replaced by the later file.
enum DocumentMerge {
    static func merge(_ earlier: Node, _ later: Node) -> Node {
        guard let first = earlier.entries, let second = later.entries else { return later }
        var entries = first
        for entry in second {
            if let index = entries.firstIndex(where: { $0.name == entry.name }) {
                entries[index] = Node.Entry(key: entry.key, value: merge(entries[index].value, entry.value))
            } else {
                entries.append(entry)
            }
        }
        return Node(.mapping(entries), mark: earlier.mark)
    }

    /// Documents that describe the same devices become one, in the order of their files.
    static func byDevice(_ documents: [Node]) -> [Node] {
        var merged: [Node] = []
        for document in documents {
            let name = document["device"]?.scalar?.text
            if let name, let index = merged.firstIndex(where: { $0["device"]?.scalar?.text == name }),
                !isPattern(name)
            {
                merged[index] = merge(merged[index], document)
            } else {
                merged.append(document)
            }
        }
        return merged
    }

    /// Two files with `{device}` describe different kinds of devices.
    private static func isPattern(_ name: String) -> Bool { name.hasPrefix("{") }
}
