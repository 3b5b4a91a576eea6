internal import Glibc
public import Telemetry

/// Beyond a range, or changing faster than a rate. A limit that is not given is learned: the range of the warm-up rows,
/// widened by a part of itself. At a limit the score is 1.
public struct RangeDetector: ChannelDetector {
    public struct Options: Sendable, Equatable {
        /// In the signal's unit; NaN to learn it.
        public var low = Double.nan
        public var high = Double.nan
        /// The most the signal may change in a second; NaN for no such limit.
        public var rate = Double.nan
        /// Rows to learn from, at least 2; of no effect when both limits are given.
        public var warmUp = 100
        /// By how much of its width the learned range is widened on either side.
        public var margin = 0.25

        public init() {}
    }

    private let options: Options
    private var baseline: Baseline
    private var previous: (value: Double, time: Timestamp)?

    public init(_ options: Options = Options()) {
        self.options = options
        let learns = options.low.isNaN || options.high.isNaN
        // With the rate alone there is no range to learn.
        let onlyRate = options.low.isNaN && options.high.isNaN && !options.rate.isNaN
        baseline = Baseline(warmUp: learns && !onlyRate ? options.warmUp : 0)
    }

    public var isLearning: Bool { baseline.isLearning }
    public var memoryBound: Int { MemoryLayout<Self>.size }

    public mutating func update(_ value: Double, at time: Timestamp) -> Score? {
        defer { previous = (value, time) }
        guard !baseline.isLearning else {
            baseline.add(value)
            return nil
        }
        let byRange = rangeScore(value)
        guard let byRate = rateScore(value, at: time), byRate.value > byRange?.value ?? -1 else { return byRange }
        return byRate
    }

    private func rangeScore(_ value: Double) -> Score? {
        let low = options.low.isNaN ? learned(baseline.minimum, side: -1) : options.low
        let high = options.high.isNaN ? learned(baseline.maximum, side: 1) : options.high
        let middle = low / 2 + high / 2
        let half = high / 2 - low / 2
        guard half > 0 else { return nil }
        return Score(
            value: abs(value - middle) / half,
            explanation: Explanation(
                observed: value, expected: min(max(value, low), high),
                deviation: max(low - value, value - high, 0), measure: .units))
    }

    private func learned(_ edge: Double, side: Double) -> Double {
        guard baseline.warmUp > 0 else { return .nan }
        return edge + side * options.margin * max(baseline.maximum - baseline.minimum, 1e-9 * max(abs(edge), 1e-12))
    }

    private func rateScore(_ value: Double, at time: Timestamp) -> Score? {
        guard let previous, options.rate > 0 else { return nil }
        // Rows of the same millisecond count as one millisecond apart.
        let seconds = max(Double(time.milliseconds) - Double(previous.time.milliseconds), 1) / 1_000
        let rate = abs(value - previous.value) / seconds
        return Score(
            value: rate / options.rate,
            explanation: Explanation(
                observed: value, expected: previous.value, deviation: max(rate - options.rate, 0), measure: .units))
    }

    public func write(to bytes: inout ByteWriter) {
        baseline.write(to: &bytes)
        bytes.double(previous?.value ?? 0)
        bytes.optional(previous?.time)
    }

    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        try baseline.read(from: &bytes)
        let value = try bytes.finite()
        previous = try bytes.optionalTimestamp().map { (value, $0) }
    }
}
