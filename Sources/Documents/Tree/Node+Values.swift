extension Node {
    /// The boolean written here.
    public func asBoolean() throws(ValueProblem) -> Bool { try requireScalar("true or false").asBoolean() }

    /// The whole number written here.
    public func asInteger() throws(ValueProblem) -> Int { try requireScalar("a whole number").asInteger() }

    /// The number written here.
    public func asDouble() throws(ValueProblem) -> Double { try requireScalar("a number").asDouble() }

    /// The text written here; numbers and booleans give the text as written. Nothing at all is an error.
    public func asText() throws(ValueProblem) -> String { try requireScalar("text").asText() }

    /// The value by the core schema, for fields that take any constant.
    public func asConstant() throws(ValueProblem) -> Constant { try requireScalar("a value").asConstant() }

    /// The scalar with `${VAR}` replaced, once.
    ///
    /// The result goes through the same accessors: `${PORT}` may give a number, with or without quotes.
    public func expanded(using environment: Environment) throws(ValueProblem) -> Scalar {
        let scalar = try requireScalar("a value")
        return try Expansion.expand(scalar, using: environment)
    }

    private func requireScalar(_ wanted: String) throws(ValueProblem) -> Scalar {
        if let scalar { return scalar }
        throw ValueProblem("expected \(wanted), found \(words)", mend: mendForMissingQuotes)
    }

    /// `{device}` and `[degF]` without quotes are a mapping and a list to YAML.
    private var mendForMissingQuotes: String? {
        switch content {
        case .mapping(let entries):
            guard entries.count == 1, let entry = entries.first, entry.value.scalar?.isNull == true else { return nil }
            return "write \"{\(entry.name)}\" in double quotes"
        case .sequence(let elements):
            guard elements.count == 1, let text = elements.first?.scalar?.text else { return nil }
            return "write \"[\(text)]\" in double quotes"
        case .secret: return "secrets are only for passwords and keys"
        case .scalar: return nil
        }
    }
}
