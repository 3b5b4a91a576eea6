public import Telemetry

/// An exponentially weighted moving average against the baseline of the warm-up rows (Roberts 1959): small lasting shifts.
public struct EWMADetector: ChannelDetector {
    public struct Options: Sendable, Equatable {
        /// Weight of a new value, above 0 and at most 1.
        public var alpha = 0.1
        /// The alarm begins at this many standard deviations of a single value.
        public var sigmas = 3.0
        /// Rows that the baseline is learned from, at least 2.
        public var warmUp = 100

        public init() {}
    }

    private let options: Options
    private var baseline: Baseline
    private var average: Double?

    public init(_ options: Options = Options()) {
        self.options = options
        baseline = Baseline(warmUp: options.warmUp)
    }

    public var isLearning: Bool { baseline.isLearning }
    public var memoryBound: Int { MemoryLayout<Self>.size }

    public mutating func update(_ value: Double, at time: Timestamp) -> Score? {
        let smoothed = average.map { $0 + options.alpha * (value - $0) } ?? value
        average = smoothed
        guard !baseline.isLearning else {
            baseline.add(value)
            return nil
        }
        let deviation = abs(smoothed - baseline.mean) / baseline.deviation
        return Score(
            value: deviation / options.sigmas,
            explanation: Explanation(
                observed: smoothed, expected: baseline.mean, deviation: deviation, measure: .sigmas))
    }

    public func write(to bytes: inout ByteWriter) {
        baseline.write(to: &bytes)
        bytes.bool(average != nil)
        if let average { bytes.double(average) }
    }

    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        try baseline.read(from: &bytes)
        average = try bytes.bool() ? try bytes.finite() : nil
    }
}
