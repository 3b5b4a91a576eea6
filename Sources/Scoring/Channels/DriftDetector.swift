internal import Glibc
public import Telemetry

/// Whether the recent values are spread as those of the warm-up were: the population stability index over the warm-up's
/// deciles. It sees changes of spread and shape as well as of level, slowly.
public struct DriftDetector: ChannelDetector {
    public struct Options: Sendable, Equatable {
        /// Rows that the usual spread is learned from, 50...10000.
        public var warmUp = 500
        /// Rows after which the weight of a recent value has fallen to 1/e.
        public var memory = 500.0
        /// The index at which the alarm begins; 0.25 is the customary sign of a large change.
        public var limit = 0.25

        public init() {}
    }

    private static let bins = 10
    /// A bin that is empty counts as this share, since the index takes logarithms.
    private static let least = 0.001

    private let options: Options
    /// The warm-up's values until the bins are known.
    private var learning: [Double] = []
    /// The upper edges of all bins but the last, the warm-up's share of each bin, and the recent share.
    private var edges: [Double] = []
    private var usual: [Double] = []
    private var recent: [Double] = []
    private var median = 0.0

    public init(_ options: Options = Options()) {
        self.options = options
    }

    public var isLearning: Bool { usual.isEmpty }
    public var memoryBound: Int { MemoryLayout<Self>.size + 8 * (2 * options.warmUp + 4 * Self.bins) }

    public mutating func update(_ value: Double, at time: Timestamp) -> Score? {
        guard !usual.isEmpty else {
            learning.append(value)
            if learning.count >= options.warmUp { learn() }
            return nil
        }
        let weight = 1 / options.memory
        for index in recent.indices { recent[index] *= 1 - weight }
        recent[bin(of: value)] += weight
        var index = 0.0
        for (share, other) in zip(usual, recent) {
            let (share, other) = (max(share, Self.least), max(other, Self.least))
            index += (other - share) * log(other / share)
        }
        return Score(
            value: index / options.limit,
            explanation: Explanation(
                observed: value, expected: median, deviation: index / options.limit, measure: .limits))
    }

    /// Equal deciles of a signal with few values fall together; each distinct edge is one.
    private mutating func learn() {
        let sorted = learning.sorted()
        median = sorted[sorted.count / 2]
        for index in 1..<Self.bins {
            let edge = sorted[index * sorted.count / Self.bins]
            if edges.last != edge { edges.append(edge) }
        }
        usual = Array(repeating: 0, count: edges.count + 1)
        for value in learning { usual[bin(of: value)] += 1 / Double(learning.count) }
        recent = usual
        learning = []
    }

    private func bin(of value: Double) -> Int {
        edges.firstIndex { value < $0 } ?? edges.count
    }

    public func write(to bytes: inout ByteWriter) {
        for numbers in [learning, edges, usual, recent] { bytes.doubles(numbers) }
        bytes.double(median)
    }

    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        learning = try bytes.doubles(atMost: options.warmUp)
        edges = try bytes.doubles(atMost: Self.bins)
        usual = try bytes.doubles(atMost: Self.bins + 1)
        recent = try bytes.doubles(atMost: Self.bins + 1)
        median = try bytes.finite()
        guard usual.isEmpty ? edges.isEmpty : usual.count == edges.count + 1, recent.count == usual.count,
            (learning + edges + usual + recent).allSatisfy(\.isFinite)
        else { throw bytes.malformed }
    }
}
