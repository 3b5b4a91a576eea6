public import Expressions

/// A rule that is raised by two events that come close to one another, or by one that stays alone.
public final class JoinPlan: Sendable {
    public let settings: IntervalJoin.Settings
    /// Slots that are true for the evaluation in which an event of the side comes.
    public let left: Int
    public let right: Int
    /// Events of different keys know nothing of each other; nil: all have one.
    public let key: Program?

    public init(settings: IntervalJoin.Settings, left: Int, right: Int, key: Program? = nil) {
        self.settings = settings
        self.left = left
        self.right = right
        self.key = key
    }
}
