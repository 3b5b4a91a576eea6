public import Telemetry

/// Count, extremes, sum and spread of a series of numbers, in constant memory and one pass.
///
/// The sum carries what rounding lost (Neumaier 1974), so the mean of a long window is exact to the last digits; the
/// variance follows Welford (1962), which does not cancel.
public struct RunningStatistics: Sendable, Equatable {
    public private(set) var count: Int64 = 0
    /// Infinite while there is no number.
    public private(set) var minimum = Double.infinity
    public private(set) var maximum = -Double.infinity
    private var uncompensatedSum = 0.0
    private var compensation = 0.0
    private var runningMean = 0.0
    private var squaredDeviations = 0.0

    public init() {}

    /// - Parameter number: finite; what is not a number has no place in statistics.
    public mutating func add(_ number: Double) {
        precondition(number.isFinite)
        count += 1
        minimum = min(minimum, number)
        maximum = max(maximum, number)
        let total = uncompensatedSum + number
        compensation +=
            abs(uncompensatedSum) >= abs(number)
            ? (uncompensatedSum - total) + number : (number - total) + uncompensatedSum
        uncompensatedSum = total
        let deviation = number - runningMean
        runningMean += deviation / Double(count)
        squaredDeviations += deviation * (number - runningMean)
    }

    public var sum: Double { uncompensatedSum + compensation }
    /// NaN while there is no number.
    public var mean: Double { sum / Double(count) }
    /// Of the population (divided by the count); NaN while there is no number.
    public var variance: Double { squaredDeviations / Double(count) }

    public func write(to bytes: inout ByteWriter) {
        bytes.signed(count)
        for number in [minimum, maximum, uncompensatedSum, compensation, runningMean, squaredDeviations] {
            bytes.double(number)
        }
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        count = try bytes.signed()
        minimum = try bytes.double()
        maximum = try bytes.double()
        uncompensatedSum = try bytes.double()
        compensation = try bytes.double()
        runningMean = try bytes.double()
        squaredDeviations = try bytes.double()
    }
}
