/// Counts the pulses of a line, and tells at the points of a grid of times how many there were since the one before.
///
/// A state machine without a clock: its owner brings the edges and the times, in nanoseconds of any clock that never goes
/// back. An interval without pulses is told like any other.
///
/// The total is a whole number of pulses: a sum of fractions would drift. At 10 kHz it fills an `Int64` after 29 million
/// years, and a `Double`, as which it is told, is exact for the first 28,000 (2^53 pulses).
public struct PulseCounter: Sendable, Equatable {
    /// What one interval came to.
    public struct Interval: Sendable, Equatable {
        public var pulses: Int64
        /// How long it was: a multiple of the period, but for the first and the last, which are as long as they were.
        public var nanoseconds: Int64
        /// All pulses up to its end, those before the start included.
        public var total: Int64

        public var pulsesPerSecond: Double { Double(pulses) * 1e9 / Double(nanoseconds) }
    }

    private let grid: Grid
    private var start: Int64
    /// When the present interval ends.
    public private(set) var deadline: Int64
    private var pulses: Int64 = 0
    /// All pulses so far.
    public private(set) var total: Int64

    /// - Parameters:
    ///   - periodNanoseconds: above 0; intervals end at its multiples.
    ///   - total: pulses that were counted before, 0 or more.
    ///   - now: when counting begins. The first interval ends a whole period after that at the soonest.
    public init(periodNanoseconds: Int64, total: Int64, at now: Int64) {
        precondition(total >= 0)
        grid = Grid(periodNanoseconds: periodNanoseconds)
        start = now
        deadline = grid.point(after: now + periodNanoseconds - 1)
        self.total = total
    }

    /// Takes pulses that came at `time`. One that is told of after the end of its interval counts for the next.
    ///
    /// - Returns: the interval that ended before them.
    public mutating func add(_ count: Int64, at time: Int64) -> Interval? {
        let interval = pass(to: time)
        pulses = pulses.addingSaturated(count)
        total = total.addingSaturated(count)
        return interval
    }

    /// Time passes.
    ///
    /// - Returns: the interval that has ended; one of several periods, where nobody asked for so long.
    public mutating func pass(to now: Int64) -> Interval? {
        guard now >= deadline else { return nil }
        let end = grid.point(atOrBefore: now)
        deadline = grid.point(after: now)
        return close(at: end)
    }

    /// Ends the present interval before its time.
    /// - Returns: nil where nothing was counted in it: then there is nothing to lose.
    public mutating func finish(at now: Int64) -> Interval? {
        guard pulses > 0, now > start else { return nil }
        return close(at: now)
    }

    private mutating func close(at end: Int64) -> Interval {
        defer { (start, pulses) = (end, 0) }
        return Interval(pulses: pulses, nanoseconds: end - start, total: total)
    }
}

extension Int64 {
    fileprivate func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
