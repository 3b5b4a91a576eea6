extension SchemaBuilder {
    /// The loader fills in `${VAR}` before it reads a value, so wherever it does, a schema must take a text with a
    /// reference: nobody knows yet what it will be. Not anchored, for `${HOST}:1883` and `${MINUTES}m`.
    private static let referencePattern = #"\$\{[A-Za-z_]"#

    static let referenceMembers: [SchemaValue.Member] = [
        .init("description", .string("A value from the environment, such as ${VAR} or ${VAR:-default}.")),
        .init("type", .string("string")), .init("pattern", .string(referencePattern)),
    ]

    /// The members that describe a value of this shape.
    mutating func shape(_ shape: FieldShape) -> [SchemaValue.Member] {
        switch shape {
        case .boolean: return Self.typed("boolean", [], shape)
        case .integer(let range):
            return Self.typed(
                "integer", Self.bounds(range, .min, .max) { .integer($0) }, shape)
        case .number(let range):
            let greatest = Double.greatestFiniteMagnitude
            return Self.typed("number", Self.bounds(range, -greatest, greatest) { .number($0) }, shape)
        case .constant, .text, .expression: return [Self.written]
        case .name: return [Self.written] + Self.patterned(NameText.pattern, shape)
        case .duration: return Self.string(DurationText.pattern, shape)
        case .size: return Self.string(SizeText.pattern, shape)
        case .rate: return Self.string(Rate.pattern, shape)
        case .dailySize: return Self.string(SizeText.pattern + "/day", shape)
        case .quantity: return Self.string(Quantity.pattern, shape)
        case .choice(let words): return Self.choice(words)
        // The tag is gone when a schema sees the value, so its name is what can be judged.
        case .secret: return [.init("type", .string("string")), .init("pattern", .string("^(?:\(NameText.pattern))$"))]
        case .list(let element, let least, let most): return list(of: element, least, most)
        case .named(let value, let names): return named(value, names)
        case .section(let section): return self.section(section)
        case .either(let shapes):
            var alternatives: [SchemaValue] = []
            for alternative in shapes { alternatives.append(.object(self.shape(alternative))) }
            return [.init("anyOf", .array(alternatives))]
        case .anything: return []
        }
    }

    /// `true` and `5` without quotes are text where text is asked for.
    private static var written: SchemaValue.Member { .init("type", .strings(["string", "number", "boolean"])) }

    private mutating func list(of element: FieldShape, _ least: Int, _ most: Int?) -> [SchemaValue.Member] {
        var members: [SchemaValue.Member] = [
            .init("type", .string("array")), .init("items", .object(shape(element))),
        ]
        if least > 0 { members.append(.init("minItems", .integer(least))) }
        if let most { members.append(.init("maxItems", .integer(most))) }
        return members
    }

    private mutating func named(_ value: FieldShape, _ names: NameRule) -> [SchemaValue.Member] {
        [
            .init("type", .string("object")),
            .init("propertyNames", .object([.init("pattern", .string(names.pattern))])),
            .init("additionalProperties", .object(shape(value))),
        ]
    }

    private mutating func section(_ section: SectionShape) -> [SchemaValue.Member] {
        let whole = reference(to: section.table)
        guard let key = section.shorthandKey, let field = section.table[key] else { return whole }
        return [.init("anyOf", .array([.object(shape(field.shape)), .object(whole)]))]
    }

    /// Words that look like numbers or booleans may stand without quotes, and are no text to a schema then.
    private static func choice(_ words: [String]) -> [SchemaValue.Member] {
        var values: [SchemaValue] = []
        for word in words {
            values.append(.string(word))
            if let plain = SchemaValue(yaml: word), plain != .string(word) { values.append(plain) }
        }
        let reference = SchemaValue.object([.init("$ref", .string("#/$defs/reference"))])
        return [.init("anyOf", .array([.object([.init("enum", .array(values))]), reference]))]
    }

    /// A type, or a text with a reference: `pattern` binds texts only, the bounds bind numbers only.
    private static func typed(
        _ type: String, _ bounds: [SchemaValue.Member], _ shape: FieldShape
    ) -> [SchemaValue.Member] {
        [.init("type", .strings([type, "string"]))] + bounds
            + [.init("pattern", .string(referencePattern)), errorMessage(shape)]
    }

    private static func string(_ pattern: String, _ shape: FieldShape) -> [SchemaValue.Member] {
        [.init("type", .string("string"))] + patterned(pattern, shape)
    }

    private static func patterned(_ pattern: String, _ shape: FieldShape) -> [SchemaValue.Member] {
        [.init("pattern", .string("^(?:\(pattern))$|\(referencePattern)")), errorMessage(shape)]
    }

    /// What editors with VS Code's language service show instead of the pattern; others do not look at it.
    private static func errorMessage(_ shape: FieldShape) -> SchemaValue.Member {
        .init("patternErrorMessage", .string("write \(shape.words)"))
    }

    private static func bounds<Bound: Comparable>(
        _ range: ClosedRange<Bound>, _ least: Bound, _ greatest: Bound, _ value: (Bound) -> SchemaValue
    ) -> [SchemaValue.Member] {
        var members: [SchemaValue.Member] = []
        if range.lowerBound > least { members.append(.init("minimum", value(range.lowerBound))) }
        if range.upperBound < greatest { members.append(.init("maximum", value(range.upperBound))) }
        return members
    }
}
