/// A text that another language reads (an expression, a template, a cron line): kept to the letter, with its place.
public struct WrittenText: Sendable {
    public let text: String

    /// The scalar it was written as.
    public let node: Node

    public init(text: String, node: Node) {
        self.text = text
        self.node = node
    }

    /// The place of a mistake inside the text.
    ///
    /// - Parameter offset: Unicode scalars from the start of ``text``.
    public func mark(at offset: Int) -> Mark { node.mark(atTextOffset: offset) }
}
