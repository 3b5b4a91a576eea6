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

    /// Files that describe the same devices belong together, in the order of their names.
    static func byDevice(_ files: [SourceFile], _ reader: YAMLReader) -> [[SourceFile]] {
        var groups: [[SourceFile]] = []
        var places: [String: Int] = [:]
        for file in files {
            guard let name = reader.peek("device", in: file), !isPattern(name) else {
                groups.append([file])
                continue
            }
            if let place = places[name] {
                groups[place].append(file)
            } else {
                places[name] = groups.count
                groups.append([file])
            }
        }
        return groups
    }

    /// The one document that files of a device make; nil where one cannot be read.
    static func read(_ files: [SourceFile], _ reader: YAMLReader) -> Node? {
        let documents = files.map { reader.read($0) }
        guard let first = documents[0], !documents.contains(where: { $0 == nil }) else { return nil }
        return documents.dropFirst().compactMap(\.self).reduce(first, merge)
    }

    /// Two files with `{device}` describe different kinds of devices.
    private static func isPattern(_ name: String) -> Bool { name.hasPrefix("{") }
}
