/// A text that another language reads, such as an expression: `${VAR}` filled in and else kept to the letter, with its place.
///
/// One reference wide: a plant has ten thousand rules, and each has room for six of them.
public struct WrittenText: Sendable {
    private final class Storage: Sendable {
        let text: String
        let node: Node
        /// The values that were filled in, in the order of the text.
        let fillings: [Filling]

        init(_ text: String, _ node: Node, _ fillings: [Filling]) {
            self.text = text
            self.node = node
            self.fillings = fillings
        }
    }

    private let storage: Storage

    public var text: String { storage.text }

    /// The scalar it was written as.
    public var node: Node { storage.node }

    private var fillings: [Filling] { storage.fillings }

    /// A reference, and what stands for it in the text; both counted in Unicode scalars.
    struct Filling: Sendable {
        let start: Int
        let count: Int
        let writtenStart: Int
        let writtenCount: Int
    }

    public init(text: String, node: Node) {
        self.init(text: text, node: node, fillings: [])
    }

    init(text: String, node: Node, fillings: [Filling]) {
        storage = Storage(text, node, fillings)
    }

    /// The place of a mistake inside the text, where it was written: of one in a value that was filled in, its reference.
    ///
    /// - Parameter offset: Unicode scalars from the start of ``text``.
    public func mark(at offset: Int) -> Mark {
        var written = offset
        for filling in fillings where filling.start <= offset {
            written =
                offset < filling.start + filling.count
                ? filling.writtenStart
                : offset - filling.start - filling.count + filling.writtenStart + filling.writtenCount
        }
        return node.mark(atTextOffset: written)
    }

    /// What a message about the text begins with, where the file does not show what it speaks of; else empty.
    ///
    /// - Parameter offset: Unicode scalars from the start of ``text``.
    public func context(at offset: Int) -> String {
        guard fillings.contains(where: { $0.start <= offset && offset <= $0.start + $0.count }),
            let written = node.scalar?.text
        else { return "" }
        return "with \(ShownText.quoted(written)) filled in, "
    }
}
