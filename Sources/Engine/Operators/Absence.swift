public import Telemetry

/// Something was expected after a trigger, and did not come: raised when it has been missing for `within`.
///
/// The trigger is an edge from false to true, so repeats while it goes on mean nothing, nor do edges while one is waited
/// for or raised. What was expected counts before the time is over: exactly at its end is too late, and clears what is
/// raised then.
public struct Absence: Sendable, Equatable {
    private enum State: Sendable, Equatable {
        /// No trigger, or what was expected came.
        case idle
        /// Triggered at this instant; what was expected has not come.
        case armed(since: Instant)
        /// It did not come in time, and has not come since.
        case raised
    }

    public enum Action: Sendable, Equatable {
        case none
        /// Ask again at this instant.
        case wait(until: Instant)
        /// Raised at this instant, which is when the time was over, not when somebody asked.
        case raise(at: Instant)
        case clear
    }

    private var state: State = .idle
    /// What the trigger last was; nil before it was known. An edge needs a false before it.
    private var trigger: Bool?

    public init() {}

    public var isRaised: Bool { state == .raised }

    /// Call `pass` first with what was due at or before `now`.
    ///
    /// - Parameters:
    ///   - trigger: the `after` condition; unknown changes nothing.
    ///   - isExpected: the `expect` condition; unknown is no evidence that it came.
    ///   - isRetained: of a retained reading nobody knows when it happened: it starts nothing.
    public mutating func observe(
        trigger: Truth, isExpected: Truth, isRetained: Bool = false, now: Instant, withinMilliseconds: Int64
    ) -> Action {
        let isEdge = trigger == .yes && self.trigger == false && !isRetained
        if trigger != .unknown { self.trigger = trigger == .yes }
        switch state {
        case .idle:
            guard isEdge, isExpected != .yes else { return .none }
            state = .armed(since: now)
            return .wait(until: now.advanced(by: withinMilliseconds))
        case .armed:
            if isExpected == .yes { state = .idle }
            return .none
        case .raised:
            guard isExpected == .yes else { return .none }
            state = .idle
            return .clear
        }
    }

    /// Time has come to `now` with nothing else to say.
    public mutating func pass(now: Instant, withinMilliseconds: Int64) -> Action {
        guard case .armed(let since) = state else { return .none }
        let due = since.advanced(by: withinMilliseconds)
        guard now >= due else { return .wait(until: due) }
        state = .raised
        return .raise(at: due)
    }

    public func nextDeadline(withinMilliseconds: Int64) -> Instant? {
        guard case .armed(let since) = state else { return nil }
        return since.advanced(by: withinMilliseconds)
    }

    /// After a restart, when what was buffered has been replayed: not listening is no evidence, so the time begins anew.
    public mutating func restart(now: Instant, withinMilliseconds: Int64) -> Action {
        guard case .armed = state else { return .none }
        state = .armed(since: now)
        return .wait(until: now.advanced(by: withinMilliseconds))
    }

    public func write(to bytes: inout ByteWriter) {
        switch state {
        case .idle: bytes.byte(0)
        case .armed(let since):
            bytes.byte(1)
            bytes.signed(since.milliseconds)
        case .raised: bytes.byte(2)
        }
        bytes.byte(trigger.map { $0 ? 2 : 1 } ?? 0)
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        switch try bytes.byte() {
        case 0: state = .idle
        case 1: state = .armed(since: Instant(milliseconds: try bytes.signed()))
        case 2: state = .raised
        default: throw bytes.malformed
        }
        switch try bytes.byte() {
        case 0: trigger = nil
        case 1: trigger = false
        case 2: trigger = true
        default: throw bytes.malformed
        }
    }
}
