internal import Documents

/// A topic and its place.
struct WrittenTopic: Sendable {
    let text: String
    let mark: Mark

    /// One topic, or a list of them.
    static let type = one.map { [$0] }.orList(.list(of: one, atLeast: 1, atMost: 32))

    private static let one = FieldType<WrittenTopic>(shape: .text) { node, context in
        context.value(FieldType<String>.text, from: node).map { WrittenTopic(text: $0, mark: node.mark) }
    }
}
