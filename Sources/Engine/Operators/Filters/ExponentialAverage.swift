public import Telemetry

/// An exponentially weighted moving average with a time constant, for samples at any distance: after `tau` without
/// change 63 % of a step is taken. The first sample is taken whole.
public struct ExponentialAverage: Sendable, Equatable {
    private let timeConstant: Double
    private var average: (value: Double, time: Int64)?

    /// - Parameter timeConstantMilliseconds: from 1.
    public init(timeConstantMilliseconds: Int64) {
        precondition(timeConstantMilliseconds > 0)
        timeConstant = Double(timeConstantMilliseconds)
    }

    /// - Returns: the average with the new value, a finite number, in it.
    public mutating func update(_ value: Double, now: Instant) -> Double {
        let time = TimeBounds.clamp(now.milliseconds)
        guard let (old, since) = average else {
            average = (value, time)
            return value
        }
        let new = ExponentialAverage.step(
            from: old, towards: value, elapsed: Double(max(0, time - since)), timeConstant: timeConstant)
        average = (new, max(time, since))
        return new
    }

    /// The average after `elapsed`, in the unit of the time constant, with a new value in it.
    static func step(from old: Double, towards value: Double, elapsed: Double, timeConstant: Double) -> Double {
        let weight = Decay.factor(elapsed / timeConstant)
        // So that equal values stay equal, and no value leaves the range of what came.
        let new = old == value ? value : old * weight + value * (1 - weight)
        return min(max(new, min(old, value)), max(old, value))
    }

    public static func == (one: ExponentialAverage, other: ExponentialAverage) -> Bool {
        one.timeConstant == other.timeConstant && one.average?.value == other.average?.value
            && one.average?.time == other.average?.time
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.bool(average != nil)
        guard let average else { return }
        bytes.double(average.value)
        bytes.signed(average.time)
    }

    public init(from bytes: inout ByteReader, timeConstantMilliseconds: Int64) throws(MalformedBytes) {
        self.init(timeConstantMilliseconds: timeConstantMilliseconds)
        if try bytes.bool() { average = (try bytes.finite(), try bytes.time()) }
    }
}
