public import Telemetry

/// `latch: until_ack`: a raised rule stays raised until a person has acknowledged it and its cause is gone, in whichever
/// order (the latching alarm of ISA-18.2).
///
/// Acknowledged while the cause is there, it becomes an ordinary alarm that clears when the cause goes; acknowledged after
/// that, it clears at once. Its claim is latched, and beats every other, until it is acknowledged; after that it is
/// a claim like others. A cause that comes back before the acknowledgement is the same alarm; one that comes back after
/// an acknowledgement and a return to normal is a new one. Nothing but `acknowledge` acknowledges: no restart, no
/// override, no time.
public struct Latch: Sendable, Equatable {
    private enum State: UInt8, Sendable {
        /// No alarm.
        case normal
        /// The cause is there, and nobody has said that he knows.
        case active
        /// The cause is gone, and nobody has said that he knows.
        case returned
        /// The cause is there, and somebody knows.
        case acknowledged
    }

    public enum Action: Sendable, Equatable {
        case none, raise, clear
    }

    /// The answer to a person.
    public enum Answer: Sendable, Equatable {
        /// There is nothing to acknowledge.
        case notRaised
        /// Somebody has acknowledged it before.
        case alreadyAcknowledged
        /// It clears when its cause goes.
        case acknowledged
        /// It clears now.
        case cleared
    }

    private var state: State = .normal

    public init() {}

    /// Whether the rule counts as raised.
    public var isRaised: Bool { state != .normal }
    /// Whether it waits for a person, and its claim beats all others.
    public var isLatched: Bool { state == .active || state == .returned }

    /// Takes whether the cause is there: whether the rule would be raised if it were not latched.
    public mutating func observe(isActive: Bool) -> Action {
        switch (state, isActive) {
        case (.normal, true):
            state = .active
            return .raise
        case (.active, false): state = .returned
        case (.returned, true): state = .active
        case (.acknowledged, false):
            state = .normal
            return .clear
        case (.normal, false), (.active, true), (.returned, false), (.acknowledged, true): break
        }
        return .none
    }

    /// An instant, such as a pattern's match, has no duration: its cause is gone as soon as it came.
    public mutating func trigger() -> Action {
        let action = observe(isActive: true)
        _ = observe(isActive: false)
        return action
    }

    public mutating func acknowledge() -> Answer {
        switch state {
        case .normal: return .notRaised
        case .acknowledged: return .alreadyAcknowledged
        case .active:
            state = .acknowledged
            return .acknowledged
        case .returned:
            state = .normal
            return .cleared
        }
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.byte(state.rawValue)
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        guard let state = State(rawValue: try bytes.byte()) else { throw bytes.malformed }
        self.state = state
    }
}
