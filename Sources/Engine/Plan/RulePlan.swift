public import Expressions
public import Telemetry

/// A condition held in time, what it says and what it sets.
public final class RulePlan: Sendable {
    public struct Setting: Sendable {
        public var actuator: Int
        public var value: Bool

        public init(actuator: Int, value: Bool) {
            self.actuator = actuator
            self.value = value
        }
    }

    public let name: String
    public let when: Program
    public let until: Program?
    public let forMilliseconds: Int64
    public let severity: Severity
    public let message: [MessageSegment]
    public let settings: [Setting]
    /// 1 (highest) to 16.
    public let priority: Int
    /// The slot of the rule's own `raised` state.
    public let raisedSlot: Int
    /// Slots whose values an event carries, in declared order.
    public let reported: [Int]
    /// Hash of the definition: while it is the same, a reload keeps the rule's state.
    public let shape: UInt64

    public init(
        name: String, when: Program, until: Program?, forMilliseconds: Int64, severity: Severity,
        message: [MessageSegment], settings: [Setting], priority: Int, raisedSlot: Int, reported: [Int], shape: UInt64
    ) {
        self.name = name
        self.when = when
        self.until = until
        self.forMilliseconds = forMilliseconds
        self.severity = severity
        self.message = message
        self.settings = settings
        self.priority = priority
        self.raisedSlot = raisedSlot
        self.reported = reported
        self.shape = shape
    }

    /// The slots that decide, each once.
    public var slotsRead: [Int] {
        Set(when.slotsRead + (until?.slotsRead ?? [])).sorted()
    }
}

/// A piece of a message: text as it is, or a value put in when the event happens.
public enum MessageSegment: Sendable, Equatable {
    case text(String)
    case device
    case slot(Int)
}
