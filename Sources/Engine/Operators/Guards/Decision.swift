public import Telemetry

/// What a guard has to know to decide.
public struct GuardInputs: Sendable, Equatable {
    /// Who won the arbitration; nil when nobody claims the actuator.
    public var winner: Claim?
    /// The outcome of the interlock; nil when there is none. Where the settings say that there is one, nil denies.
    public var interlock: Truth?
    /// The outcome of the permissive, in the same way.
    public var permissive: Truth?
    /// Whether all signals that decide (those of the interlock and of the winning claim, or `safe_when_stale`) are fresh.
    public var areFresh: Bool
    /// Whether the output did not do what it was told; see ``Confirmation``.
    public var hasFailed: Bool
    /// Whether the output was switched in this very instant, so that what is wanted now may follow from that.
    public var hasSwitched: Bool

    public init(
        winner: Claim?, interlock: Truth? = nil, permissive: Truth? = nil, areFresh: Bool = true,
        hasFailed: Bool = false, hasSwitched: Bool = false
    ) {
        self.hasFailed = hasFailed
        self.winner = winner
        self.interlock = interlock
        self.permissive = permissive
        self.areFresh = areFresh
        self.hasSwitched = hasSwitched
    }
}

/// What an actuator does now, and why it is not what was wanted.
public struct Decision: Sendable, Equatable {
    /// The value that the output has from now on.
    public var value: Bool
    /// Whether that is a change, and a command is due.
    public var isChange: Bool
    /// Who won the arbitration; nil at rest.
    public var winner: Claim?
    /// Why the value is not the one that the winner wants (or `rest`); nil when it is.
    public var reason: DenialReason?
    /// Whether the denial begins now and has to be told; it is not told again while it lasts.
    public var isNews: Bool
    /// When to ask again even if no input changes; nil when time alone changes nothing. The end of a claim is not in it: see
    /// `Arbitration.nextExpiry`.
    public var next: Instant?
}

/// What a guard asks its group for.
public struct StartRequest: Sendable, Equatable {
    /// The winner's priority; at rest one below the lowest, since nobody asked for it.
    public var priority: Int
    /// Since when the value is wanted.
    public var since: Instant
    /// Whether the actuator could start now if the group let it. One that can't does not keep others waiting.
    public var isAble: Bool

    public static let restPriority = Claim.priorities.upperBound + 1

    public init(priority: Int, since: Instant, isAble: Bool = true) {
        self.priority = priority
        self.since = since
        self.isAble = isAble
    }
}
