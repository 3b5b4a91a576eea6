/// Collects all mistakes of a configuration, so that a person mends them in one go.
///
/// Not thread-safe: one collector belongs to one reading of the configuration.
public final class Diagnostics {
    /// Past this many, mistakes are only counted: nobody reads more, and a hostile file must not fill the memory.
    public static let greatestCount = 1_000

    /// As found; ``sorted`` is what people see.
    public private(set) var entries: [Diagnostic] = []

    /// How many were found beyond ``greatestCount``.
    public private(set) var omittedCount = 0

    public private(set) var errorCount = 0
    public private(set) var warningCount = 0

    private(set) var hiddenMarks: [Mark] = []
    /// Where the text itself is wrong, whatever it was meant to say.
    private var settledPlaces: Set<Place> = []

    private struct Place: Hashable {
        let file: ObjectIdentifier
        let offset: Int

        init(_ mark: Mark) {
            file = ObjectIdentifier(mark.file)
            offset = mark.offset
        }
    }

    public init() {}

    public var hasErrors: Bool { errorCount > 0 }

    public func error(_ message: String, mend: String? = nil, at mark: Mark) {
        add(Diagnostic(severity: .error, mark: mark, message: message, mend: mend))
    }

    public func warning(_ message: String, mend: String? = nil, at mark: Mark) {
        add(Diagnostic(severity: .warning, mark: mark, message: message, mend: mend))
    }

    /// Reports a wrong value at the node it was written in, pointing into the text where the problem says where.
    public func error(_ problem: ValueProblem, in node: Node, field: String? = nil) {
        let mark = problem.textOffset.map { node.mark(atTextOffset: $0) } ?? node.mark
        let message = field.map { "\(ShownText.quoted($0)): \(problem.message)" } ?? problem.message
        error(message, mend: problem.mend, at: mark)
    }

    /// Reports what is wrong with a text before its meaning is looked at: further errors at the place would only repeat it.
    func settle(_ message: String, mend: String? = nil, at mark: Mark) {
        error(message, mend: mend, at: mark)
        settledPlaces.insert(Place(mark))
    }

    public func add(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error, settledPlaces.contains(Place(diagnostic.mark)) { return }
        switch diagnostic.severity {
        case .error: errorCount += 1
        case .warning: warningCount += 1
        }
        guard entries.count < Self.greatestCount else {
            omittedCount += 1
            return
        }
        entries.append(diagnostic)
    }

    /// Keeps the marked source out of every excerpt: a password written in the file is never shown again.
    public func hide(_ mark: Mark) { hiddenMarks.append(mark) }

    /// Keeps every value of a node out of the excerpts.
    public func hide(_ node: Node) {
        switch node.content {
        case .scalar: hide(node.mark)
        case .secret: break
        case .sequence(let elements): elements.forEach { hide($0) }
        case .mapping(let entries): entries.forEach { hide($0.value) }
        }
    }

    /// By place, each mistake once.
    public var sorted: [Diagnostic] {
        var unique: [Diagnostic] = []
        for entry in entries.sorted() where unique.last != entry { unique.append(entry) }
        return unique
    }
}
