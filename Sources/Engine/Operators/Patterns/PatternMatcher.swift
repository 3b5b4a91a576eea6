public import Telemetry

/// Looks for one pattern in one sequence of events.
///
/// Matches of one instant come in the order of their start, and of one start the one that took its events earlier comes
/// first; so a longer run comes before a shorter. A pattern that begins with an event and has no partial matches costs
/// one evaluation of its first condition for an event, and allocates nothing.
public struct PatternMatcher: Sendable, Equatable {
    public let settings: PatternSettings
    let program: PatternProgram

    /// The start, as far as it has a state: nil when it is not armed. Stays as it is where the start is plain.
    var root: PartialMatch?
    /// In the order of their start; of one start, in that of their events.
    var partials: [PartialMatch] = []
    /// Complete, but not told yet: one that began earlier may still be complete (`inOrderOfStart`).
    var held: [PatternMatch] = []
    var lastNumber: UInt64 = 0
    /// Silence was told, and what was missed has not come since.
    var isSilent = false
    public internal(set) var counters = PatternCounters()
    /// When time alone will change something; ask for `advance` then.
    public internal(set) var nextDeadline: Instant?

    var scratch = PatternScratch()

    /// - Parameter now: from here on an absence at the pattern's start is timed.
    public init(_ settings: PatternSettings, now: Instant) throws(PatternError) {
        self.settings = settings
        program = try PatternCompiler.program(of: settings)
        arm(now: now)
    }

    /// The same pattern with nothing begun: shares what was compiled.
    public init(like other: PatternMatcher, now: Instant) {
        settings = other.settings
        program = other.program
        arm(now: now)
    }

    /// Nothing has begun and no time is running: a new matcher would do the same.
    public var isIdle: Bool {
        program.hasPlainStart && partials.isEmpty && held.isEmpty
    }

    public var partialMatchCount: Int { partials.count }

    /// Begins anew, for example after a restart: not listening is no evidence, so nothing is left of what had begun.
    public mutating func reset(now: Instant) {
        partials.removeAll()
        held.removeAll()
        arm(now: now)
    }

    mutating func arm(now: Instant) {
        isSilent = false
        let counts = Array(repeating: 0, count: program.countsLength)
        root = PartialMatch(node: 0, open: program.open(0, counts), counts: counts, start: lastNumber, since: now)
        findNextDeadline()
    }

    /// What happens after all partial matches have seen an event or an instant.
    mutating func finish(now: Instant, into matches: inout [PatternMatch]) {
        swap(&partials, &scratch.next)
        if partials.count > settings.maximumPartialMatches {
            let excess = partials.count - settings.maximumPartialMatches
            partials.removeFirst(excess)
            counters.droppedPartialMatches &+= UInt64(excess)
        }
        settle(now: now, into: &matches)
        if root == nil, !isSilent, program.arming == .whenIdle, partials.isEmpty, held.isEmpty { arm(now: now) }
        findNextDeadline()
    }

    mutating func findNextDeadline() {
        nextDeadline = nil
        guard program.hasDeadlines else { return }
        for partial in partials { consider(due(partial)) }
        if let root, !program.hasPlainStart { consider(due(root)) }
    }

    private mutating func consider(_ due: Instant?) {
        guard let due, due < nextDeadline ?? Instant(milliseconds: .max) else { return }
        nextDeadline = due
    }
}

/// Arrays that are used again for each event; they say nothing about the state.
struct PatternScratch: Sendable, Equatable {
    var next: [PartialMatch] = []
    var completed: [PatternMatch] = []
    /// Outcomes of the conditions that look at no captured event, for the present event: 0 not known, 1 no, 2 yes.
    var verdicts: [UInt8] = []

    static func == (left: PatternScratch, right: PatternScratch) -> Bool { true }
}
