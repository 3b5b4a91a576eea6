internal import Telemetry

/// How long the service was away, as far as the wall clock tells. The engine's `now` stands still meanwhile, but what
/// somebody wanted for a time is over when that time is.
///
/// The clock of a board without a battery may show the time of the last stop, or none, until somebody sets it. So what it
/// gains later in the run is counted, too, for what was wanted before the start; what it loses gives nothing back.
///
/// Minimum times, `max_on` and the switch rate of outputs are none of this: they protect what is driven, and a clock that
/// was set wrongly must not cut them short. They go on as if no time had passed.
struct TimeAway: Sendable, Equatable {
    /// When the service started last: what was wanted before waited through the time away.
    private(set) var start = Instant.beforeAll
    /// When it started last without a clock that told how long it was away.
    private(set) var doubt = Instant.beforeAll
    /// The wall clock less `now` up to which the time away is counted; nil where no clock tells.
    private var counted: Int64?

    init() {}

    /// The service starts.
    ///
    /// - Parameters:
    ///   - former: the wall clock less `now` when the engine was stepped last; nil where it was not known.
    ///   - present: the same now.
    /// - Returns: how long it was away, in milliseconds; 0 where that is not known.
    mutating func start(former: Int64?, present: Int64?, now: Instant) -> Int64 {
        start = now
        if former == nil || present == nil { doubt = now }
        counted = former
        return gain(present)
    }

    /// How much longer than counted the service was away as the clock has it now, in milliseconds.
    mutating func gain(_ present: Int64?) -> Int64 {
        guard let present else { return 0 }
        let before = counted ?? present
        guard present >= before else { return 0 }
        counted = present
        let (gain, overflow) = present.subtractingReportingOverflow(before)
        return overflow ? .max : gain
    }

    /// Whether it was the last start at which no clock told.
    var isDoubtNew: Bool { doubt == start }

    /// Whether nobody knows if the claim's time is over, and it would not be safe to go on with it.
    func isDoubtful(_ claim: Claim, safe: Bool) -> Bool {
        claim.until != nil && claim.value != safe && claim.since < doubt
    }
}

extension TimeAway {
    func write(to bytes: inout ByteWriter) {
        bytes.instant(start)
        bytes.instant(doubt)
        bytes.optionalSigned(counted)
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        start = try bytes.instant()
        doubt = try bytes.instant()
        counted = try bytes.optionalInstant()?.milliseconds
    }
}
