public import Telemetry

/// `inhibited_by`: keeps a rule from being raised while something else is the case. What is raised already stays so, and
/// clears as it would without: an inhibition prevents, it does not undo.
///
/// - `restart` (default): while inhibited nothing is pending; `for` begins when the inhibition ends.
/// - `pause`: time that passes while inhibited does not count for `for`; a condition that becomes true meanwhile begins
///   when the inhibition ends.
/// - `mute`: the rule goes on as ever, but a raise is not told and sets nothing. If it is still raised when the inhibition
///   ends, it is told then; if it was cleared meanwhile, it was never there.
///
/// Use per evaluation: `observe` the inhibition, then give `Hold.observe` what `admitted` makes of the condition, ask
/// `mayPass` before `Hold.pass`, and carry out what `told` makes of the hold's action.
public struct Inhibition: Sendable, Equatable {
    public enum Policy: String, Sendable, CaseIterable {
        case restart, pause, mute
    }

    private enum State: Sendable, Equatable {
        /// The rule is free.
        case free
        /// Inhibited since then.
        case inhibited(since: Instant)
    }

    public enum Change: Sendable, Equatable {
        case none
        case began
        /// The condition has to be looked at again, now. With `isRaiseDue`, a raise that was muted is told now.
        case ended(isRaiseDue: Bool)
    }

    public let policy: Policy
    private var state: State = .free
    /// The hold is raised, and nobody was told.
    private var isMuted = false
    /// Whether it was said of this inhibition that it keeps the rule from being raised.
    private var isExplained = false

    public init(policy: Policy) {
        self.policy = policy
    }

    public var isActive: Bool { state != .free }
    /// Whether the hold counts as raised for claims and other rules.
    public func isEffective(_ hold: Hold) -> Bool { hold.state == .raised && !isMuted }

    /// Takes whether the rule is inhibited. What can't be evaluated does not inhibit: an alarm too many is better than one
    /// too few.
    public mutating func observe(_ inhibited: Truth, hold: inout Hold, now: Instant) -> Change {
        switch (state, inhibited == .yes) {
        case (.free, true):
            state = .inhibited(since: now)
            isExplained = false
            if policy == .restart, case .pending = hold.state { hold.state = .idle }
            return .began
        case (.inhibited(let since), false):
            state = .free
            if policy == .pause, case .pending(let start) = hold.state {
                hold.state = .pending(since: start.advanced(by: now.elapsed(since: since)))
            }
            defer { isMuted = false }
            return .ended(isRaiseDue: isMuted)
        default: return .none
        }
    }

    /// The condition as the hold may see it: what it does not say changes nothing, so nothing begins while inhibited.
    public func admitted(_ when: Truth, hold: Hold) -> Truth {
        guard isActive, policy != .mute else { return when }
        switch hold.state {
        case .idle: return .unknown
        case .pending: return when == .no ? .no : .unknown
        case .raised, .kept, .spent: return when
        }
    }

    /// Whether the hold's time may pass; if not, its deadline comes again when the inhibition ends.
    public var mayPass: Bool { !isActive || policy == .mute }

    /// The hold's action as it may be told.
    public mutating func told(_ action: Hold.Action) -> Hold.Action {
        switch action {
        case .none, .wait: return action
        case .raise:
            guard isActive, policy == .mute else { return action }
            isMuted = true
            return .none
        case .clear:
            defer { isMuted = false }
            return isMuted ? .none : action
        }
    }

    /// Whether it has to be said that the rule is kept from being raised: once an inhibition.
    public mutating func explain() -> Bool {
        guard isActive, !isExplained else { return false }
        isExplained = true
        return true
    }

    public func write(to bytes: inout ByteWriter) {
        if case .inhibited(let since) = state {
            bytes.optional(since)
        } else {
            bytes.optional(nil)
        }
        bytes.bool(isMuted)
        bytes.bool(isExplained)
    }

    public init(from bytes: inout ByteReader, policy: Policy) throws(MalformedBytes) {
        self.init(policy: policy)
        if let since = try bytes.optionalInstant() { state = .inhibited(since: since) }
        isMuted = try bytes.bool()
        isExplained = try bytes.bool()
    }
}
