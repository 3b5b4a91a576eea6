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
        /// How many repeats one passing of time tells at most.
        public var maximumRepeats = Repetition.defaultMaximum
        /// Boolean slots of which each that is true inhibits.
        public var inhibitors: [Int] = []
        public var inhibition = Inhibition.Policy.restart
        /// The group of alarms that limits how often it is told; nil: none.
        public var alarmGroup: AlarmGroupUse?

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
    /// The definition as the file has it, in one line, and where: for people.
    public let written: String
    public let place: String

    public init(
        name: String, trigger: TriggerPlan, modifiers: Modifiers = Modifiers(), severity: Severity,
        message: [MessageSegment], settings: [Setting], priority: Int, raisedSlot: Int, reported: [Int],
        required: [Int] = [], shape: UInt64, written: String = "", place: String = ""
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
        self.written = written
        self.place = place
        slotsRead = Set(trigger.slotsRead + modifiers.inhibitors).sorted()
    }

    /// The slots that decide, each once.
    public let slotsRead: [Int]
}

/// What raises and clears a rule. Each kind is an object, so that a judgement counts one reference and not those of all
/// its programs.
public enum TriggerPlan: Sendable {
    /// A condition held in time; see ``Hold``.
    case condition(ConditionPlan)
    /// What should have followed an edge and did not; see ``Absence``.
    case absence(AbsencePlan)
    /// Messages that should keep coming; see ``Heartbeat``.
    case heartbeat(HeartbeatPlan)
    /// A sequence of readings; see ``PatternMatcher``.
    case pattern(PatternPlan)
    /// Two events that come close to one another; see ``IntervalJoin``.
    case join(JoinPlan)

    /// All that is evaluated over the device's slots.
    public var programs: [Program] {
        switch self {
        case .condition(let condition): [condition.when] + (condition.until.map { [$0] } ?? [])
        case .absence(let absence): [absence.after, absence.expect]
        case .heartbeat: []
        case .pattern(let pattern): pattern.conditions + (pattern.key.map { [$0] } ?? [])
        case .join(let join): join.key.map { [$0] } ?? []
        }
    }

    /// The slots of all that, and those that are read as they are.
    public var slotsRead: [Int] {
        let evaluated = programs.flatMap(\.slotsRead)
        guard case .join(let join) = self else { return evaluated }
        return evaluated + [join.left, join.right]
    }
}

public final class AbsencePlan: Sendable {
    /// Its edge from false to true begins the wait.
    public let after: Program
    /// Ends it.
    public let expect: Program
    public let withinMilliseconds: Int64

    public init(after: Program, expect: Program, withinMilliseconds: Int64) {
        self.after = after
        self.expect = expect
        self.withinMilliseconds = withinMilliseconds
    }
}

public struct HeartbeatPlan: Sendable {
    public enum Source: Sendable, Equatable {
        /// Every message of an input, by its index.
        case input(Int)
        /// Every value of a signal, by its index.
        case signal(Int)
    }

    public var source: Source
    public var withinMilliseconds: Int64

    public init(source: Source, withinMilliseconds: Int64) {
        self.source = source
        self.withinMilliseconds = withinMilliseconds
    }
}

/// A pattern over the readings that change what its conditions read.
public final class PatternPlan: Sendable {
    /// A value of an event of an earlier step, as conditions of later steps name it: `a.temperature`.
    public struct Capture: Sendable {
        /// The number of the step's name.
        public var name: Int
        /// The slot whose value is kept.
        public var slot: Int
        /// The slot under which conditions see it.
        public var target: Int

        public init(name: Int, slot: Int, target: Int) {
            self.name = name
            self.slot = slot
            self.target = target
        }
    }

    public let settings: PatternSettings
    /// By number.
    public let conditions: [Program]
    public let captures: [Capture]
    /// Whether the rule's message names any of them.
    public let isCapturedTold: Bool
    /// Events of different keys know nothing of each other; nil: there is one sequence.
    public let key: Program?
    public let maximumKeys: Int

    public init(
        settings: PatternSettings, conditions: [Program], captures: [Capture] = [], isCapturedTold: Bool = false,
        key: Program? = nil, maximumKeys: Int = 1024
    ) {
        self.settings = settings
        self.conditions = conditions
        self.captures = captures
        self.isCapturedTold = isCapturedTold
        self.key = key
        self.maximumKeys = maximumKeys
    }

    /// Whether silence is part of the pattern.
    var hasAbsence: Bool { PatternPlan.hasAbsence(settings.steps) }

    private static func hasAbsence(_ steps: [PatternStep]) -> Bool {
        steps.contains { step in
            switch step.kind {
            case .absence: true
            case .all(let operands), .either(let operands):
                operands.contains { if case .absence = $0 { true } else { false } }
            case .group(let steps): hasAbsence(steps)
            case .event, .forbidden: false
            }
        }
    }
}

public final class ConditionPlan: Sendable {
    public let when: Program
    public let until: Program?
    public let forMilliseconds: Int64
    /// It stays raised for so long after `when` turned false.
    public let keepMilliseconds: Int64
    /// Whether `when` is true for an instant only, such as `becomes(x)`: the rule is then raised and never cleared.
    public let isInstant: Bool

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
