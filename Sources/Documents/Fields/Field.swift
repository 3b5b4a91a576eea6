/// One key of a section: what it is called, how its value is read, and what is told about it.
///
///     // Int64?
///     static let minOn = Field("min_on", .duration, about: "How long it stays on at least.", example: "30s")
///     // Int
///     static let qos = Field("qos", .integer(0...2), default: "1", about: "The quality of service.")
///     // Bool?, and an error where it is absent
///     static let safe = Field("safe", .boolean, required: true, about: "The level that does no harm.")
public struct Field<Value: Sendable>: DeclaredField {
    public let description: FieldDescription
    let read: @Sendable (Node, ReadingContext) -> Value
    let absent: Value

    public var key: String { description.key }

    /// A key that may be left out, or one that must not (`required`). The value is nil where it is absent, or wrong and
    /// reported.
    public init<Written: Sendable>(
        _ key: String, _ type: FieldType<Written>, required isRequired: Bool = false, about: String,
        example: String? = nil,
        since version: String = "0.1"
    ) where Value == Written? {
        description = FieldDescription(
            key: key, shape: type.shape, about: about, example: example, defaultText: nil, isRequired: isRequired,
            availability: .since(version))
        read = type.read
        absent = nil
    }

    /// A key with a default, which also stands in for a wrong value, so that checking can go on.
    ///
    /// - Parameter defaultText: As it would be written in the file; it is read by the same type.
    public init(
        _ key: String, _ type: FieldType<Value>, default defaultText: String, about: String, example: String? = nil,
        since version: String = "0.1"
    ) {
        description = FieldDescription(
            key: key, shape: type.shape, about: about, example: example, defaultText: defaultText, isRequired: false,
            availability: .since(version))
        let standIn = Self.value(of: defaultText, type, key: key)
        absent = standIn
        read = { node, context in type.read(node, context) ?? standIn }
    }

    /// A wrong default is a mistake in this program, seen at the first start.
    private static func value(of text: String, _ type: FieldType<Value>, key: String) -> Value {
        let context = ReadingContext(
            diagnostics: Diagnostics(), environment: Environment([:]), secrets: SecretsInMemory())
        let file = SourceFile(path: "default of \(key)", text: text)
        let node = YAMLReader(diagnostics: context.diagnostics).read(file)
        guard let value = node.flatMap({ type.read($0, context) }), !context.diagnostics.hasErrors else {
            preconditionFailure("the default of '\(key)' is wrong: \(context.diagnostics.text())")
        }
        return value
    }
}

/// A key that is designed but not built: written in a file it is an error that says so.
public struct PlannedField: DeclaredField {
    public let description: FieldDescription

    public init(_ key: String, about: String, example: String? = nil) {
        description = FieldDescription(
            key: key, shape: .anything, about: about, example: example, defaultText: nil, isRequired: false,
            availability: .planned)
    }
}
