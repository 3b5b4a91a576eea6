public import Telemetry

public struct StuckSettings: Sendable, Equatable {
    /// How long a value may stay the same; from 1.
    public var afterMilliseconds: Int64
    /// How much it may move and still be the same.
    public var epsilon: Double

    public init(afterMilliseconds: Int64, epsilon: Double = 0) {
        precondition(1...TimeBounds.longest ~= afterMilliseconds && epsilon >= 0)
        self.afterMilliseconds = afterMilliseconds
        self.epsilon = epsilon
    }
}

/// Whether a sensor that goes on talking says the same thing for too long: no value farther than `epsilon` from the
/// first one for `after`. Silence is another matter (stale): a value that nothing confirmed is not stuck.
public struct StuckDetector: Sendable, Equatable {
    private enum State: Sendable, Equatable {
        /// No value has come.
        case unknown
        /// One value, not confirmed.
        case single(TimedNumber)
        /// Several that are the same, since the first of them.
        case same(TimedNumber)
        case stuck(TimedNumber)
    }

    private let settings: StuckSettings
    private var state = State.unknown

    public init(_ settings: StuckSettings) {
        self.settings = settings
    }

    public var isStuck: Bool {
        if case .stuck = state { true } else { false }
    }

    /// When it will be stuck if nothing else is said.
    public var nextDeadline: Instant? {
        guard case .same(let first) = state else { return nil }
        return Instant(milliseconds: first.time + settings.afterMilliseconds)
    }

    /// Takes a finite number.
    /// - Returns: whether `isStuck` changed.
    public mutating func update(_ number: Double, now: Instant) -> Bool {
        let was = isStuck
        let sample = TimedNumber(time: TimeBounds.clamp(now.milliseconds), number: number)
        switch state {
        case .unknown: state = .single(sample)
        case .single(let first), .same(let first):
            state = abs(number - first.number) <= settings.epsilon ? .same(first) : .single(sample)
        case .stuck(let first):
            if abs(number - first.number) > settings.epsilon { state = .single(sample) }
        }
        _ = advance(to: now)
        return isStuck != was
    }

    /// - Returns: whether it became stuck.
    public mutating func advance(to now: Instant) -> Bool {
        guard case .same(let first) = state, let due = nextDeadline, now >= due else { return false }
        state = .stuck(first)
        return true
    }

    public func write(to bytes: inout ByteWriter) {
        switch state {
        case .unknown: bytes.byte(0)
        case .single(let first):
            bytes.byte(1)
            bytes.write(first)
        case .same(let first):
            bytes.byte(2)
            bytes.write(first)
        case .stuck(let first):
            bytes.byte(3)
            bytes.write(first)
        }
    }

    public init(from bytes: inout ByteReader, settings: StuckSettings) throws(MalformedBytes) {
        self.init(settings)
        let kind = try bytes.byte()
        if kind == 0 { return }
        guard let first = try bytes.sample() else { throw bytes.malformed }
        switch kind {
        case 1: state = .single(first)
        case 2: state = .same(first)
        case 3: state = .stuck(first)
        default: throw bytes.malformed
        }
    }
}
