internal import Documents
internal import Telemetry

/// Writes a tree as YAML: mappings as blocks, lists in brackets, and text as it was where it needs no quotes.
enum YAMLText {
    static func write(_ node: Node) -> String {
        var text = ""
        write(node, indent: 0, to: &text)
        return text
    }

    private static func write(_ node: Node, indent: Int, to text: inout String) {
        for entry in node.entries ?? [] {
            text += String(repeating: " ", count: indent) + inLine(entry.key) + ":"
            if entry.value.entries?.isEmpty == false {
                text += "\n"
                write(entry.value, indent: indent + 2, to: &text)
            } else {
                text += " " + inLine(entry.value) + "\n"
            }
        }
    }

    private static func inLine(_ node: Node) -> String {
        switch node.content {
        case .scalar(let scalar): scalarText(scalar)
        case .secret(let name): "!secret \(name)"
        case .sequence(let elements): "[" + elements.map(inLine).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\(inLine($0.key)): \(inLine($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// What was plain may stay plain, but for the marks of a list; a JSON string is a double-quoted one of YAML.
    private static func scalarText(_ scalar: Scalar) -> String {
        if scalar.style == .plain, !scalar.text.contains(where: { ",[]{}".contains($0) }) { return scalar.text }
        var json = JSONWriter()
        json.string(scalar.text)
        return json.text
    }
}
