public import Telemetry

/// How far a row's smoothed signals together are from healthy ones: the Mahalanobis distance on exponentially weighted
/// averages, learned from the first healthy rows, over a limit learned from the same rows.
public struct MultivariateDetector: Detector {
    public struct Options: Sendable, Equatable {
        /// Healthy rows to learn from, 20...10000.
        public var warmUp = 400
        /// Weight of a new value in the averages, above 0 and at most 1.
        public var alpha = 0.07
        /// How many of the channels that wander most in health are left out; two channels always stay.
        public var dropped = 1
        /// Part of the covariance that is replaced by the same variance for every channel, 0...1.
        public var shrinkage = 0.05
        /// The alarm begins at this many times the distance that 99 of 100 healthy rows keep.
        public var margin = 1.95

        public init() {}
    }

    /// A value counts as this many standard deviations at most, so that the averages come back from a wild one in
    /// bounded time.
    private static let ceiling = 1e6

    public let channelCount: Int
    private let options: Options
    /// The healthy rows until there are enough.
    private var rows: [Double] = []
    private var model: HealthyModel?
    /// The last known value of each channel: a missing one stands still for a while rather than hide the others.
    private var last: [Double]
    private var smoothed: [Double] = []
    private var since: Timestamp?

    /// - Parameter channels: 1...64.
    public init(channels: Int, options: Options = Options()) {
        precondition((1...64).contains(channels))
        channelCount = channels
        self.options = options
        last = Array(repeating: .nan, count: channels)
    }

    public var isLearning: Bool { model == nil }
    public var memoryBound: Int {
        MemoryLayout<Self>.size + 8 * channelCount * (options.warmUp + channelCount + 8)
    }

    public mutating func update(_ values: [Double], at time: Timestamp) -> Score? {
        precondition(values.count == channelCount)
        var isNew = false
        for index in values.indices where values[index].isMeasurable {
            last[index] = values[index]
            isNew = true
        }
        guard isNew, last.allSatisfy({ !$0.isNaN }) else { return nil }
        guard let model else {
            rows.append(contentsOf: last)
            if rows.count >= options.warmUp * channelCount { learn() }
            return nil
        }
        guard !model.channels.isEmpty else { return nil }
        for (place, channel) in model.channels.enumerated() {
            let value = (last[channel] - model.mean[place]) / model.deviation[place]
            smoothed[place] += options.alpha * (max(-Self.ceiling, min(value, Self.ceiling)) - smoothed[place])
        }
        return score(model, at: time)
    }

    private mutating func learn() {
        let learned = HealthyModel(rows: rows, count: channelCount, options: options)
        // The averages go on where the healthy rows left them.
        smoothed = Array(repeating: 0, count: learned.channels.count)
        for start in stride(from: 0, to: rows.count, by: channelCount) {
            for (place, channel) in learned.channels.enumerated() {
                let value = (rows[start + channel] - learned.mean[place]) / learned.deviation[place]
                smoothed[place] += (start == 0 ? 1 : options.alpha) * (value - smoothed[place])
            }
        }
        model = learned
        rows = []
    }

    private mutating func score(_ model: HealthyModel, at time: Timestamp) -> Score {
        let difference = zip(smoothed, model.center).map { $0 - $1 }
        var solved = difference
        model.covariance.solveLower(&solved)
        let distance = solved.reduce(0) { $0 + $1 * $1 }.squareRoot()
        // difference·(covariance⁻¹·difference) is the squared distance; its terms are the channels' shares.
        model.covariance.solveUpper(&solved)
        var largest = 0
        for place in difference.indices
        where difference[place] * solved[place] > difference[largest] * solved[largest] { largest = place }
        let value = min(distance / model.limit, Score.most)
        since = value >= 1 ? since ?? time : nil
        return Score(
            value: value,
            explanation: Explanation(
                channel: model.channels[largest],
                observed: model.mean[largest] + smoothed[largest] * model.deviation[largest],
                expected: model.mean[largest] + model.center[largest] * model.deviation[largest],
                deviation: value, measure: .limits, since: since))
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.doubles(rows)
        bytes.bool(model != nil)
        model?.write(to: &bytes)
        for value in last { bytes.double(value) }
        bytes.doubles(smoothed)
        bytes.optional(since)
    }

    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        rows = try bytes.doubles(atMost: options.warmUp * channelCount)
        guard rows.count.isMultiple(of: channelCount), rows.allSatisfy(\.isFinite) else { throw bytes.malformed }
        model = try bytes.bool() ? try HealthyModel(from: &bytes, count: channelCount) : nil
        for index in last.indices { last[index] = try bytes.double() }
        smoothed = try bytes.doubles(exactly: model?.channels.count ?? 0)
        guard smoothed.allSatisfy(\.isFinite), last.allSatisfy({ !$0.isInfinite }) else { throw bytes.malformed }
        since = try bytes.optionalTimestamp()
    }
}
