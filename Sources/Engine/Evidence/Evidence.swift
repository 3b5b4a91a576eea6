public import Telemetry

/// What a record followed from, as it all stood in the moment in which it was said. Times are wall-clock times.
public struct Evidence: Sendable {
    public var record: Output
    /// When it was said, by the engine's clock.
    public var now: Instant
    /// Whether a reading or a command brought it about; else it was time, or what a person or the agent did.
    public var hasCause: Bool
    /// The rule that it is about, or those that want something of the actuator.
    public var rules: [RuleEvidence]
    /// The actuator that it is about.
    public var actuator: ActuatorEvidence?
}

/// A rule in the moment in which it said something.
public struct RuleEvidence: Sendable {
    /// A condition of the rule and what it came to.
    public struct Condition: Sendable {
        /// The key under which the file has it: `when`, `until`, `after`, `expect`, or `step 2` of a pattern.
        public var role: String
        /// Nil where it had no value.
        public var holds: Bool?
    }

    /// A time that the rule counts.
    public struct Timer: Sendable {
        /// The key under which the file has it: `for`, `keep`, `within`, `lease`, `cooldown`.
        public var role: String
        /// Nil where it is not of one length.
        public var milliseconds: Int64?
        /// Nil while it does not run.
        public var since: Timestamp?
        public var due: Timestamp?
    }

    /// An event of a pattern that was found.
    public struct Step: Sendable {
        /// Which of the pattern's steps took it, from 0.
        public var step: Int
        public var time: Timestamp
    }

    public var name: String
    /// As the file has it, in one line.
    public var written: String
    /// File and line; empty where the plan is of no file.
    public var place: String
    /// Hash of the definition: another one, another rule.
    public var version: UInt64
    /// 1 (highest) to 16.
    public var priority: Int
    public var isRaised: Bool
    /// When it was raised last; nil where it never was.
    public var raisedAt: Timestamp?
    public var count: UInt64
    public var isInhibited: Bool
    public var conditions: [Condition]
    public var timers: [Timer]
    public var values: [ValueEvidence]
    public var windows: [WindowEvidence]
    /// Empty where the rule is no pattern, or none was found.
    public var steps: [Step]
}

/// A value that was read, itself or on the way to what was.
public struct ValueEvidence: Sendable {
    public var name: String
    public var kind: SlotPlan.Kind
    /// Nil: never seen, stale, or an error of its expression.
    public var value: Value?
    /// When its last reading came; nil for what is not measured.
    public var seen: Timestamp?
    public var isRetained: Bool
    /// Where it comes from, if it is another device's: the device, and its name there.
    public var source: (device: String, name: String)?
}

/// What a window of an expression held.
public struct WindowEvidence: Sendable {
    /// As `mean(temperature, 10m)`.
    public var name: String
    public var milliseconds: Int64
    /// Nil where there was nothing to say.
    public var value: Value?
    /// All of them, the oldest first.
    public var samples: [(time: Timestamp, number: Double)]
}

/// An actuator in the moment in which something was said about it.
public struct ActuatorEvidence: Sendable {
    public var view: ActuatorView
    public var guards: GuardView
    /// What the guards read.
    public var values: [ValueEvidence]
}
