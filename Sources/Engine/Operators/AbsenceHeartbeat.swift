public import Telemetry

/// Messages come again and again, until they don't: raised when the last is `within` old, cleared by the next.
public struct Heartbeat: Sendable, Equatable {
    private enum State: Sendable, Equatable {
        /// Before the start.
        case idle
        /// The last message, or the start, was at this instant.
        case armed(since: Instant)
        /// Silent; said once, until the next message.
        case raised
    }

    public enum Action: Sendable, Equatable {
        case none
        /// Ask again at this instant.
        case wait(until: Instant)
        /// Raised at this instant, which is when the time was over, not when somebody asked.
        case raise(at: Instant)
        /// Cleared by a message; ask again at the instant.
        case clear(waitUntil: Instant)
    }

    private var state: State = .idle

    public init() {}

    public var isRaised: Bool { state == .raised }

    /// Begins to listen: at the start, after a restart when what was buffered has been replayed, and when it is new in a
    /// changed configuration. What was raised stays so until a message comes.
    public mutating func start(now: Instant, withinMilliseconds: Int64) -> Action {
        if state == .raised { return .none }
        state = .armed(since: now)
        return .wait(until: now.advanced(by: withinMilliseconds))
    }

    /// A message came. Call `pass` first with what was due at or before `now`: a message exactly when the time is over
    /// is too late, and clears at once.
    ///
    /// - Returns: `none` while armed. An owner who keeps one timer asks again when that comes due, and is told to wait on.
    public mutating func beat(now: Instant, withinMilliseconds: Int64) -> Action {
        let before = state
        state = .armed(since: now)
        let due = now.advanced(by: withinMilliseconds)
        switch before {
        case .idle: return .wait(until: due)
        case .armed: return .none
        case .raised: return .clear(waitUntil: due)
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

    public func write(to bytes: inout ByteWriter) {
        switch state {
        case .idle: bytes.byte(0)
        case .armed(let since):
            bytes.byte(1)
            bytes.signed(since.milliseconds)
        case .raised: bytes.byte(2)
        }
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        switch try bytes.byte() {
        case 0: state = .idle
        case 1: state = .armed(since: Instant(milliseconds: try bytes.signed()))
        case 2: state = .raised
        default: throw bytes.malformed
        }
    }
}
