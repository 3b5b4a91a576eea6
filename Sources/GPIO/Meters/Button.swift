/// Tells a button's presses apart: one, two in quick succession, a long one.
///
/// A state machine without a clock: its owner brings the edges, free of bounce, and the times, in nanoseconds of any
/// clock that never goes back.
public struct Button: Sendable, Equatable {
    public enum Press: String, Sendable, CaseIterable {
        /// Pressed and let go, and not pressed again at once. Told when that is known.
        case single
        /// Pressed a second time soon after it was let go. Told at once.
        case double
        /// Held. Told while it still is.
        case long
    }

    private enum State: Sendable, Equatable {
        case up
        /// Held down since.
        case down(since: Int64)
        /// Let go then, and perhaps pressed a second time.
        case upAgain(since: Int64)
        /// Told already, and still held down; or down when everything began.
        case spent
    }

    private let longNanoseconds: Int64
    private let doubleNanoseconds: Int64
    private var state: State

    /// - Parameters:
    ///   - longNanoseconds: from so long on a press is a long one; above 0.
    ///   - doubleNanoseconds: so soon a second press has to follow; 0: there are no double presses, and a single one is told
    ///     as soon as the button is let go.
    ///   - isDown: whether it is held down now; that press is not told.
    public init(longNanoseconds: Int64, doubleNanoseconds: Int64, isDown: Bool) {
        precondition(longNanoseconds > 0 && doubleNanoseconds >= 0)
        self.longNanoseconds = longNanoseconds
        self.doubleNanoseconds = doubleNanoseconds
        state = isDown ? .spent : .up
    }

    /// When ``pass(to:)`` has to be called; nil when nothing is under way.
    public var deadline: Int64? {
        switch state {
        case .up, .spent: nil
        case .down(let since): since + longNanoseconds
        case .upAgain(let since): since + doubleNanoseconds
        }
    }

    /// The button goes down or up at `time`.
    /// - Returns: the press that is known by that. What time alone told before the edge comes first, and excludes another.
    public mutating func edge(down isDown: Bool, at time: Int64) -> Press? {
        let earlier = pass(to: time)
        switch (state, isDown) {
        case (.up, true): state = .down(since: time)
        case (.upAgain, true):
            state = .spent
            return .double
        case (.down, false):
            guard doubleNanoseconds > 0 else {
                state = .up
                return .single
            }
            state = .upAgain(since: time)
        case (.spent, false): state = .up
        case (.up, false), (.upAgain, false), (.down, true), (.spent, true): break
        }
        return earlier
    }

    /// Time passes.
    public mutating func pass(to now: Int64) -> Press? {
        guard let deadline, now >= deadline else { return nil }
        if case .down = state {
            state = .spent
            return .long
        }
        state = .up
        return .single
    }
}
