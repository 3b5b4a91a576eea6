/// Why a value cannot be used, and what to write instead.
public struct ValueProblem: Error, Sendable, Equatable {
    /// What is wrong, in one clause, such as `'10' has no unit`.
    public let message: String

    /// What to write, such as `write '10s'`.
    public let mend: String?

    /// Where in the text the trouble is, in Unicode scalars from 0; nil for the text as a whole.
    public let textOffset: Int?

    public init(_ message: String, mend: String? = nil, textOffset: Int? = nil) {
        self.message = message
        self.mend = mend
        self.textOffset = textOffset
    }
}
