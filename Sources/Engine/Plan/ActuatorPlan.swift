/// An output with two values, the rules that may claim it, and the value that harms nobody.
public final class ActuatorPlan: Sendable {
    public let name: String
    /// Taken at start, at exit, and until the signals that decide about it have been heard.
    public let safe: Bool
    /// Taken while nothing claims the actuator.
    public let rest: Bool
    /// The slot of `NAME.on`: the driven level, or nil when a feedback signal says it.
    public let onSlot: Int?
    /// The rules that set this actuator, in declared order.
    public let claimants: [Claimant]
    /// The signals that these rules need. Until each has a value the actuator stays safe.
    public let required: [Int]

    public struct Claimant: Sendable {
        public var rule: Int
        public var value: Bool

        public init(rule: Int, value: Bool) {
            self.rule = rule
            self.value = value
        }
    }

    public init(name: String, safe: Bool, rest: Bool, onSlot: Int?, claimants: [Claimant], required: [Int]) {
        self.name = name
        self.safe = safe
        self.rest = rest
        self.onSlot = onSlot
        self.claimants = claimants
        self.required = required
    }
}
