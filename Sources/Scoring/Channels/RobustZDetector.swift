public import Telemetry

/// The distance from the median of the last values in robust standard deviations (median absolute deviation; the
/// one-sided form of Hampel's filter): spikes, in spite of other spikes.
public struct RobustZDetector: ChannelDetector {
    public struct Options: Sendable, Equatable {
        /// Values to compare with, 5...2000; also the warm-up.
        public var window = 101
        /// The alarm begins at this many robust standard deviations.
        public var sigmas = 5.0

        public init() {}
    }

    /// A normal distribution's standard deviation is 1.4826 times its median absolute deviation.
    private static let normalFactor = 1.4826

    private let options: Options
    /// The last values, the oldest at `next` once full, and the same in order of size.
    private var ring: [Double] = []
    private var next = 0
    private var sorted: [Double] = []

    public init(_ options: Options = Options()) {
        self.options = options
    }

    public var isLearning: Bool { ring.count < options.window }
    public var memoryBound: Int { MemoryLayout<Self>.size + 2 * 8 * options.window + 64 }

    public mutating func update(_ value: Double, at time: Timestamp) -> Score? {
        guard ring.count == options.window else {
            ring.append(value)
            sorted.insert(value, at: position(of: value))
            return nil
        }
        let median = sorted[sorted.count / 2]
        // Half of the values may be equal: then the mean absolute deviation stands in, and at last what arithmetic sees.
        var spread = Self.normalFactor * medianDeviation(from: median)
        if spread == 0 { spread = 1.2533 * sorted.reduce(0) { $0 + abs($1 - median) } / Double(sorted.count) }
        spread = max(spread, 1e-9 * max(abs(median), 1e-12))
        let deviation = abs(value - median) / spread
        sorted.remove(at: position(of: ring[next]))
        sorted.insert(value, at: position(of: value))
        ring[next] = value
        next = (next + 1) % options.window
        return Score(
            value: deviation / options.sigmas,
            explanation: Explanation(observed: value, expected: median, deviation: deviation, measure: .sigmas))
    }

    /// The first place whose value is not below `value`.
    private func position(of value: Double) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Walks outwards from the median, the nearer side first, to the middle one of the deviations.
    private func medianDeviation(from median: Double) -> Double {
        var left = sorted.count / 2
        var right = left + 1
        var deviation = 0.0
        for _ in 0...(sorted.count / 2) {
            let below = left >= 0 ? median - sorted[left] : .infinity
            let above = right < sorted.count ? sorted[right] - median : .infinity
            if below <= above {
                deviation = below
                left -= 1
            } else {
                deviation = above
                right += 1
            }
        }
        return deviation
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.doubles(ring[next...] + ring[..<next])
    }

    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        ring = try bytes.doubles(atMost: options.window)
        guard ring.allSatisfy(\.isFinite) else { throw bytes.malformed }
        next = 0
        sorted = ring.sorted()
    }
}
