/// What is told about a field: by the checker, by the JSON Schema, and by the documentation.
public struct FieldDescription: Sendable {
    public enum Availability: Sendable, Equatable {
        /// The first version that reads it.
        case since(String)
        /// Designed, and refused with "not supported yet" until it is built.
        case planned
    }

    public let key: String
    public let shape: FieldShape

    /// One sentence.
    public let about: String

    /// A value as it is written in YAML.
    public let example: String?

    /// What holds when the key is absent, as it is written in YAML.
    public let defaultText: String?

    public let isRequired: Bool
    public let availability: Availability
}

/// A field, of whatever type its value is.
public protocol DeclaredField: Sendable {
    var description: FieldDescription { get }
}
