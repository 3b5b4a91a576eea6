import Documents

/// As much of JSON Schema (draft 2020-12) as the generated schemas use. A keyword it does not know is a mistake itself, so
/// that no new one passes unchecked.
final class SchemaValidator {
    private let root: Node
    private var expressions: [String: Regex<AnyRegexOutput>] = [:]

    /// - Parameter schema: JSON, which is YAML as well.
    init(_ schema: String) throws {
        let diagnostics = Diagnostics()
        let reader = YAMLReader(diagnostics: diagnostics)
        guard let root = reader.read(SourceFile(path: "schema", text: schema)), !diagnostics.hasErrors else {
            throw SchemaProblem(words: diagnostics.text())
        }
        self.root = root
    }

    /// The mistakes of a document, as an editor sees it: with tags taken away and `${VAR}` as it is written.
    func mistakes(_ document: Node) throws -> [String] { try mistakes(document, root, "") }

    /// Holds every default and example against the schema it stands in.
    func checkAnnotations() throws -> (count: Int, mistakes: [String]) {
        var count = 0
        var found: [String] = []
        func visit(_ node: Node, _ path: String) throws {
            for element in node.elements ?? [] { try visit(element, path) }
            guard let entries = node.entries else { return }
            let isSchema = node["description"]?.scalar != nil
            for value in isSchema ? (node["examples"]?.elements ?? []) + [node["default"]].compactMap({ $0 }) : [] {
                count += 1
                found += try mistakes(value, node, path)
            }
            for entry in entries where !["examples", "default"].contains(entry.name) || !isSchema {
                try visit(entry.value, "\(path)/\(entry.name)")
            }
        }
        try visit(root, "#")
        return (count, found)
    }

    private func mistakes(_ value: Node, _ schema: Node, _ path: String) throws -> [String] {
        try (schema.entries ?? []).flatMap { entry in
            try mistakes(value, keyword: entry.name, entry.value, in: schema, path)
        }
    }

    private func mistakes(
        _ value: Node, keyword: String, _ argument: Node, in schema: Node, _ path: String
    ) throws -> [String] {
        switch keyword {
        case "$schema", "$defs", "title", "description", "default", "examples", "patternErrorMessage": return []
        case "$ref": return try mistakes(value, try definition(argument.asText()), path)
        case "type":
            let types = try argument.elements?.map { try $0.asText() } ?? [argument.asText()]
            return types.contains { value.isOfType($0) } ? [] : ["\(path): not \(types.joined(separator: " or "))"]
        case "enum":
            return (argument.elements ?? []).contains { $0.equals(value) } ? [] : ["\(path): not among the words"]
        case "pattern":
            guard let text = value.textOnly else { return [] }
            return try text.contains(expression(argument.asText())) ? [] : ["\(path): \(text) does not match"]
        case "minimum":
            return try value.number.map { try $0 < argument.asDouble() } == true ? ["\(path): too small"] : []
        case "maximum":
            return try value.number.map { try $0 > argument.asDouble() } == true ? ["\(path): too large"] : []
        case "items", "minItems", "maxItems": return try listMistakes(value, keyword, argument, path)
        case "properties", "required", "propertyNames", "additionalProperties":
            return try mappingMistakes(value, keyword, argument, in: schema, path)
        case "anyOf", "oneOf", "allOf": return try joined(value, keyword, argument.elements ?? [], path)
        default: throw SchemaProblem(words: "the schema has the unknown keyword '\(keyword)'")
        }
    }

    private func listMistakes(_ value: Node, _ keyword: String, _ argument: Node, _ path: String) throws -> [String] {
        guard let elements = value.elements else { return [] }
        switch keyword {
        case "minItems": return try elements.count < argument.asInteger() ? ["\(path): too few"] : []
        case "maxItems": return try elements.count > argument.asInteger() ? ["\(path): too many"] : []
        default:
            return try elements.enumerated().flatMap { try mistakes($0.element, argument, "\(path)[\($0.offset)]") }
        }
    }

    private func mappingMistakes(
        _ value: Node, _ keyword: String, _ argument: Node, in schema: Node, _ path: String
    ) throws -> [String] {
        guard let entries = value.entries else { return [] }
        switch keyword {
        case "required":
            let names = try (argument.elements ?? []).map { try $0.asText() }
            return names.filter { value[$0] == nil }.map { "\(path): needs \($0)" }
        case "propertyNames": return try entries.flatMap { try mistakes($0.key, argument, "\(path).\($0.name)") }
        case "properties":
            return try entries.flatMap { entry in
                try argument[entry.name].map { try mistakes(entry.value, $0, "\(path).\(entry.name)") } ?? []
            }
        default:
            return try entries.filter { schema["properties"]?[$0.name] == nil }.flatMap { entry in
                argument.scalar?.text == "false"
                    ? ["\(path): unknown key \(entry.name)"]
                    : try mistakes(entry.value, argument, "\(path).\(entry.name)")
            }
        }
    }

    private func joined(_ value: Node, _ keyword: String, _ schemas: [Node], _ path: String) throws -> [String] {
        let results = try schemas.map { try mistakes(value, $0, path) }
        let count = results.filter(\.isEmpty).count
        switch keyword {
        case "allOf": return results.flatMap { $0 }
        case "oneOf": return count == 1 ? [] : ["\(path): \(count) of the forms instead of one"]
        default: return count > 0 ? [] : ["\(path): none of the forms: \(results.flatMap { $0 })"]
        }
    }

    private func expression(_ pattern: String) throws -> Regex<AnyRegexOutput> {
        if let known = expressions[pattern] { return known }
        let expression = try Regex(pattern)
        expressions[pattern] = expression
        return expression
    }

    private func definition(_ reference: String) throws -> Node {
        let prefix = "#/$defs/"
        guard reference.hasPrefix(prefix), let node = root["$defs"]?[String(reference.dropFirst(prefix.count))] else {
            throw SchemaProblem(words: "there is no definition \(reference)")
        }
        return node
    }
}

struct SchemaProblem: Error {
    let words: String
}

extension Node {
    /// Nil for what is no scalar, and for null.
    fileprivate var constant: Constant? {
        if let secretName { return .text(secretName) }
        guard let scalar, !scalar.isNull else { return nil }
        // What Weir refuses as a constant (`012`) is a text to the core schema.
        return (try? scalar.asConstant()) ?? .text(scalar.text)
    }

    fileprivate var textOnly: String? {
        if case .text(let text) = constant { text } else { nil }
    }

    fileprivate var number: Double? {
        switch constant {
        case .integer(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    fileprivate func equals(_ other: Node) -> Bool { constant != nil && constant == other.constant }

    fileprivate func isOfType(_ type: String) -> Bool {
        switch (type, constant) {
        case ("object", _): entries != nil
        case ("array", _): elements != nil
        case ("string", .text), ("boolean", .boolean), ("integer", .integer), ("number", .integer), ("number", .double):
            true
        default: false
        }
    }
}
