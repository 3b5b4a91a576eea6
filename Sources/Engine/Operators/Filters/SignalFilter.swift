public import Telemetry

/// What became of a measured number.
public enum FilterOutcome: Sendable, Equatable {
    public enum Rejection: UInt8, Sendable, CaseIterable {
        /// Not a finite number, after scaling.
        case notFinite
        case outOfRange
        case spike
        case step
    }

    /// It is no value of the signal.
    case rejected(Rejection)
    /// It counts in windows and keeps the signal fresh, but it is no news for rules.
    case quiet(Double, ChangeGate.Outcome)
    case news(Double)
}

/// A signal's filters, in their order: scale and offset, valid range, spike, step limit, smoothing, then (for rules
/// alone) repeats and deadband. Stuck is judged by what passed the valid range, before smoothing moves it.
public struct SignalFilter: Sendable, Equatable {
    private let settings: SignalFilterSettings
    private var spike: SpikeFilter?
    private var step: StepLimit?
    private var average: ExponentialAverage?
    private var gate: ChangeGate
    private var stuck: StuckDetector?

    public init(_ settings: SignalFilterSettings) {
        self.settings = settings
        spike = settings.spike.map(SpikeFilter.init)
        step = settings.maximumStepPerSecond.map(StepLimit.init(greatestPerSecond:))
        average = settings.smoothMilliseconds.map(ExponentialAverage.init(timeConstantMilliseconds:))
        gate = ChangeGate(deadband: settings.deadband, repeatAfterMilliseconds: settings.dedupeMilliseconds)
        stuck = settings.stuck.map(StuckDetector.init)
    }

    public var isStuck: Bool { stuck?.isStuck ?? false }
    /// When `isStuck` may change with time alone.
    public var nextDeadline: Instant? { stuck?.nextDeadline }

    /// - Parameter mustPass: the value is news whatever it is, if it is a value at all.
    public mutating func update(_ raw: Double, now: Instant, mustPass: Bool = false) -> FilterOutcome {
        _ = advance(to: now)
        var number = raw * settings.scale + settings.offset
        guard number.isFinite else { return .rejected(.notFinite) }
        if let valid = settings.valid, !valid.contains(number) { return .rejected(.outOfRange) }
        _ = stuck?.update(number, now: now)
        if case .spike(let median)? = spike?.update(number) {
            guard settings.spike?.treatment == .replace else { return .rejected(.spike) }
            number = median
        }
        if step?.update(number, now: now) == false { return .rejected(.step) }
        if let smooth = average?.update(number, now: now) { number = smooth }
        let outcome = gate.update(number, now: now, mustPass: mustPass)
        return outcome == .news ? .news(number) : .quiet(number, outcome)
    }

    /// - Returns: whether `isStuck` changed.
    public mutating func advance(to now: Instant) -> Bool {
        stuck?.advance(to: now) ?? false
    }

    /// The value in use is gone: the next one is news.
    public mutating func forget() {
        gate.forget()
    }

    public func write(to bytes: inout ByteWriter) {
        spike?.write(to: &bytes)
        step?.write(to: &bytes)
        average?.write(to: &bytes)
        gate.write(to: &bytes)
        stuck?.write(to: &bytes)
    }

    public init(from bytes: inout ByteReader, settings: SignalFilterSettings) throws(MalformedBytes) {
        self.init(settings)
        if let spike = settings.spike { self.spike = try SpikeFilter(from: &bytes, settings: spike) }
        if let greatest = settings.maximumStepPerSecond {
            step = try StepLimit(from: &bytes, greatestPerSecond: greatest)
        }
        if let constant = settings.smoothMilliseconds {
            average = try ExponentialAverage(from: &bytes, timeConstantMilliseconds: constant)
        }
        gate = try ChangeGate(
            from: &bytes, deadband: settings.deadband, repeatAfterMilliseconds: settings.dedupeMilliseconds)
        if let stuck = settings.stuck { self.stuck = try StuckDetector(from: &bytes, settings: stuck) }
    }
}
