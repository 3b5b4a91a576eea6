public import Expressions
public import Telemetry

/// What raises a rule, what it says, and what it sets.
public final class RulePlan: Sendable {
    public struct Setting: Sendable {
        public var actuator: Int
        public var value: Bool

        public init(actuator: Int, value: Bool) {
            self.actuator = actuator
            self.value = value
        }
    }

    /// What stands between the cause and what is told and set.
    public struct Modifiers: Sendable {
        /// The claims last so long from the raise on; nil: from raised to cleared.
        public var leaseMilliseconds: Int64?
        /// Whether only a person's acknowledgement clears it.
        public var isLatching = false
        /// Cooldown and the most raises in a time; nil: none.
        public var gate: RaiseGate.Settings?
        /// While raised it is told again and again after so long; nil: once.
        public var everyMilliseconds: Int64?
        /// Boolean slots of which each that is true inhibits.
        public var inhibitors: [Int] = []
        public var inhibition = Inhibition.Policy.restart

        public init() {}
    }

    public let name: String
    public let trigger: TriggerPlan
    public let modifiers: Modifiers
    public let severity: Severity
    public let message: [MessageSegment]
    public let settings: [Setting]
    /// 1 (highest) to 16.
    public let priority: Int
    /// The slot of the rule's own `raised` state.
    public let raisedSlot: Int
    /// Slots whose values an event carries, in declared order.
    public let reported: [Int]
    /// Signals without which a claim of the rule counts as stale.
    public let required: [Int]
    /// Hash of the definition: while it is the same, a reload keeps the rule's state.
    public let shape: UInt64

    public init(
        name: String, trigger: TriggerPlan, modifiers: Modifiers = Modifiers(), severity: Severity,
        message: [MessageSegment], settings: [Setting], priority: Int, raisedSlot: Int, reported: [Int],
        required: [Int] = [], shape: UInt64
    ) {
        self.name = name
        self.trigger = trigger
        self.modifiers = modifiers
        self.severity = severity
        self.message = message
        self.settings = settings
        self.priority = priority
        self.raisedSlot = raisedSlot
        self.reported = reported
        self.required = required
        self.shape = shape
    }

    /// The slots that decide, each once.
    public var slotsRead: [Int] {
        Set(trigger.programs.flatMap(\.slotsRead) + modifiers.inhibitors).sorted()
    }
}

/// What raises and clears a rule.
public enum TriggerPlan: Sendable {
    /// A condition held in time; see ``Hold``.
    case condition(ConditionPlan)

    /// All that is evaluated.
    public var programs: [Program] {
        switch self {
        case .condition(let condition): [condition.when] + (condition.until.map { [$0] } ?? [])
        }
    }
}

public struct ConditionPlan: Sendable {
    public var when: Program
    public var until: Program?
    public var forMilliseconds: Int64
    /// It stays raised for so long after `when` turned false.
    public var keepMilliseconds: Int64
    /// Whether `when` is true for an instant only, such as `becomes(x)`: the rule is then raised and never cleared.
    public var isInstant: Bool

    public init(
        when: Program, until: Program? = nil, forMilliseconds: Int64 = 0, keepMilliseconds: Int64 = 0,
        isInstant: Bool = false
    ) {
        self.when = when
        self.until = until
        self.forMilliseconds = forMilliseconds
        self.keepMilliseconds = keepMilliseconds
        self.isInstant = isInstant
    }
}

/// A piece of a message: text as it is, or a value put in when the event happens.
public enum MessageSegment: Sendable, Equatable {
    case text(String)
    case device
    case slot(Int)
}
