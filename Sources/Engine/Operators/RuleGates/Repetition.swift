public import Telemetry

/// `every`: says again, at a fixed period from the raise on, that a rule is still raised.
public struct Repetition: Sendable, Equatable {
    /// When the next repeat is due; nil while the rule is not raised.
    public private(set) var nextDeadline: Instant?
    /// Milliseconds, above 0.
    public let period: Int64
    public static let defaultMaximum = 10_000
    /// How many one passing of time tells at most: a device's own clock may leap by days.
    public let maximum: Int
    /// How many were left out beyond it. Not part of the state.
    public private(set) var droppedCount = 0
    /// How many were told in which passing of time.
    private var toldCount = 0
    private var passing: UInt64 = 0

    public init(period: Int64, maximum: Int = defaultMaximum) {
        precondition(period > 0 && maximum > 0)
        self.period = period
        self.maximum = maximum
    }

    public mutating func raised(at now: Instant) {
        nextDeadline = now.advanced(by: period)
    }

    public mutating func cleared() {
        nextDeadline = nil
    }

    /// The logical time of a repeat that is due at `now`; nil when none is. Ask until it is nil: a caller that comes late
    /// hears of each repeat at its own time.
    public mutating func pass(now: Instant) -> Instant? {
        guard let due = nextDeadline, due <= now else { return nil }
        let next = due.advanced(by: period)
        // At the end of time there is no next one.
        nextDeadline = next > due ? next : nil
        return due
    }

    /// Whether the repeat that has passed may be told: the first ones of a passing of time may, the rest of it are left out.
    ///
    /// - Parameters:
    ///   - passing: the number of the passing of time.
    ///   - end: how far time passes at once.
    /// - Returns: how many are left out; 0 where this one is told.
    public mutating func drop(in passing: UInt64, until end: Instant) -> Int {
        if self.passing != passing { toldCount = 0 }
        self.passing = passing
        toldCount += 1
        guard toldCount > maximum, let due = nextDeadline else { return 0 }
        resume(now: end)
        let skipped = Int(clamping: (nextDeadline ?? end).elapsed(since: due) / period)
        let dropped = skipped == .max ? skipped : skipped + 1
        (droppedCount, _) = droppedCount.addingReportingOverflow(dropped)
        return dropped
    }

    /// The service was away: repeats that fell due meanwhile are not made up for, and the period stays where it was.
    public mutating func resume(now: Instant) {
        guard let due = nextDeadline, due < now else { return }
        let missed = now.elapsed(since: due) / period + (now.elapsed(since: due) % period == 0 ? 0 : 1)
        let (span, overflow) = missed.multipliedReportingOverflow(by: period)
        nextDeadline = overflow ? nil : due.advanced(by: span)
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.optional(nextDeadline)
    }

    public init(from bytes: inout ByteReader, period: Int64, maximum: Int = defaultMaximum) throws(MalformedBytes) {
        self.init(period: period, maximum: maximum)
        nextDeadline = try bytes.optionalInstant()
    }
}
