/// One node of a YAML document, with the place where it was written.
///
/// Aliases are already replaced by what they stand for (its marks point to the anchor's text).
public struct Node: Sendable {
    public enum Content: Sendable {
        case scalar(Scalar)
        /// `!secret name`: the name of a secret, never its value.
        case secret(name: String)
        case sequence([Node])
        /// In the order of the file; no key twice.
        case mapping([Entry])
    }

    /// A key and its value. Keys are text.
    public struct Entry: Sendable {
        public let key: Node
        public let value: Node

        public init(key: Node, value: Node) {
            self.key = key
            self.value = value
        }

        /// The key's text.
        public var name: String { key.scalar?.text ?? "" }
    }

    public let content: Content
    public let mark: Mark

    public init(_ content: Content, mark: Mark) {
        self.content = content
        self.mark = mark
    }

    public var scalar: Scalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    /// The name after `!secret`.
    public var secretName: String? {
        if case .secret(let name) = content { name } else { nil }
    }

    public var elements: [Node]? {
        if case .sequence(let elements) = content { elements } else { nil }
    }

    public var entries: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value of `key`; nil where this is no mapping or has no such key.
    public subscript(key: String) -> Node? {
        entries?.first { $0.name == key }?.value
    }

    /// What was written, in words: `a mapping`, `a list`, `the number 12`.
    public var words: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .secret: "a secret"
        case .scalar(let scalar): scalar.words
        }
    }
}
