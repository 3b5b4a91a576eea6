/// What an actuator's file says about how it may be switched. Durations are milliseconds.
///
/// The checker refuses what contradicts itself: negative durations, `minOn` above `maxOn`, and `maxOn` where `safe` is
/// true (a limit to how long a thing may be safe); the guard ignores the last.
public struct GuardSettings: Sendable, Equatable {
    /// The value that harms nobody: at start, at exit, and whenever a guard trips.
    public var safe: Bool
    /// The value while nobody claims the actuator.
    public var rest: Bool
    /// Once on, it stays on so long.
    public var minOn: Int64
    /// Once off, it stays off so long.
    public var minOff: Int64
    /// Once on, it goes off after so long, and starts again only after nobody wanted it on for a moment.
    public var maxOn: Int64?
    public var maxSwitches: Frequency?
    /// Whether there is a condition that must be true for any value but `safe`.
    public var hasInterlock: Bool
    /// Whether there is a condition that must be true at the moment of leaving `safe`.
    public var hasPermissive: Bool
    /// After a start of the service it stays safe so long, and until its inputs are fresh for the first time.
    public var startDelay: Int64

    public init(
        safe: Bool, rest: Bool? = nil, minOn: Int64 = 0, minOff: Int64 = 0, maxOn: Int64? = nil,
        maxSwitches: Frequency? = nil, hasInterlock: Bool = false, hasPermissive: Bool = false, startDelay: Int64 = 0
    ) {
        self.safe = safe
        self.rest = rest ?? safe
        self.minOn = minOn
        self.minOff = minOff
        self.maxOn = maxOn
        self.maxSwitches = maxSwitches
        self.hasInterlock = hasInterlock
        self.hasPermissive = hasPermissive
        self.startDelay = startDelay
    }

    /// The limit that is in force.
    var maximumRun: Int64? { safe ? nil : maxOn }
}
