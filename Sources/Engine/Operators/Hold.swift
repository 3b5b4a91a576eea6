public import Telemetry

/// The outcome of a condition: an evaluation error is neither true nor false.
public enum Truth: Sendable {
    case yes, no, unknown
}

/// A condition held in time: `when` must stay true for a while before it counts, and once it counted it goes on until
/// `until` is true (or, without `until`, until `when` is not, and has not been for the time of `keep`).
///
/// `for` is inclusive: it fires when now - since >= for. `keep` is exclusive: it stays while now - firstFalse < keep. An
/// unknown outcome changes nothing.
public struct Hold: Sendable, Equatable {
    public enum State: Sendable, Equatable {
        /// `when` has not been true since the last time it counted.
        case idle
        /// `when` has been true since then, not yet for long enough.
        case pending(since: Instant)
        /// It counted and was not cleared.
        case raised
        /// It counted, and `when` is false since then, not yet for long enough.
        case kept(since: Instant)
        /// Cleared by `until` while `when` was still true: `when` must leave before it counts again.
        case spent
    }

    public enum Action: Sendable, Equatable {
        case none
        /// Ask again at this instant.
        case wait(until: Instant)
        case raise
        case clear
    }

    public var state: State = .idle

    public init() {}

    /// Whether it counts.
    public var isRaised: Bool {
        switch state {
        case .raised, .kept: true
        case .idle, .pending, .spent: false
        }
    }

    /// Takes the outcome of the conditions at `now`. `until` is nil when the rule has none.
    public mutating func observe(
        when: Truth, until: Truth?, now: Instant, forMilliseconds: Int64, keepMilliseconds: Int64 = 0
    ) -> Action {
        switch state {
        case .idle:
            guard when == .yes else { return .none }
            if forMilliseconds == 0 {
                state = .raised
                return .raise
            }
            state = .pending(since: now)
            return .wait(until: now.advanced(by: forMilliseconds))
        case .pending:
            if when == .no { state = .idle }
            return .none
        case .raised:
            if let until { return until == .yes ? clear(when) : .none }
            guard when == .no else { return .none }
            guard keepMilliseconds > 0 else { return clear(when) }
            state = .kept(since: now)
            return .wait(until: now.advanced(by: keepMilliseconds))
        case .kept:
            if when == .yes { state = .raised }
            return .none
        case .spent:
            if when == .no { state = .idle }
            return .none
        }
    }

    /// Whether `observe` would change anything, or ask for anything.
    public func isMoved(when: Truth, until: Truth?) -> Bool {
        switch state {
        case .idle, .kept: when == .yes
        case .pending, .spent: when == .no
        case .raised: until.map { $0 == .yes } ?? (when == .no)
        }
    }

    private mutating func clear(_ when: Truth) -> Action {
        state = when == .yes ? .spent : .idle
        return .clear
    }

    /// Time has come to `now` with nothing else to say.
    public mutating func pass(now: Instant, forMilliseconds: Int64, keepMilliseconds: Int64 = 0) -> Action {
        switch state {
        case .pending(let since):
            let due = since.advanced(by: forMilliseconds)
            guard now >= due else { return .wait(until: due) }
            state = .raised
            return .raise
        case .kept(let since):
            let due = since.advanced(by: keepMilliseconds)
            guard now >= due else { return .wait(until: due) }
            state = .idle
            return .clear
        case .idle, .raised, .spent: return .none
        }
    }

    /// When `pass` has something to say; nil when it has not.
    public func deadline(forMilliseconds: Int64, keepMilliseconds: Int64 = 0) -> Instant? {
        switch state {
        case .pending(let since): since.advanced(by: forMilliseconds)
        case .kept(let since): since.advanced(by: keepMilliseconds)
        case .idle, .raised, .spent: nil
        }
    }
}
