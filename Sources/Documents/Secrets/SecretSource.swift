/// Where `!secret name` gets its value.
public protocol SecretSource: Sendable {
    /// - Parameter name: 1 to 64 of `A-Z a-z 0-9 . _ -`.
    /// - Throws: ``ValueProblem`` with what to do; it never holds the value.
    func secret(named name: String) throws(ValueProblem) -> Secret
}

/// Secrets that are already in memory, for tests and the demonstration.
public struct SecretsInMemory: SecretSource {
    private let values: [String: Secret]

    public init(_ values: [String: String] = [:]) { self.values = values.mapValues { Secret($0) } }

    public func secret(named name: String) throws(ValueProblem) -> Secret {
        if let value = values[name] { return value }
        throw ValueProblem("there is no secret \(ShownText.quoted(name))")
    }
}
