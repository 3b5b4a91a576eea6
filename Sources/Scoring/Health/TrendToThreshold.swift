internal import Glibc
public import Telemetry

/// When a signal that drifts will reach a limit: a straight line through the recent values, older ones weighing less.
public struct TrendToThreshold: Sendable {
    /// Standard normal distance that one in ten is beyond.
    private static let tenth = 1.2815515655446004

    private let threshold: Double
    private let memory: Double
    private let warmUp: Int
    private var count: Int64 = 0
    private var time = 0.0
    /// Faded sums over rows: of 1, age, age^2, value, value*age, value^2; ages are counted back from the last row, values
    /// from the first one.
    private var sums = Array(repeating: 0.0, count: 6)
    /// Faded sum of squared weights: how many independent rows the sums are worth.
    private var squaredWeights = 0.0
    private var origin = 0.0

    /// - Parameters:
    ///   - threshold: in the signal's unit.
    ///   - memory: time after which the weight of a value has fallen to 1/e.
    ///   - warmUp: rows before the first answer, at least 3.
    public init(threshold: Double, memory: Double, warmUp: Int = 30) {
        precondition(memory > 0 && warmUp >= 3)
        self.threshold = threshold
        self.memory = memory
        self.warmUp = warmUp
    }

    public var isLearning: Bool { count < warmUp }
    /// In bytes.
    public var memoryBound: Int { MemoryLayout<Self>.size + 6 * 8 + 32 }

    /// Takes a value; what is not finite is left out.
    /// - Parameter time: in any unit, the same always; not before that of the previous value.
    public mutating func update(_ value: Double, at time: Double) {
        guard value.isFinite else { return }
        if count == 0 { origin = value }
        let elapsed = count == 0 ? 0 : max(0, time - self.time)
        self.time = time
        count += 1
        let fade = exp(-elapsed / memory)
        let rise = value - origin
        // Every age grows by `elapsed`; then all fade, and the new row of age 0 joins.
        sums[2] += 2 * elapsed * sums[1] + elapsed * elapsed * sums[0]
        sums[1] += elapsed * sums[0]
        sums[4] += elapsed * sums[3]
        for index in sums.indices { sums[index] *= fade }
        sums[0] += 1
        sums[3] += rise
        sums[5] += rise * rise
        squaredWeights = squaredWeights * fade * fade + 1
    }

    /// The present level, in the signal's unit, and its change in a unit of time, with its standard error; nil while
    /// learning, or when all values are of one time.
    public func trend() -> (level: Double, slope: Double, error: Double)? {
        guard count >= warmUp else { return nil }
        let (weight, age, age2) = (sums[0], sums[1], sums[2])
        let spread = age2 - age * age / weight
        guard spread > 1e-12 * max(age2, 1e-300) else { return nil }
        let slope = -(sums[4] - age * sums[3] / weight) / spread
        let level = (sums[3] + slope * age) / weight
        let total = sums[5] - sums[3] * sums[3] / weight
        let residual = max(0, total - slope * slope * spread) / weight
        let effective = max(weight * weight / squaredWeights, 3)
        let variance = residual * effective / (effective - 2) * weight / spread / effective
        return (origin + level, slope, variance.squareRoot())
    }

    /// 0 when the threshold is reached; infinite when the trend leads away from it. Nil while learning.
    public func remaining() -> RemainingLife? {
        guard let (level, slope, error) = trend() else { return nil }
        // The side the signal started from is the side it approaches from.
        let isAbove = origin > threshold
        let left = isAbove ? level - threshold : threshold - level
        guard left > 0 else { return RemainingLife(estimate: 0, low: 0, high: 0) }
        let speed = isAbove ? -slope : slope
        func time(_ speed: Double) -> Double { speed > 0 ? left / speed : .infinity }
        return RemainingLife(
            estimate: time(speed), low: time(speed + Self.tenth * error), high: time(speed - Self.tenth * error))
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.signed(count)
        bytes.doubles(sums)
        for number in [time, squaredWeights, origin] { bytes.double(number) }
    }

    /// - Parameter bytes: what a trend of the same settings wrote.
    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        count = try bytes.rowCount()
        sums = try bytes.doubles(exactly: 6)
        time = try bytes.finite()
        squaredWeights = try bytes.finite()
        origin = try bytes.finite()
        guard sums.allSatisfy(\.isFinite) else { throw bytes.malformed }
    }
}
