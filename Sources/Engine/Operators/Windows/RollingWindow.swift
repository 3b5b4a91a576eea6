public import Telemetry

/// The samples of (now - size, now], as `mean(x, 10m)` needs them: exact, without drift, at constant cost a sample (with
/// percentiles and distinct: a search and a move within a sorted array).
///
/// A sample at t is in from t, and leaves at t + size: `nextDeadline`.
public struct RollingWindow: Sendable, Equatable {
    private let settings: RollingSettings
    /// In order of time, from `head` on; what is before it has left.
    private var samples: [TimedNumber] = []
    private var head = 0
    /// How many samples came since the parts were turned last.
    private var newer = 0
    private var parts: RollingParts
    /// The newest number that has left: it held at the window's start, for a time-weighted mean.
    private var held: Double?
    /// How many samples left early because there were too many.
    public private(set) var cut: Int64 = 0

    public init(_ settings: RollingSettings) {
        self.settings = settings
        parts = RollingParts(for: settings.aggregates)
    }

    public var count: Int { samples.count - head }

    /// The samples that are in it, the oldest first.
    var present: ArraySlice<TimedNumber> { samples[head...] }

    /// Takes a sample, and lets go of those that are too old by now. A number that is not finite is no sample.
    /// - Parameter now: never before an earlier one; otherwise the earlier one counts.
    public mutating func add(_ number: Double, now: Instant) {
        let time = max(TimeBounds.clamp(now.milliseconds), samples.last?.time ?? -TimeBounds.greatest)
        advance(to: Instant(milliseconds: time))
        guard number.isFinite else { return }
        if count == settings.maximumSamples {
            removeOldest()
            cut += 1
        }
        // Adding zero makes of minus zero the same zero.
        let sample = TimedNumber(time: time, number: number + 0)
        samples.append(sample)
        parts.add(sample)
        newer += 1
    }

    /// Time has come to `now`: what is older than the window leaves.
    public mutating func advance(to now: Instant) {
        let oldest = TimeBounds.clamp(now.milliseconds) - settings.sizeMilliseconds
        while head < samples.count, samples[head].time <= oldest { removeOldest() }
    }

    /// The source has no value any more, so nothing holds on: a time-weighted mean begins anew with the next sample.
    public mutating func interrupt() {
        guard settings.aggregates.contains(.timeWeightedMean) else { return }
        samples.removeAll(keepingCapacity: true)
        (head, newer, held) = (0, 0, nil)
        parts = RollingParts(for: settings.aggregates)
    }

    private mutating func removeOldest() {
        held = samples[head].number
        if count == newer {
            parts.turn(samples[head...])
            newer = 0
        }
        parts.removeOldest(samples[head])
        head += 1
        if head == samples.count {
            samples.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head > samples.count / 2 {
            samples.removeFirst(head)
            head = 0
        }
    }

    /// When the oldest sample leaves; nil while there is none.
    public var nextDeadline: Instant? {
        head < samples.count ? Instant(milliseconds: samples[head].time + settings.sizeMilliseconds) : nil
    }

    /// One of the settings' aggregates. Nil where there is nothing to say: no sample (but count, sum and distinct are 0 then,
    /// and a time-weighted mean is what still holds), or too few of them.
    /// - Parameter now: the time to which the window was advanced.
    public func result(_ aggregate: Aggregate, now: Instant) -> Double? {
        guard count > 0 else {
            switch aggregate {
            case .count, .sum, .distinct: return 0
            case .timeWeightedMean: return held
            default: return nil
            }
        }
        switch aggregate {
        case .count: return Double(count)
        case .first: return samples[head].number
        case .last: return samples.last?.number
        default:
            let time = TimeBounds.clamp(now.milliseconds)
            let number = parts.number(
                aggregate, count: count, from: time - settings.sizeMilliseconds, held: held, now: time)
            return number.flatMap { $0.isFinite ? $0 : nil }
        }
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.signed(cut)
        bytes.bool(held != nil)
        if let held { bytes.double(held) }
        bytes.count(count)
        bytes.count(newer)
        for sample in samples[head...] {
            bytes.signed(sample.time)
            bytes.double(sample.number)
        }
    }

    /// There may be room for fewer than when they were written.
    private mutating func trim() {
        let excess = samples.count - settings.maximumSamples
        guard excess > 0 else { return }
        held = samples[excess - 1].number
        samples.removeFirst(excess)
        newer = min(newer, samples.count)
        cut += Int64(excess)
    }

    public init(from bytes: inout ByteReader, settings: RollingSettings) throws(MalformedBytes) {
        self.init(settings)
        cut = try bytes.nonNegative()
        held = try bytes.bool() ? try bytes.finite() : nil
        let count = try bytes.count()
        newer = try bytes.index()
        guard newer <= count else { throw bytes.malformed }
        for _ in 0..<count {
            let sample = TimedNumber(time: try bytes.time(), number: try bytes.finite())
            guard samples.last.map({ $0.time <= sample.time }) ?? true else { throw bytes.malformed }
            samples.append(sample)
        }
        trim()
        parts.restore(samples[...], newer: newer)
    }
}
