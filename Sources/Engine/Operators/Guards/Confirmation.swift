public import Telemetry

/// Whether an output does what it was told, by what is said of it: a feedback signal, or the level read back.
///
/// - After a command the feedback has to agree within a time; feedback that is missing does not.
/// - Feedback that agreed and changes by itself has that time to agree again. One that goes missing then is no evidence.
/// - What has failed is to be kept safe. It is over when the output, its feedback and what is wanted agree, so the claim
///   that failed has to drop, as after `max_on`; or when a person acknowledges it, after which the claim is tried again.
public struct Confirmation: Sendable, Equatable {
    public enum Change: Sendable, Equatable {
        case none
        /// It has failed now.
        case failed
        /// It has failed no more.
        case over
    }

    enum State: Sendable, Equatable {
        /// The output and its feedback agree, or nothing is known that would tell otherwise.
        case settled
        /// They differ; after a command also where there is no feedback.
        case open(until: Instant, isCommand: Bool)
        case failed
    }

    /// How soon the feedback has to agree, in milliseconds.
    public let within: Int64
    var state = State.settled
    /// How often it has failed.
    public internal(set) var failureCount: UInt64 = 0

    public init(withinMilliseconds: Int64) {
        within = withinMilliseconds
    }

    public var hasFailed: Bool { state == .failed }

    /// When to look again even if nothing changes.
    public var deadline: Instant? {
        if case .open(let until, _) = state { until } else { nil }
    }

    /// The output was told to take another value.
    public mutating func command(now: Instant) {
        guard !hasFailed else { return }
        state = .open(until: now.advanced(by: within), isCommand: true)
    }

    /// The service starts, and the output was put to its safe value: nothing was commanded that could be waited for.
    public mutating func restart() {
        if !hasFailed { state = .settled }
    }

    /// Looks at what there is now.
    /// - Parameters:
    ///   - value: what the output was told to have.
    ///   - feedback: what it has; nil where nobody knows.
    ///   - wanted: what it is to have by its claims, whatever its guards say.
    public mutating func observe(value: Bool, feedback: Bool?, wanted: Bool, now: Instant) -> Change {
        switch state {
        case .settled:
            guard let feedback, feedback != value else { return .none }
            state = .open(until: now.advanced(by: within), isCommand: false)
        case .open(let until, let isCommand):
            if feedback == value || (feedback == nil && !isCommand) {
                state = .settled
            } else if now >= until {
                state = .failed
                failureCount += 1
                return .failed
            }
        case .failed:
            guard feedback == value, wanted == value else { return .none }
            state = .settled
            return .over
        }
        return .none
    }

    /// A person has seen it.
    /// - Returns: false where nothing has failed.
    public mutating func acknowledge() -> Bool {
        guard hasFailed else { return false }
        state = .settled
        return true
    }
}

extension Confirmation {
    public func write(to bytes: inout ByteWriter) {
        bytes.unsigned(failureCount)
        switch state {
        case .settled: bytes.byte(0)
        case .open(let until, let isCommand):
            bytes.byte(isCommand ? 2 : 1)
            bytes.instant(until)
        case .failed: bytes.byte(3)
        }
    }

    public init(from bytes: inout ByteReader, withinMilliseconds: Int64) throws(MalformedBytes) {
        self.init(withinMilliseconds: withinMilliseconds)
        failureCount = try bytes.unsigned()
        switch try bytes.byte() {
        case 0: state = .settled
        case let kind where kind == 1 || kind == 2: state = .open(until: try bytes.instant(), isCommand: kind == 2)
        case 3: state = .failed
        default: throw bytes.malformed
        }
    }
}
