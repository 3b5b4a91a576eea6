internal import Scoring
internal import Telemetry

/// What a device remembers of one score: what its judge has learned, and the row that is not judged yet.
struct ScoreState: Sendable {
    /// One of these, as the plan's judge has it; kept side by side, since a payload of an enumeration would be copied for
    /// every row.
    private(set) var detector: (any Detector)?
    private var trend: TrendToThreshold?
    private var life: LifeEstimator?
    private var features: FeatureExtractor?

    /// The values that have come since the last row; NaN where none has.
    private var row: [Double]
    /// A bit for each channel that is new.
    private(set) var fresh: UInt64 = 0
    /// When the row is judged; nil where none waits for the clock.
    private(set) var due: Instant?
    /// When the score became 1 or more; kept here so that its text is written once.
    private var since: Timestamp?
    /// The queue entry; follows from `due`.
    var timer = PendingTimer()

    init(_ plan: ScorePlan, device: String) {
        row = Array(repeating: .nan, count: plan.channels.count)
        switch plan.judge {
        case .detector(let definition, let learned):
            guard let state = learned?.state(of: device) else {
                detector = definition.make()
                break
            }
            do throws(ScoringError) {
                detector = try definition.restore(state)
            } catch {
                preconditionFailure("a plan holds learned states that were restored once: \(error)")
            }
        case .remainingLife(let settings):
            trend = TrendToThreshold(
                threshold: settings.threshold, memory: settings.memoryHours, warmUp: settings.warmUp)
        case .fleetLife(let settings): life = LifeEstimator(prior: settings.prior)
        case .health: break
        case .model(let settings):
            do throws(FeatureError) {
                features = try FeatureExtractor(features: settings.features, signals: plan.channels.map(\.name))
            } catch {
                preconditionFailure("a plan's features are made of its channels: \(error)")
            }
        }
    }

    /// Whether rows are taken without a score coming of them.
    var isLearning: Bool { detector?.isLearning ?? trend?.isLearning ?? life?.isLearning ?? false }

    mutating func take(_ value: Double, channel: Int) {
        row[channel] = value
        fresh |= 1 << UInt64(channel)
    }

    /// Waits for the next whole multiple of `every`, if it does not wait already.
    /// - Returns: when; nil where that is asked for already.
    mutating func wait(every: Int64, now: Instant) -> Instant? {
        guard due == nil else { return nil }
        let instant = Instant(milliseconds: (CalendarDate.floorDivide(now.milliseconds, every) + 1) * every)
        due = instant
        return instant
    }

    /// Judges the row, and begins the next one.
    /// - Parameter wall: the time of the row.
    /// - Returns: nil where there is no score.
    mutating func judge(_ plan: ScorePlan, now: Instant, wall: Timestamp) -> ScoreVerdict? {
        defer {
            if !plan.holdsValues { for channel in row.indices { row[channel] = .nan } }
            fresh = 0
            due = nil
        }
        switch plan.judge {
        case .detector:
            return detector?.update(row, at: wall).flatMap { ScoreVerdict($0) }
        case .remainingLife(let settings):
            trend?.update(row[0], at: Double(now.milliseconds) / 3_600_000)
            return trend?.remaining().flatMap { ScoreVerdict($0, horizon: settings.horizonHours) }
        case .fleetLife(let settings):
            life?.update(row[0], at: Double(now.milliseconds) / 3_600_000 / settings.hoursPerRow)
            return life?.remaining().flatMap {
                ScoreVerdict($0, horizon: settings.prior.horizon, unit: settings.hoursPerRow)
            }
        case .health(let index): return ScoreVerdict(index.value(row))
        case .model(let settings):
            guard let numbers = features?.update(row) else { return nil }
            if settings.missing == .noScore, numbers.contains(where: { !$0.isFinite }) { return nil }
            return ScoreVerdict(settings.model.predict(numbers))
        }
    }

    /// The channel has no value any more.
    mutating func forget(channel: Int) {
        row[channel] = .nan
    }

    /// Whether the run of alarms is another one than that told before; remembers it.
    mutating func isNew(since other: Timestamp?) -> Bool {
        defer { since = other }
        return since != other
    }
}

/// What a judge says of one row.
struct ScoreVerdict: Sendable {
    /// Finite.
    let value: Double
    var explanation: Explanation?
    var low: Double?
    var high: Double?

    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        self.value = value
    }

    /// A rule listens for as long as an alarm lasts, also while the detector rests after it.
    init?(_ score: Score) {
        self.init(score.standing?.value ?? score.value)
        explanation = score.standing?.explanation ?? score.explanation
    }

    /// - Parameter unit: hours in a unit of the life's.
    init?(_ life: RemainingLife, horizon: Double, unit: Double = 1) {
        self.init(min(life.estimate, horizon) * unit)
        low = min(life.low, horizon) * unit
        high = min(life.high, horizon) * unit
    }
}

extension ScoreState {
    func write(to bytes: inout ByteWriter) {
        bytes.unsigned(fresh)
        for value in row { bytes.double(value) }
        bytes.optionalSigned(due?.milliseconds)
        bytes.optionalSigned(since?.milliseconds)
        detector?.write(to: &bytes)
        trend?.write(to: &bytes)
        life?.write(to: &bytes)
        features?.write(to: &bytes)
    }

    init(from bytes: inout ByteReader, plan: ScorePlan) throws(MalformedBytes) {
        // What was learned before is in the bytes.
        self.init(plan, device: "")
        fresh = try bytes.unsigned()
        guard row.count == UInt64.bitWidth || fresh >> UInt64(row.count) == 0 else { throw bytes.malformed }
        for channel in row.indices { row[channel] = try bytes.double() }
        due = try bytes.optional().map { Instant(milliseconds: $0) }
        since = try bytes.optional().map { Timestamp(milliseconds: $0) }
        try detector?.read(from: &bytes)
        try trend?.read(from: &bytes)
        try life?.read(from: &bytes)
        try features?.read(from: &bytes)
        guard bytes.isAtEnd else { throw bytes.malformed }
    }
}
