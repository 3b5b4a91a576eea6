/// A macro that goes over a list or a map.
public struct Comprehension: Sendable {
    public enum Kind: String, Sendable {
        case all, exists, existsOne = "exists_one", map, filter, transformList, transformMap
    }

    public let kind: Kind
    public let range: Expression
    /// With `second`: the index or the key. Alone: the element of a list, the key of a map.
    public let first: String
    /// The element of a list or the value of a map.
    public let second: String?
    /// What an element must satisfy to be mapped or transformed; nil lets all through.
    public let condition: Expression?
    /// The predicate, or what an element becomes.
    public let body: Expression

    public init(
        _ kind: Kind, range: Expression, first: String, second: String? = nil, condition: Expression? = nil,
        body: Expression
    ) {
        self.kind = kind
        self.range = range
        self.first = first
        self.second = second
        self.condition = condition
        self.body = body
    }
}
