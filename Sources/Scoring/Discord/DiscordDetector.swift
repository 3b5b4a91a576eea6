internal import Glibc
public import Telemetry

/// What was never there before, in level or in shape: an ensemble of discord distances on blocks of rows, each calibrated
/// by its own peaks over threshold, and a rule for values beyond the range seen so far. The default detector: one set of
/// defaults for every kind of signal.
public struct DiscordDetector: ChannelDetector {
    /// Blocks that the warm-up is divided in.
    private static let blocksInWarmUp = 130.0

    private let options: Options
    /// Rows in a refractory time, and the factor by which the weight of past alerts falls in one row.
    private let quietRows: Int
    private let alertDecay: Double
    private var aggregator: BlockAggregator
    private var means: DiscordEnsemble
    private var extremes: DiscordEnsemble
    private var maxima: DiscordEnsemble
    private var low = Double.infinity
    private var high = -Double.infinity
    /// Past alerts, the older the lighter: what alerts often has to be stranger to alert again.
    private var alerts = 0.0
    private var quietRowsLeft = 0
    /// The alarm that the score rests after, for as long as it lasts.
    private var standing: StandingAlarm?

    public struct Options: Sendable, Equatable {
        /// Rows before the first score, at least 20.
        public var warmUp = 750
        /// Blocks to compare with, 64...4000; a block is 1/130 of the warm-up.
        public var history = 1_000
        /// Mean -log10 of the chance at which the alarm begins.
        public var decades = 1.1
        /// A value this part of the range beyond the range seen is an alarm.
        public var rangeFraction = 0.04
        /// By how much of the first threshold each past alert raises it.
        public var alertCost = 0.15
        /// The score rests at 0 for this part of the warm-up after an alarm; 0 for never.
        public var refractory = 0.2

        public init() {}
    }

    public init(_ options: Options = Options()) {
        self.options = options
        let warmUp = Double(options.warmUp)
        quietRows = Int(options.refractory * warmUp)
        alertDecay = exp(-1 / (2 * warmUp))
        aggregator = BlockAggregator(
            rowsPerBlock: max(1, Int((warmUp / Self.blocksInWarmUp).rounded())), meanMemory: 100 * warmUp)
        means = DiscordEnsemble(capacity: options.history)
        extremes = means
        maxima = means
    }

    public var isLearning: Bool { aggregator.rows < options.warmUp }
    public var memoryBound: Int {
        MemoryLayout<Self>.size + BlockAggregator.aggregateCount
            * DiscordEnsemble.memoryBound(capacity: options.history)
    }

    public mutating func update(_ value: Double, at time: Timestamp) -> Score? {
        let isLearning = aggregator.rows < options.warmUp
        let usual = (low: low, high: high)
        let excess = isLearning ? 0 : Self.excess(of: value, beyond: low...high)
        low = min(low, value)
        high = max(high, value)
        let decades = aggregator.add(value).map { block in self.decades(of: block) } ?? 0
        alerts *= alertDecay
        guard !isLearning else { return nil }

        let byShape = decades / options.decades
        let byRange = excess / options.rangeFraction
        let score = max(byShape, byRange) / (1 + options.alertCost * alerts)
        var explanation = Explanation(
            observed: value, expected: aggregator.mean, deviation: decades, measure: .decades)
        if byRange > byShape {
            explanation.expected = min(max(value, usual.low), usual.high)
            explanation.deviation = excess
            explanation.measure = .ranges
        }
        if quietRowsLeft > 0 {
            quietRowsLeft -= 1
            standing?.take(score)
            if quietRowsLeft == 0 || standing?.isOver(at: value) == true { standing = nil }
            return Score(value: 0, explanation: explanation, standing: standing?.alarm(at: value))
        }
        if score >= 1 {
            alerts += 1
            quietRowsLeft = quietRows
            if quietRows > 0 {
                standing = StandingAlarm(
                    score: score, explanation: explanation, usual: byRange > byShape ? usual : nil)
            }
        }
        return Score(value: score, explanation: explanation)
    }

    /// How far `value` is beyond all before it, in parts of their range.
    static func excess(of value: Double, beyond usual: ClosedRange<Double>) -> Double {
        let (low, high) = (usual.lowerBound, usual.upperBound)
        let beyond = max(value - high, low - value, 0)
        guard beyond > 0 else { return 0 }
        // Where nothing ever moved, a move that arithmetic can see counts.
        let range = max(high - low, 1e-12 * max(abs(high), abs(low)), 1e-300)
        return min(beyond / range, 1e6)
    }

    /// The mean decades of all members of all aggregates.
    private mutating func decades(of block: (mean: Double, extreme: Double, maximum: Double)) -> Double {
        var total = 0.0
        var members = 0
        func join(_ part: (decades: Double, members: Int)) {
            total += part.decades
            members += part.members
        }
        join(means.add(block.mean))
        join(extremes.add(block.extreme))
        join(maxima.add(block.maximum))
        return members > 0 ? total / Double(members) : 0
    }

    public func write(to bytes: inout ByteWriter) {
        aggregator.write(to: &bytes)
        for ensemble in [means, extremes, maxima] { ensemble.write(to: &bytes) }
        for number in [low, high, alerts] { bytes.double(number) }
        // More rows than there can be say that an alarm stands, and follows.
        bytes.count(standing == nil ? quietRowsLeft : quietRowsLeft + quietRows + 1)
        standing?.write(to: &bytes)
    }

    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        try aggregator.read(from: &bytes)
        try means.read(from: &bytes)
        try extremes.read(from: &bytes)
        try maxima.read(from: &bytes)
        low = try bytes.double()
        high = try bytes.double()
        alerts = try bytes.finite()
        quietRowsLeft = try bytes.index()
        standing = nil
        if quietRowsLeft > quietRows {
            quietRowsLeft -= quietRows + 1
            standing = try StandingAlarm(from: &bytes)
        }
        guard quietRowsLeft <= quietRows,
            aggregator.rows == 0 || (low <= high && low.isFinite && high.isFinite)
        else { throw bytes.malformed }
    }
}
