public import Telemetry

/// How far a value must be from the last one that was let through, to be news.
public struct Deadband: Sendable, Equatable {
    public var absolute: Double
    /// Of the last value, in per cent. Where both are given, the wider one counts.
    public var percent: Double

    public init(absolute: Double = 0, percent: Double = 0) {
        precondition(absolute >= 0 && percent >= 0)
        self.absolute = absolute
        self.percent = percent
    }

    func isWithin(_ number: Double, of used: Double) -> Bool {
        abs(number - used) < max(absolute, abs(used) * percent / 100)
    }
}

/// Lets through what is news: values outside the deadband of the last one let through, and repeats of it only after
/// `repeatAfter`.
public struct ChangeGate: Sendable, Equatable {
    public enum Outcome: Sendable, Equatable { case news, withinDeadband, repeated }

    private let deadband: Deadband
    private let repeatAfterMilliseconds: Int64
    private var used: TimedNumber?

    /// - Parameter repeatAfterMilliseconds: from 0, which lets every repeat through.
    public init(deadband: Deadband = Deadband(), repeatAfterMilliseconds: Int64 = 0) {
        precondition(0...TimeBounds.longest ~= repeatAfterMilliseconds)
        self.deadband = deadband
        self.repeatAfterMilliseconds = repeatAfterMilliseconds
    }

    /// - Parameter mustPass: let a finite number through whatever it is, for instance the first one measured after a
    ///   retained one.
    public mutating func update(_ number: Double, now: Instant, mustPass: Bool = false) -> Outcome {
        let time = TimeBounds.clamp(now.milliseconds)
        if let used, !mustPass {
            if number == used.number, time - used.time < repeatAfterMilliseconds { return .repeated }
            if deadband.isWithin(number, of: used.number) { return .withinDeadband }
        }
        used = TimedNumber(time: time, number: number)
        return .news
    }

    /// The value in use is gone (stale, or said to be none): the next one is news.
    public mutating func forget() {
        used = nil
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.write(used)
    }

    public init(
        from bytes: inout ByteReader, deadband: Deadband, repeatAfterMilliseconds: Int64
    ) throws(MalformedBytes) {
        self.init(deadband: deadband, repeatAfterMilliseconds: repeatAfterMilliseconds)
        used = try bytes.sample()
    }
}
