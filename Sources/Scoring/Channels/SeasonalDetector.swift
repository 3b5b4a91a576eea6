public import Telemetry

/// Unusual for the time of day or week: every part of the period has its own mean and spread, which follow slowly.
public struct SeasonalDetector: ChannelDetector {
    public struct Options: Sendable, Equatable {
        /// In seconds: 86 400 for the time of day, 604 800 for the time of week (Thursday 00:00 begins it).
        public var period = 86_400.0
        /// Parts of the period, 2...2016.
        public var parts = 48
        /// Seconds by which local time is ahead of UTC.
        public var offset = 0.0
        /// Whose time it is, with its summer time; with one there is no `offset`.
        public var zone: LocalTime?
        /// The alarm begins at this many standard deviations.
        public var sigmas = 4.0
        /// Periods before a part of the period has a say, 2...100.
        public var warmUp = 3
        /// Periods after which an old one's weight has fallen to 1/e, above `warmUp`.
        public var memory = 20.0

        public init() {}
    }

    /// What is known of one part of the period.
    private struct Part: Sendable {
        var visits = 0
        var mean = 0.0
        var variance = 0.0
        /// The present visit's sums; they join the rest when the next part of the period begins.
        var sum = 0.0
        var squares = 0.0
        var count = 0.0
    }

    private let options: Options
    private var parts: [Part]
    private var current: Int?
    private var trained = 0
    /// The mean variance of the parts that have a say; steadies those of few values.
    private var pooled = 0.0
    /// As many periods as the pooled variance is worth in a part's own.
    private static let pooledPeriods = 5.0

    public init(_ options: Options = Options()) {
        self.options = options
        parts = Array(repeating: Part(), count: options.parts)
    }

    public var isLearning: Bool { trained == 0 }
    public var memoryBound: Int { MemoryLayout<Self>.size + options.parts * MemoryLayout<Part>.stride }

    public mutating func update(_ value: Double, at time: Timestamp) -> Score? {
        let index = index(of: time)
        if let current, current != index { close(current) }
        current = index
        defer {
            // Deviations from the mean so far; squares of the values themselves would cancel.
            let deviation = value - parts[index].mean
            parts[index].sum += deviation
            parts[index].squares += deviation * deviation
            parts[index].count += 1
        }
        let part = parts[index]
        guard part.visits >= options.warmUp else { return nil }
        let visits = Double(part.visits)
        let variance = (visits * part.variance + Self.pooledPeriods * pooled) / (visits + Self.pooledPeriods)
        // What rests on few periods is less sure than it looks.
        let spread = max((1 + 1 / visits) * variance.squareRoot(), 1e-9 * max(abs(part.mean), 1e-12))
        let deviation = abs(value - part.mean) / spread
        return Score(
            value: deviation / options.sigmas,
            explanation: Explanation(observed: value, expected: part.mean, deviation: deviation, measure: .sigmas))
    }

    private func index(of time: Timestamp) -> Int {
        let universal = Double(time.milliseconds) / 1_000
        let seconds = universal + (options.zone?.seconds(at: universal) ?? options.offset)
        let phase = (seconds / options.period) - (seconds / options.period).rounded(.down)
        return min(Int(phase * Double(options.parts)), options.parts - 1)
    }

    /// Joins the visit that ended to what is known of its part; a later visit weighs at least 1/memory.
    private mutating func close(_ index: Int) {
        var part = parts[index]
        defer {
            parts[index] = part
            pool()
        }
        guard part.count > 0 else { return }
        part.visits = min(part.visits + 1, 1_000_000)
        if part.visits == options.warmUp { trained += 1 }
        let weight = max(1 / Double(part.visits), 1 / options.memory)
        let shift = part.sum / part.count
        let meanSquare = part.squares / part.count
        // Mean and variance about the new mean; both are exact for equal weights. Values far from the mean and all the
        // same may cancel to less than nothing.
        let own = max(meanSquare - shift * shift, 0)
        part.variance = (1 - weight) * (part.variance + weight * shift * shift) + weight * own
        part.mean += weight * shift
        (part.sum, part.squares, part.count) = (0, 0, 0)
    }

    private mutating func pool() {
        var sum = 0.0
        for part in parts where part.visits >= options.warmUp { sum += part.variance }
        pooled = trained > 0 ? sum / Double(trained) : 0
    }

    public func write(to bytes: inout ByteWriter) {
        for part in parts {
            bytes.count(part.visits)
            for number in [part.mean, part.variance, part.sum, part.squares, part.count] { bytes.double(number) }
        }
        bytes.count(current.map { $0 + 1 } ?? 0)
    }

    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        trained = 0
        for index in parts.indices {
            var part = Part()
            part.visits = try bytes.index()
            part.mean = try bytes.finite()
            part.variance = try bytes.finite()
            part.sum = try bytes.finite()
            part.squares = try bytes.finite()
            part.count = try bytes.finite()
            parts[index] = part
            if part.visits >= options.warmUp { trained += 1 }
        }
        let position = try bytes.index()
        guard position <= parts.count else { throw bytes.malformed }
        current = position > 0 ? position - 1 : nil
        pool()
    }
}
