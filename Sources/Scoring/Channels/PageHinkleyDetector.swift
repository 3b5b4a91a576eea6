public import Telemetry

/// The Page-Hinkley test for a change of the mean, in either direction (Hinkley 1971): cumulative deviations from the
/// running mean, less an allowance, against their extreme so far. After an alarm it begins anew with the new level.
public struct PageHinkleyDetector: ChannelDetector {
    public struct Options: Sendable, Equatable {
        /// In standard deviations.
        public var allowance = 0.1
        /// The alarm begins when the cumulative deviation is this many standard deviations from its extreme.
        public var limit = 40.0
        /// Rows before the first score, at the start and after an alarm; at least 2.
        public var warmUp = 100

        public init() {}
    }

    private let options: Options
    private var statistics = RunningStatistics()
    private var rising = 0.0
    private var falling = 0.0

    public init(_ options: Options = Options()) {
        self.options = options
    }

    public var isLearning: Bool { statistics.count < options.warmUp }
    public var memoryBound: Int { MemoryLayout<Self>.size }

    public mutating func update(_ value: Double, at time: Timestamp) -> Score? {
        guard statistics.count >= options.warmUp else {
            statistics.add(value)
            return nil
        }
        let mean = statistics.mean
        let spread = max(statistics.variance.squareRoot(), 1e-9 * max(abs(mean), 1e-12))
        let deviation = (value - mean) / spread
        // The distance of a cumulative sum from its extreme is a sum that stops at 0.
        rising = max(rising + deviation - options.allowance, 0)
        falling = max(falling - deviation - options.allowance, 0)
        statistics.add(value)
        let sum = max(rising, falling)
        let score = sum / options.limit
        if score >= 1 {
            statistics = RunningStatistics()
            rising = 0
            falling = 0
        }
        return Score(
            value: score, explanation: Explanation(observed: value, expected: mean, deviation: sum, measure: .sigmas))
    }

    public func write(to bytes: inout ByteWriter) {
        statistics.write(to: &bytes)
        bytes.double(rising)
        bytes.double(falling)
    }

    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        statistics = try RunningStatistics(from: &bytes)
        guard (0..<1 << 53).contains(statistics.count) else { throw bytes.malformed }
        rising = try bytes.finite()
        falling = try bytes.finite()
    }
}
