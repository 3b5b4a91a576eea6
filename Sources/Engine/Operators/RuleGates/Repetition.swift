public import Telemetry

/// `every`: says again, at a fixed period from the raise on, that a rule is still raised.
public struct Repetition: Sendable, Equatable {
    /// When the next repeat is due; nil while the rule is not raised.
    public private(set) var nextDeadline: Instant?
    /// Milliseconds, above 0.
    public let period: Int64

    public init(period: Int64) {
        precondition(period > 0)
        self.period = period
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

    public init(from bytes: inout ByteReader, period: Int64) throws(MalformedBytes) {
        self.init(period: period)
        nextDeadline = try bytes.optionalInstant()
    }
}
