public import Telemetry

/// Who decides about an actuator: of all claims that are alive, a latched one before all others, then the one with the best
/// priority; among equals the safe value wins, then the newest claim, then the earlier rule of the file. The order in
/// which claims are considered makes no difference.
public struct Arbitration: Sendable {
    public private(set) var winner: Claim?
    /// When the first of the considered claims ends, and the question has to be asked again.
    public private(set) var nextExpiry: Instant?
    /// Whether there is more than one claim: of fewer, none is suppressed.
    public private(set) var isContested = false
    private let safe: Bool
    private let now: Instant

    public init(safe: Bool, now: Instant) {
        self.safe = safe
        self.now = now
    }

    public mutating func consider(_ claim: Claim) {
        guard claim.isLive(at: now) else { return }
        if let until = claim.until { nextExpiry = nextExpiry.map { min($0, until) } ?? until }
        guard let present = winner else {
            winner = claim
            return
        }
        isContested = true
        if beats(claim, present) { winner = claim }
    }

    /// Why a claim does not have its way; nil when it wins or wants what the winner wants, and when it has ended.
    public func suppression(of claim: Claim) -> DenialReason? {
        guard let winner, claim.value != winner.value, claim.isLive(at: now) else { return nil }
        if winner.isLatched { return .latch }
        return winner.origin == .manual ? .manual : .priority
    }

    private func beats(_ new: Claim, _ present: Claim) -> Bool {
        if new.isLatched != present.isLatched { return new.isLatched }
        if new.priority != present.priority { return new.priority < present.priority }
        if new.value != present.value { return new.value == safe }
        if new.since != present.since { return new.since > present.since }
        return new.origin < present.origin
    }
}
