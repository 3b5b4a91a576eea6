/// What the parser accepts beyond strict CEL, and how much of it.
public struct ParserOptions: Sendable {
    /// Reads `250ms`, `10m`, `2h`, `7d` and `1h30m` as durations. Off in strict CEL, where they are mistakes.
    public var durationLiterals: Bool
    /// UTF-8 bytes.
    public var largestText = 64 * 1024
    /// Levels of nesting, of the text and of the tree.
    public var greatestDepth = 250
    public var greatestNodeCount = 20_000

    public init(durationLiterals: Bool = false) {
        self.durationLiterals = durationLiterals
    }

    /// The language as its specification has it.
    public static let strict = ParserOptions()
    /// The language of Weir's device files.
    public static let dialect = ParserOptions(durationLiterals: true)
}
