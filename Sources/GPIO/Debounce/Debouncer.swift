/// Holds a contact's level back until it has been still for a while, as the kernel's debounce does where there is one.
///
/// A state machine without a clock: its owner brings the edges and the times, in milliseconds of any clock that never
/// goes back, and runs the one timer that the actions ask for.
public struct Debouncer: Sendable, Equatable {
    /// What the owner has to do now.
    public enum Action: Sendable, Equatable {
        /// Nothing: a running timer goes on.
        case none
        /// Call ``timerFired(at:)`` at that time; replaces a running timer.
        case wait(until: Int64)
        /// The bounce led back to where it began: stop the timer, nothing changed.
        case stop
        /// The level changed for good; `at` is when its period of stillness ended. A running timer is stopped, or, with
        /// `waitUntil`, set to that time as the contact has moved again since.
        case changed(to: Bool, at: Int64, waitUntil: Int64?)
    }

    private enum State: Sendable, Equatable {
        /// The contact is still at the reported level.
        case settled
        /// The contact moved to the other level, and is believed when no edge comes until then.
        case moving(until: Int64)
    }

    /// How long a level has to be still, in milliseconds; 0 passes every change at once.
    public let periodMilliseconds: Int64
    /// The level as last reported.
    public private(set) var level: Bool
    private var state = State.settled

    /// - Parameters:
    ///   - periodMilliseconds: 0 or more.
    ///   - level: what the line reads now.
    public init(periodMilliseconds: Int64, level: Bool) {
        precondition(periodMilliseconds >= 0)
        self.periodMilliseconds = periodMilliseconds
        self.level = level
    }

    /// When the running timer fires; nil when none runs.
    public var deadline: Int64? {
        if case .moving(let until) = state { until } else { nil }
    }

    /// Takes an edge, or a level that was read again after a loss.
    ///
    /// A second edge to the level the contact is moving to begins the wait anew: it tells of one in between that the
    /// chip was too slow for.
    public mutating func edge(to new: Bool, at now: Int64) -> Action {
        // The owner may come late: what was still until the deadline changed then, before this edge.
        if case .moving(let until) = state, now >= until {
            level.toggle()
            state = new == level ? .settled : .moving(until: now + periodMilliseconds)
            return .changed(to: level, at: until, waitUntil: deadline)
        }
        if new == level {
            guard case .moving = state else { return .none }
            state = .settled
            return .stop
        }
        if periodMilliseconds == 0 {
            level = new
            return .changed(to: new, at: now, waitUntil: nil)
        }
        let until = now + periodMilliseconds
        state = .moving(until: until)
        return .wait(until: until)
    }

    /// Takes the timer that ``deadline`` asked for; too early, it asks for the same time again.
    public mutating func timerFired(at now: Int64) -> Action {
        guard case .moving(let until) = state else { return .none }
        guard now >= until else { return .wait(until: until) }
        level.toggle()
        state = .settled
        return .changed(to: level, at: until, waitUntil: nil)
    }
}
