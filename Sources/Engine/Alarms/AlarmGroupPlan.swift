/// Rules of one or many devices whose events are told at most so often together.
public struct AlarmGroupPlan: Sendable {
    public var name: String
    public var limit: Frequency
    /// Hash of the definition: while it is the same, a reload keeps what was told.
    public var shape: UInt64

    public init(name: String, limit: Frequency, shape: UInt64) {
        self.name = name
        self.limit = limit
        self.shape = shape
    }
}

/// A rule's part in a group of alarms: each key has a limit of its own.
public struct AlarmGroupUse: Sendable {
    public enum Key: Sendable {
        /// All that the group has, together.
        case everything
        /// Each device.
        case device
        /// A label's value, the same for the whole file or in a slot.
        case label(String)
        case slot(Int)
    }

    /// Index among the plan's groups.
    public var group: Int
    public var key: Key

    public init(group: Int, key: Key) {
        self.group = group
        self.key = key
    }
}
