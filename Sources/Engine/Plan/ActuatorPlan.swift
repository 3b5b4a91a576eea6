public import Expressions

/// An output with two values, the rules that may claim it, and what guards it.
public final class ActuatorPlan: Sendable {
    public let name: String
    public let settings: GuardSettings
    /// The slot of `NAME.on`: the driven level, or nil when a feedback signal says it.
    public let onSlot: Int?
    /// The rules that set this actuator, in declared order.
    public let claimants: [Claimant]
    /// The signals that these rules need. Until each has been measured after a start the actuator stays safe.
    public let required: [Int]
    /// Must be true for any value but safe.
    public let interlock: Program?
    /// Must be true at the moment of leaving safe.
    public let permissive: Program?
    /// The signals without which it is safe; nil: those of the interlock and of the winning claim.
    public let safeWhenStale: [Int]?
    /// The signals that the interlock needs.
    public let interlockSignals: [Int]
    /// The slots of what expressions ask of its state.
    public let states: States

    /// Slots of `NAME.commanded`, `NAME.denied` and `NAME.since`; nil where nothing asks.
    public struct States: Sendable, Equatable {
        public var commanded: Int?
        public var denied: Int?
        public var since: Int?

        public init() {}

        var isAsked: Bool { self != States() }
    }
    /// Nil where nothing is confirmed.
    public let confirmation: ConfirmationPlan?

    public struct Claimant: Sendable {
        public var rule: Int
        public var value: Bool

        public init(rule: Int, value: Bool) {
            self.rule = rule
            self.value = value
        }
    }

    public init(
        name: String, settings: GuardSettings, onSlot: Int?, claimants: [Claimant], required: [Int],
        interlock: Program? = nil, permissive: Program? = nil, safeWhenStale: [Int]? = nil,
        interlockSignals: [Int] = [], states: States = States(), confirmation: ConfirmationPlan? = nil
    ) {
        self.name = name
        self.settings = settings
        self.onSlot = onSlot
        self.claimants = claimants
        self.required = required
        self.interlock = interlock
        self.permissive = permissive
        self.safeWhenStale = safeWhenStale
        self.interlockSignals = interlockSignals
        self.states = states
        self.confirmation = confirmation
    }

    /// Taken at start, at exit, and until the signals that decide about it have been heard.
    public var safe: Bool { settings.safe }
    /// Taken while nothing claims the actuator.
    public var rest: Bool { settings.rest }

    /// Slots at whose change the actuator has to be decided anew.
    var slotsRead: [Int] {
        let feedback = confirmation?.feedbackSlot.map { [$0] } ?? []
        return Set((interlock?.slotsRead ?? []) + (permissive?.slotsRead ?? []) + feedback).sorted()
    }
}
