extension FieldType where Value == WrittenText {
    /// Text for another language: `${VAR}` is filled in, any other `$` is that language's.
    public static var expression: Self {
        Self(shape: .expression) { node, context in
            do throws(ValueProblem) {
                return try Expansion.fill(node, using: context.environment)
            } catch {
                context.diagnostics.error(error, in: node)
                return nil
            }
        }
    }
}

extension FieldType where Value == Secret {
    /// `!secret name`. A value written into the file is an error that does not repeat it.
    public static var secret: Self {
        Self(shape: .secret) { node, context in
            guard let name = node.secretName else {
                context.diagnostics.hide(node)
                context.diagnostics.error(
                    "a secret must not stand in the file",
                    mend: "write '!secret name' and put the value into the file secrets/name",
                    at: node.mark)
                return nil
            }
            do throws(ValueProblem) {
                try NameText.checkSecret(name)
                var secret = try context.secrets.secret(named: name)
                secret.reference = name
                return secret
            } catch {
                context.diagnostics.error(error, in: node)
                return nil
            }
        }
    }
}

extension FieldType where Value == String {
    /// The path of a certificate or a key. What holds one itself is an error that does not repeat it.
    public static var credentialFile: Self {
        Self(shape: Self.text.shape) { node, context in
            if let text = node.scalar?.text, text.contains("-----BEGIN") || text.contains("\n") {
                context.diagnostics.hide(node)
                context.diagnostics.error(
                    "a key or certificate must not stand in the file", mend: "write the path of its file",
                    at: node.mark)
                return nil
            }
            return Self.text.read(node, context)
        }
    }
}

extension FieldType where Value == Node {
    /// Whatever is written; the section checks it by itself.
    public static var anything: Self { Self(shape: .anything) { node, _ in node } }
}

extension FieldType {
    /// A list; every element is read, also after a wrong one.
    public static func list<Element: Sendable>(
        of element: FieldType<Element>, atLeast least: Int = 0, atMost most: Int? = nil
    ) -> Self where Value == [Element] {
        Self(shape: .list(of: element.shape, atLeast: least, atMost: most)) { node, context in
            guard let nodes = node.elements else {
                let mend = node.scalar.map { $0.isNull ? "write []" : "write [\($0.text)]" }
                context.diagnostics.error("expected a list, found \(node.words)", mend: mend, at: node.mark)
                return nil
            }
            guard nodes.count >= least else {
                context.diagnostics.error(
                    "the list has \(nodes.count) entries", mend: "write at least \(least)", at: node.mark)
                return nil
            }
            if let most, nodes.count > most {
                context.diagnostics.error(
                    "the list has \(nodes.count) entries", mend: "write at most \(most)", at: node.mark)
                return nil
            }
            let values = nodes.map { element.read($0, context) }
            return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
        }
    }

    /// A mapping from names that the user chooses, in the order of the file. Entries that are wrong are reported and
    /// left out.
    public static func named<Element: Sendable>(
        _ element: FieldType<Element>, names rule: NameRule = .name
    ) -> Self where Value == [Named<Element>] {
        Self(shape: .named(of: element.shape, names: rule)) { node, context in
            guard let entries = node.entries else {
                context.diagnostics.error(
                    "expected a mapping from names, found \(node.words)", mend: "write 'name: ...' lines", at: node.mark
                )
                return nil
            }
            // As much room as is needed: a plant has thousands of such lists.
            var result: [Named<Element>] = []
            result.reserveCapacity(entries.count)
            for entry in entries {
                do throws(ValueProblem) {
                    try rule.check(entry.name)
                } catch {
                    context.diagnostics.error(error, in: entry.key)
                }
                guard let value = element.read(entry.value, context) else { continue }
                result.append(Named(name: entry.name, mark: entry.key.mark, value: value))
            }
            return result
        }
    }
}

extension FieldType where Value: Section {
    /// A section with its own table.
    ///
    /// - Parameter shorthandKey: The key meant when a single value stands for the section: with `"field"`, `time: ts`
    ///   is `time: {field: ts}`.
    public static func section(_ type: Value.Type = Value.self, shorthand shorthandKey: String? = nil) -> Self {
        Self(shape: .section(SectionShape(shorthandKey: shorthandKey) { type.table })) { node, context in
            guard let shorthandKey, node.entries == nil else { return context.section(type, from: node) }
            let key = Node(.scalar(Scalar(shorthandKey)), mark: node.mark)
            return context.section(type, from: Node(.mapping([.init(key: key, value: node)]), mark: node.mark))
        }
    }
}
