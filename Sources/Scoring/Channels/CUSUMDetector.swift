public import Telemetry

/// Two-sided cumulative sums of what is beyond an allowance from the baseline (Page 1954): small shifts, soon.
public struct CUSUMDetector: ChannelDetector {
    public struct Options: Sendable, Equatable {
        /// Half the shift to find, in standard deviations of the warm-up rows.
        public var allowance = 0.5
        /// The alarm begins when a sum reaches this many standard deviations.
        public var limit = 8.0
        /// Rows that the baseline is learned from, at least 2.
        public var warmUp = 100

        public init() {}
    }

    /// The sums stop at this many limits, so that they come back down in bounded time when the cause is gone.
    private static let ceiling = 4.0

    private let options: Options
    private var baseline: Baseline
    private var above = 0.0
    private var below = 0.0

    public init(_ options: Options = Options()) {
        self.options = options
        baseline = Baseline(warmUp: options.warmUp)
    }

    public var isLearning: Bool { baseline.isLearning }
    public var memoryBound: Int { MemoryLayout<Self>.size }

    public mutating func update(_ value: Double, at time: Timestamp) -> Score? {
        guard !baseline.isLearning else {
            baseline.add(value)
            return nil
        }
        let deviation = (value - baseline.mean) / baseline.deviation
        let most = Self.ceiling * options.limit
        above = min(max(above + deviation - options.allowance, 0), most)
        below = min(max(below - deviation - options.allowance, 0), most)
        let sum = max(above, below)
        return Score(
            value: sum / options.limit,
            explanation: Explanation(observed: value, expected: baseline.mean, deviation: sum, measure: .sigmas))
    }

    public func write(to bytes: inout ByteWriter) {
        baseline.write(to: &bytes)
        bytes.double(above)
        bytes.double(below)
    }

    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        try baseline.read(from: &bytes)
        above = try bytes.finite()
        below = try bytes.finite()
    }
}
