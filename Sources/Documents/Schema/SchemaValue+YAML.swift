extension SchemaValue {
    /// What a default or an example, as it is written in a file, is to a reader of YAML; nil where it needs a tag, as a
    /// secret does.
    init?(yaml text: String) {
        let diagnostics = Diagnostics()
        let root = YAMLReader(diagnostics: diagnostics).read(SourceFile(path: "example", text: text))
        guard let root, !diagnostics.hasErrors else { return nil }
        self.init(root)
    }

    private init?(_ node: Node) {
        switch node.content {
        case .secret: return nil
        case .scalar(let scalar):
            guard !scalar.isNull else {
                self = .null
                return
            }
            do throws(ValueProblem) {
                switch try scalar.asConstant() {
                case .boolean(let value): self = .boolean(value)
                case .integer(let value): self = .integer(value)
                case .double(let value): self = .number(value)
                case .text(let value): self = .string(value)
                }
            } catch {
                // Spellings that Weir refuses as constants are plain text elsewhere.
                self = .string(scalar.text)
            }
        case .sequence(let elements):
            let values = elements.compactMap { SchemaValue($0) }
            guard values.count == elements.count else { return nil }
            self = .array(values)
        case .mapping(let entries):
            let members = entries.compactMap { entry in SchemaValue(entry.value).map { Member(entry.name, $0) } }
            guard members.count == entries.count else { return nil }
            self = .object(members)
        }
    }
}
