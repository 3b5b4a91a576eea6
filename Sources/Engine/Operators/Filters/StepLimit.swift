public import Telemetry

/// Refuses values that moved faster than the measured thing can: more than `greatest` per second since the last value
/// that was believed. Time widens what is possible, so a true step is believed after a while.
public struct StepLimit: Sendable, Equatable {
    private let greatestPerSecond: Double
    private var believed: TimedNumber?

    /// - Parameter greatestPerSecond: above 0, in the signal's unit per second.
    public init(greatestPerSecond: Double) {
        precondition(greatestPerSecond > 0)
        self.greatestPerSecond = greatestPerSecond
    }

    /// - Returns: whether the finite number can be believed.
    public mutating func update(_ number: Double, now: Instant) -> Bool {
        let time = TimeBounds.clamp(now.milliseconds)
        if let believed {
            let seconds = Double(max(0, time - believed.time)) / 1000
            guard abs(number - believed.number) <= greatestPerSecond * seconds else { return false }
        }
        believed = TimedNumber(time: time, number: number)
        return true
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.write(believed)
    }

    public init(from bytes: inout ByteReader, greatestPerSecond: Double) throws(MalformedBytes) {
        self.init(greatestPerSecond: greatestPerSecond)
        believed = try bytes.sample()
    }
}
