/// Why a text is no unit, and what to write instead.
public struct UnitError: Error, Hashable, Sendable, CustomStringConvertible {
    /// UTF-8 bytes from the start of the text to what cannot be read.
    public let offset: Int
    /// What is wrong, such as `'degC' is no UCUM unit`.
    public let message: String
    /// What to write, such as `write Cel`; empty when nothing near is known.
    public let mend: String

    init(_ offset: Int, _ message: String, mend: String = "") {
        self.offset = offset
        self.message = message
        self.mend = mend
    }

    public var description: String { mend.isEmpty ? message : "\(message); \(mend)" }
}
