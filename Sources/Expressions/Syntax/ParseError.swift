/// A mistake in an expression: where it is, what is wrong and what to write instead.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// UTF-8 bytes from the start of the expression's text.
    public let offset: Int
    public let message: String
    /// What to write instead; empty when there is no advice.
    public let mend: String

    public init(offset: Int, message: String, mend: String = "") {
        self.offset = offset
        self.message = message
        self.mend = mend
    }

    public var description: String { mend.isEmpty ? message : "\(message): \(mend)" }
}

/// The text is not an expression.
public struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
    public let problem: Problem

    init(_ offset: Int, _ message: String, mend: String = "") {
        problem = Problem(offset: offset, message: message, mend: mend)
    }

    /// UTF-8 bytes from the start of the text.
    public var offset: Int { problem.offset }
    public var message: String { problem.message }
    public var mend: String { problem.mend }
    public var description: String { problem.description }
}
