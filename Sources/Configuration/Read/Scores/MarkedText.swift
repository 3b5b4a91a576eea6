internal import Documents

/// A text with its place.
struct MarkedText: Sendable {
    let text: String
    let mark: Mark
}

extension FieldType where Value == MarkedText {
    /// Any text.
    static var marked: Self {
        Self(shape: .text) { node, context in
            context.value(FieldType<String>.text, from: node).map { MarkedText(text: $0, mark: node.mark) }
        }
    }
}

extension FieldType where Value == [MarkedText] {
    /// One text, or a list of them.
    static func texts(atMost most: Int) -> Self {
        FieldType<MarkedText>.marked.map { [$0] }.orList(.list(of: .marked, atLeast: 1, atMost: most))
    }
}
