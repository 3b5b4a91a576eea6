public import Telemetry

/// The outcome of a condition: an evaluation error is neither true nor false.
public enum Truth: Sendable {
    case yes, no, unknown
}

/// A condition held in time: `when` must stay true for a while before it counts, and once it counted it goes on until
/// `until` is true (or, without `until`, until `when` is not).
///
/// `for` is inclusive: it fires when now - since >= for. An unknown outcome changes nothing.
public struct Hold: Sendable, Equatable {
    public enum State: Sendable, Equatable {
        /// `when` has not been true since the last time it counted.
        case idle
        /// `when` has been true since then, not yet for long enough.
        case pending(since: Instant)
        /// It counted and was not cleared.
        case raised
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

    /// Takes the outcome of the conditions at `now`. `until` is nil when the rule has none.
    public mutating func observe(when: Truth, until: Truth?, now: Instant, forMilliseconds: Int64) -> Action {
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
            let ends = until.map { $0 == .yes } ?? (when == .no)
            guard ends else { return .none }
            state = when == .yes ? .spent : .idle
            return .clear
        case .spent:
            if when == .no { state = .idle }
            return .none
        }
    }

    /// Time has come to `now` with nothing else to say.
    public mutating func pass(now: Instant, forMilliseconds: Int64) -> Action {
        guard case .pending(let since) = state else { return .none }
        let due = since.advanced(by: forMilliseconds)
        guard now >= due else { return .wait(until: due) }
        state = .raised
        return .raise
    }
}
