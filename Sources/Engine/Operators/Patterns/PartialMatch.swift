internal import Telemetry

/// A pattern of which some steps are complete: where it stands, and which ways on are still open.
struct PartialMatch: Sendable, Equatable {
    var node: Int
    /// The ways of the node that are still open, as bits.
    var open: UInt64
    /// Rounds of each loop, then the marks of groups with `every`.
    var counts: [Int]
    var captures = Captures()
    /// Of `all` and `either` that have begun: at most one a way.
    var progress: [LogicalProgress] = []
    /// Number of the first event; before it, of the last event seen when the pattern began.
    var start: UInt64
    /// When the node was reached; from here on absences are timed.
    var since: Instant
    /// No event has been passed over since.
    var isFresh = true

    init(node: Int, open: UInt64, counts: [Int], start: UInt64, since: Instant) {
        self.node = node
        self.open = open
        self.counts = counts
        self.start = start
        self.since = since
    }

    /// The instant at which `within` ends it; nil as long as no event has been taken.
    func deadline(_ settings: PatternSettings) -> Instant? {
        guard let within = settings.withinMilliseconds else { return nil }
        let from = settings.withinScope == .whole ? captures.first : captures.last
        return from?.time.advanced(by: within)
    }

    func progress(of way: Int) -> LogicalProgress? {
        progress.first { $0.way == way }
    }

    mutating func keep(_ new: LogicalProgress) {
        if let index = progress.firstIndex(where: { $0.way == new.way }) {
            progress[index] = new
        } else {
            progress.append(new)
        }
    }

    mutating func close(_ way: Int) {
        open &= ~(1 << UInt64(way))
    }
}

/// How far an `all` or `either` has come.
struct LogicalProgress: Sendable, Equatable {
    /// Which way of the node leads to it.
    var way: Int
    /// Operands that are complete, and operands that can't be any more, as bits.
    var satisfied: UInt32 = 0
    var dead: UInt32 = 0
    /// Captures before it began.
    var mark: Int
    /// From when each operand's absence is timed.
    var clocks: [Instant]

    init(way: Int, mark: Int, since: Instant, operands: Int) {
        self.way = way
        self.mark = mark
        clocks = Array(repeating: since, count: operands)
    }
}
