/// Builds the objects of a schema. Each section becomes a definition of its own, since sections may hold each other.
struct SchemaBuilder {
    private struct Definition {
        let name: String
        let table: FieldTable
    }

    private var definitions: [Definition] = []

    /// The members that describe a mapping with the table's keys.
    mutating func object(of table: FieldTable) -> [SchemaValue.Member] {
        var members: [SchemaValue.Member] = [.init("type", .string("object"))]
        let fields = table.fields.filter { $0.availability != .planned }
        var properties: [SchemaValue.Member] = []
        for field in fields { properties.append(.init(field.key, property(field))) }
        members.append(.init("properties", .object(properties)))
        let required = fields.filter(\.isRequired).map(\.key)
        if !required.isEmpty { members.append(.init("required", .strings(required))) }
        members += choices(of: table)
        if let others = table.others {
            // The rule binds the declared keys too, which are plain words; `patternProperties` would bind their values.
            members.append(.init("propertyNames", .object([.init("pattern", .string(others.names.pattern))])))
            let value = described(shape(others.shape), about: others.about, example: others.example)
            members.append(.init("additionalProperties", .object(value)))
        } else {
            members.append(.init("additionalProperties", .boolean(false)))
        }
        return members
    }

    /// The definitions of all sections that were referred to, and of those that they refer to.
    mutating func finishDefinitions() -> [SchemaValue.Member] {
        var members: [SchemaValue.Member] = [
            .init("reference", .object(Self.referenceMembers))
        ]
        var place = 0
        while place < definitions.count {
            let definition = definitions[place]
            members.append(.init(definition.name, .object(object(of: definition.table))))
            place += 1
        }
        return members
    }

    /// `{"$ref": ...}` to a section's definition.
    mutating func reference(to table: FieldTable) -> [SchemaValue.Member] {
        [.init("$ref", .string("#/$defs/\(definitionName(of: table))"))]
    }

    // MARK: Parts

    private mutating func property(_ field: FieldDescription) -> SchemaValue {
        var members = described(shape(field.shape), about: field.about, limits: field.shape, example: field.example)
        if let value = field.defaultText.flatMap({ SchemaValue(yaml: $0) }) { members.append(.init("default", value)) }
        return .object(members)
    }

    private func described(
        _ members: [SchemaValue.Member], about: String, limits: FieldShape = .anything, example: String?
    ) -> [SchemaValue.Member] {
        var members = members
        let sentences = [about, Self.limits(of: limits)].compactMap { $0 }
        members.append(.init("description", .string(sentences.joined(separator: " "))))
        if let value = example.flatMap({ SchemaValue(yaml: $0) }) { members.append(.init("examples", .array([value]))) }
        return members
    }

    /// Groups of which exactly one key must be written.
    private func choices(of table: FieldTable) -> [SchemaValue.Member] {
        let groups = table.exactlyOne.map { group in
            group.filter { table[$0]?.availability != .planned }.map { key in
                SchemaValue.object([.init("required", .strings([key]))])
            }
        }
        switch groups.count {
        case 0: return []
        case 1: return [.init("oneOf", .array(groups[0]))]
        default: return [.init("allOf", .array(groups.map { .object([.init("oneOf", .array($0))]) }))]
        }
    }

    /// What a pattern cannot say.
    private static func limits(of shape: FieldShape) -> String? {
        switch shape {
        case .duration(let range):
            bounds(
                range, greatest: DurationText.greatestMilliseconds, write: { DurationText.write(milliseconds: $0) })
        case .size(let range): bounds(range, greatest: SizeText.greatestBytes, write: { SizeText.write(bytes: $0) })
        case .secret: "Written as: !secret name."
        default: nil
        }
    }

    private static func bounds(_ range: ClosedRange<Int64>, greatest: Int64, write: (Int64) -> String) -> String? {
        switch (range.lowerBound > 0, range.upperBound < greatest) {
        case (true, true): "From \(write(range.lowerBound)) to \(write(range.upperBound))."
        case (true, false): "At least \(write(range.lowerBound))."
        case (false, true): "At most \(write(range.upperBound))."
        case (false, false): nil
        }
    }

    private mutating func definitionName(of table: FieldTable) -> String {
        if let known = definitions.first(where: { $0.table.describesSame(as: table) }) { return known.name }
        var words = table.noun.split(separator: " ").map(String.init)
        if let first = words.first, words.count > 1, ["a", "an", "the"].contains(first) { words.removeFirst() }
        let plain = words.joined(separator: "_").filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        var name = plain
        var count = 1
        while name == "reference" || definitions.contains(where: { $0.name == name }) {
            count += 1
            name = "\(plain)_\(count)"
        }
        definitions.append(Definition(name: name, table: table))
        return name
    }
}
