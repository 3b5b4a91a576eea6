/// The keys of a section that the user names, beside those it declares: a test's step holds `at` and `expect`, and a value
/// for each signal it names.
///
///     static let values = OtherKeys(.constant, names: .identifier, about: "The value of each signal.", example: "81.2")
///     static let table = FieldTable("a step", [at, expect], others: values)
///     ...
///     signals = reader.values(Self.values)
public struct OtherKeys<Value: Sendable>: DeclaredOtherKeys {
    public let description: OtherKeysDescription
    let read: @Sendable (Node, ReadingContext) -> Value?

    public init(_ type: FieldType<Value>, names: NameRule = .identifier, about: String, example: String? = nil) {
        description = OtherKeysDescription(shape: type.shape, names: names, about: about, example: example)
        read = type.read
    }
}

/// What is told about keys that the user names.
public struct OtherKeysDescription: Sendable {
    public let shape: FieldShape
    public let names: NameRule

    /// One sentence.
    public let about: String

    /// A value as it is written in YAML.
    public let example: String?
}

/// Keys that the user names, whatever the type of their values.
public protocol DeclaredOtherKeys: Sendable {
    var description: OtherKeysDescription { get }
}
