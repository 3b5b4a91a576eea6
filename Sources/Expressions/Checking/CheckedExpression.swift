/// An expression whose names are resolved and, unless it was checked leniently, whose types fit.
public struct CheckedExpression: Sendable {
    let root: Resolved
    /// Local variables alive at once at most.
    let localCount: Int
    let zoneOffset: Environment.ZoneOffset

    /// The static type of the result.
    public var type: ValueType { root.type }
}

/// All that is wrong with an expression, in the order of the text.
public struct CheckError: Error, Hashable, Sendable, CustomStringConvertible {
    public let problems: [Problem]

    public var description: String { problems.map(\.description).joined(separator: "; ") }
}
