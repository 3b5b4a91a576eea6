/// At most `count` of something within any `perMilliseconds`: switches of an output, raises of a rule.
public struct Frequency: Sendable, Equatable {
    public static let counts = 1...1_000

    public var count: Int
    public var perMilliseconds: Int64

    /// - Parameter count: one of `counts`.
    public init(count: Int, perMilliseconds: Int64) {
        precondition(Frequency.counts.contains(count) && perMilliseconds > 0)
        self.count = count
        self.perMilliseconds = perMilliseconds
    }
}
