public import Telemetry

/// Count, extremes, sum and spread of a series of numbers, in constant memory and one pass.
///
/// The sum carries what rounding lost; the variance follows Welford (1962), which does not cancel, and merges by Chan,
/// Golub and LeVeque (1979).
public struct RunningStatistics: Sendable, Equatable {
    public private(set) var count: Int64 = 0
    /// Infinite while there is no number.
    public private(set) var minimum = Double.infinity
    public private(set) var maximum = -Double.infinity
    private var total = CompensatedSum()
    private var runningMean = 0.0
    private var squaredDeviations = 0.0

    public init() {}

    /// - Parameter number: finite; what is not a number has no place in statistics.
    public mutating func add(_ number: Double) {
        precondition(number.isFinite)
        count += 1
        minimum = min(minimum, number)
        maximum = max(maximum, number)
        total.add(number)
        let deviation = number - runningMean
        runningMean += deviation / Double(count)
        squaredDeviations += deviation * (number - runningMean)
    }

    /// Takes in the numbers of another series.
    public mutating func merge(_ other: RunningStatistics) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let both = Double(count + other.count)
        let deviation = other.runningMean - runningMean
        squaredDeviations +=
            other.squaredDeviations + deviation * deviation * (Double(count) * Double(other.count) / both)
        runningMean += deviation * (Double(other.count) / both)
        count += other.count
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        total.merge(other.total)
    }

    public var sum: Double { total.value }
    /// NaN while there is no number.
    public var mean: Double { sum / Double(count) }
    /// Of the population (divided by the count); NaN while there is no number.
    public var variance: Double { squaredDeviations / Double(count) }
    /// Of the sample (divided by the count less one); NaN while there are fewer than two numbers.
    public var sampleVariance: Double { count > 1 ? squaredDeviations / Double(count - 1) : .nan }

    public func write(to bytes: inout ByteWriter) {
        bytes.signed(count)
        bytes.double(minimum)
        bytes.double(maximum)
        total.write(to: &bytes)
        bytes.double(runningMean)
        bytes.double(squaredDeviations)
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        count = try bytes.signed()
        guard (0..<1 << 48).contains(count) else { throw bytes.malformed }
        minimum = try bytes.double()
        maximum = try bytes.double()
        total = try CompensatedSum(from: &bytes)
        runningMean = try bytes.double()
        squaredDeviations = try bytes.double()
    }
}
