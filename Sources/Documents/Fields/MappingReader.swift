/// Reads one mapping by its ``FieldTable``. See ``Section`` for an example.
///
/// Asking for a key that the table does not declare stops the program: then the documentation and the schema would miss
/// it.
public final class MappingReader {
    public let node: Node
    public let table: FieldTable
    public let context: ReadingContext
    private let entries: [Node.Entry]
    private let places: [String: Int]
    private var asked: Set<String> = []
    private var isFinished = false

    /// Nil where `node` is no mapping; that is reported.
    public init?(_ node: Node, _ table: FieldTable, _ context: ReadingContext) {
        guard let entries = node.entries else {
            context.diagnostics.error(
                "expected \(table.noun), found \(node.words)", mend: "write 'key: value' lines", at: node.mark)
            return nil
        }
        self.node = node
        self.table = table
        self.context = context
        self.entries = entries
        places = Dictionary(entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public var diagnostics: Diagnostics { context.diagnostics }

    // MARK: Values

    /// The field's value: read, or its default; for a field without default nil where it is absent, or wrong and
    /// reported.
    public func value<Value>(_ field: Field<Value>) -> Value {
        guard let node = value(field.key) else {
            if field.description.isRequired { reportMissing(field.description) }
            return field.absent
        }
        return field.read(node, context)
    }

    /// The node under a key; nil where it is absent.
    public func value(_ key: String) -> Node? {
        precondition(table[key] != nil, "'\(key)' is not declared in \(table.noun)")
        asked.insert(key)
        return places[key].map { entries[$0].value }
    }

    /// The node under a key; an error is reported where it is absent.
    public func required(_ key: String) -> Node? {
        if let node = value(key) { return node }
        if let field = table[key] { reportMissing(field) }
        return nil
    }

    /// The values under the keys that the user names, in the order of the file. Entries that are wrong are reported and
    /// left out.
    public func values<Value>(_ others: OtherKeys<Value>) -> [Named<Value>] {
        precondition(table.others != nil, "\(table.noun) declares no other keys")
        return entries.filter { table[$0.name] == nil }.compactMap { entry in
            do throws(ValueProblem) {
                try others.description.names.check(entry.name)
            } catch {
                diagnostics.error(error, in: entry.key)
            }
            return others.read(entry.value, context).map { Named(name: entry.name, mark: entry.key.mark, value: $0) }
        }
    }

    /// Whether the key is written, whatever its value.
    public func has(_ field: some DeclaredField) -> Bool { value(field.description.key) != nil }

    // MARK: Places

    /// The place of the whole mapping.
    public var mark: Mark { node.mark }

    /// The place of a field's value; of the mapping where it is absent.
    public func mark(of field: some DeclaredField) -> Mark { value(field.description.key)?.mark ?? mark }

    /// The place of a field's key; of the mapping where it is absent.
    public func keyMark(of field: some DeclaredField) -> Mark {
        places[field.description.key].map { entries[$0].key.mark } ?? mark
    }

    /// Reports what only this section can know, at the value of a field.
    public func error(_ message: String, mend: String? = nil, at field: some DeclaredField) {
        diagnostics.error(message, mend: mend, at: mark(of: field))
    }

    public func warning(_ message: String, mend: String? = nil, at field: some DeclaredField) {
        diagnostics.warning(message, mend: mend, at: mark(of: field))
    }

    // MARK: The end

    /// The declared keys nobody asked for: a test of a section expects none.
    public var keysNeverAsked: [String] {
        table.fields.filter { $0.availability != .planned && !asked.contains($0.key) }.map(\.key)
    }

    /// Reports unknown keys, keys not supported yet, and groups without exactly one key. Once;
    /// ``ReadingContext/section(_:from:)`` calls it.
    public func finish() {
        guard !isFinished else { return }
        isFinished = true
        for entry in entries {
            switch table[entry.name]?.availability {
            case .since: break
            case .planned:
                diagnostics.error(
                    "\(ShownText.quoted(entry.name)) is not supported yet", mend: "remove it", at: entry.key.mark)
            case nil: if table.others == nil { reportUnknown(entry) }
            }
        }
        for group in table.exactlyOne { checkGroup(group) }
    }

    private func reportUnknown(_ entry: Node.Entry) {
        let known = table.fields.filter { $0.availability != .planned }.map(\.key)
        let nearest = nearest(to: entry.name)
        if mayHoldSecret(nearest) { diagnostics.hide(entry.value) }
        let mend: String
        if let neighbour = table.neighbour, neighbour.table()[entry.name] != nil {
            mend = "write it in \(neighbour.file)"
        } else if let nearest {
            mend = "write \(ShownText.quoted(nearest))"
        } else if known.count <= 12 {
            mend = "the keys here are \(known.joined(separator: ", "))"
        } else {
            mend = "remove it"
        }
        diagnostics.error(
            "unknown key \(ShownText.quoted(entry.name)) in \(table.noun)", mend: mend, at: entry.key.mark)
    }

    /// `pasword: hunter2` and `pw: hunter2` are unknown keys whose values must not be shown.
    private func mayHoldSecret(_ nearest: String?) -> Bool {
        if let nearest { return table[nearest]?.shape.isSecret ?? false }
        return table.fields.contains { $0.shape.isSecret }
    }

    private func reportMissing(_ field: FieldDescription) {
        guard !isMisspelt(field.key) else { return }
        let mend =
            field.example.map { "write '\(field.key): \($0)'" } ?? "write '\(field.key): ' and \(field.shape.words)"
        diagnostics.error("\(table.noun) needs '\(field.key)'", mend: mend, at: mark)
    }

    /// Whether an unknown key is taken for this one: its own error says what to write.
    private func isMisspelt(_ key: String) -> Bool {
        table.others == nil && entries.contains { table[$0.name] == nil && nearest(to: $0.name) == key }
    }

    private func nearest(to name: String) -> String? {
        NearestName.nearest(to: name, among: table.fields.filter { $0.availability != .planned }.map(\.key))
    }

    private func checkGroup(_ group: [String]) {
        let written = group.filter { places[$0] != nil }
        guard written.count != 1, !group.contains(where: isMisspelt) else { return }
        if written.isEmpty {
            let known = group.filter { table[$0]?.availability != .planned }.map { "'\($0)'" }
            diagnostics.error("\(table.noun) needs one of \(known.joined(separator: ", "))", at: mark)
        } else if let second = places[written[1]] {
            diagnostics.error(
                "'\(written[0])' and '\(written[1])' exclude each other in \(table.noun)", mend: "remove one of them",
                at: entries[second].key.mark)
        }
    }
}
