/// What sections need besides their node: where mistakes go, and where `${VAR}` and `!secret` get their values.
public final class ReadingContext {
    public let diagnostics: Diagnostics
    public let environment: Environment
    public let secrets: any SecretSource

    public init(diagnostics: Diagnostics, environment: Environment, secrets: any SecretSource) {
        self.diagnostics = diagnostics
        self.environment = environment
        self.secrets = secrets
    }

    /// Reads a whole section, unknown keys reported.
    public func section<Content: Section>(_ type: Content.Type, from node: Node) -> Content? {
        guard let reader = MappingReader(node, Content.table, self) else { return nil }
        let content = Content(from: reader)
        reader.finish()
        return content
    }

    /// Reads one value by a type, for nodes that stand in no section.
    public func value<Value>(_ type: FieldType<Value>, from node: Node) -> Value? { type.read(node, self) }

    /// Reads one scalar with `${VAR}` expanded; what `parse` throws is reported at the node.
    func read<Value>(_ node: Node, _ parse: (Scalar) throws(ValueProblem) -> Value) -> Value? {
        let scalar: Scalar
        do throws(ValueProblem) {
            scalar = try node.expanded(using: environment)
        } catch {
            diagnostics.error(error, in: node)
            return nil
        }
        do throws(ValueProblem) {
            return try parse(scalar)
        } catch {
            guard scalar.style == .expanded, let written = node.scalar else {
                diagnostics.error(error, in: node)
                return nil
            }
            // The text is not the one in the file, so a place inside it means nothing there.
            diagnostics.error(
                "with \(ShownText.quoted(written.text)) filled in, \(error.message)", mend: error.mend, at: node.mark)
            return nil
        }
    }
}
