import Telemetry

/// What the reference remembers of a device: lists of what was seen, from which everything is computed anew.
final class NaiveDevice {
    struct Window {
        var start: Int64
        var end: Int64
        var values: [String: [Value]] = [:]
    }

    struct Sample {
        var time: Int64
        var number: Double
    }

    let name: String
    /// Signals, derived values, what remembers, other devices' values, `RULE.raised`, `ACTUATOR.on`.
    var values: [String: Value] = [:]
    /// When a signal was last seen; forgotten when it turned stale.
    var seen: [String: Int64] = [:]
    /// Signals whose value is a retained one.
    var retained: Set<String> = []
    var latest: [Int: Int64] = [:]
    var rules: [NaiveRule]
    var actuators: [NaiveActuator]
    var isAwake = false
    /// Whether it has been told what time it is.
    var knowsClock = false
    /// Open windows of the summaries.
    var windows: [Window?]
    /// By what remembers, all samples since there was a gap.
    var samples: [String: [Sample]] = [:]
    /// What `up` heard last.
    var flag: Bool?

    init(name: String, rules: Int, actuators: [NaiveActuator], windows: Int) {
        self.name = name
        self.rules = (0..<rules).map { _ in NaiveRule() }
        self.actuators = actuators
        self.windows = (0..<windows).map { _ in nil }
    }

    /// The flag of a rule's state, an actuator's or a signal's.
    func isTrue(_ name: String) -> Bool { values[name] == .flag(true) }
}

/// What the reference remembers of a rule.
struct NaiveRule {
    enum Phase: Equatable {
        case idle, raised, spent
        case pending(since: Int64)
        case kept(since: Int64)
    }

    /// Of a condition.
    var phase = Phase.idle
    /// Of an absence: since when the expected is waited for, whether it was missed, and what the trigger last was.
    var armed: Int64?
    var isMissed = false
    var trigger: Bool?
    /// Of a heartbeat: when the last message came, or listening began.
    var beat: Int64?
    /// Of a pattern: the events of the first step that may still be followed; for a silence, since when it lasts.
    var starts: [Int64] = []
    var isTold = false

    var inhibitedSince: Int64?
    /// Raised under an inhibition that mutes.
    var isMuted = false
    var isExplained = false
    /// Every raise.
    var raises: [Int64] = []
    var deferred: Int64?
    var isRaised = false
    var raisedAt: Int64 = 0
    var leaseEnd: Int64?
    var nextRepeat: Int64?
    /// Of a latch: whether the cause is there, and whether a person has to acknowledge.
    var hasCause = false
    var needsAcknowledgement = false

    /// Whether the trigger is raised, whatever was told of it.
    var isTriggered: Bool {
        switch phase {
        case .raised, .kept: true
        case .idle, .pending, .spent: isMissed
        }
    }
}
