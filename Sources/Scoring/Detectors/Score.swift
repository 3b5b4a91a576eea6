public import Telemetry

/// What a detector says of one row.
public struct Score: Sendable, Equatable {
    /// 0 or more, higher is stranger; every detector is scaled so that its own alarm begins at 1.
    public var value: Double
    public var explanation: Explanation

    public init(value: Double, explanation: Explanation) {
        self.value = value
        self.explanation = explanation
    }

    public var isAlarm: Bool { value >= 1 }
}

/// Why a score is what it is: which signal, how far, since when.
public struct Explanation: Sendable, Equatable {
    /// The index of the signal that contributes most, in the order the detector was given them.
    public var channel: Int
    /// What was seen, and what the detector took for usual; both in the signal's unit.
    public var observed: Double
    public var expected: Double
    /// How far `observed` is from `expected`, in `measure`.
    public var deviation: Double
    public var measure: Measure
    /// The first row of the present unbroken run of scores of at least 1; nil below.
    public var since: Timestamp?

    public init(
        channel: Int = 0, observed: Double, expected: Double, deviation: Double, measure: Measure,
        since: Timestamp? = nil
    ) {
        self.channel = channel
        self.observed = observed
        self.expected = expected
        self.deviation = deviation
        self.measure = measure
        self.since = since
    }

    public enum Measure: String, Sendable, CaseIterable {
        /// Beyond a limit, in the signal's unit.
        case units
        /// Standard deviations, or their robust equal.
        case sigmas
        /// The negative decimal logarithm of the chance of a value as strange among the usual ones.
        case decades
        /// Parts of the range seen so far.
        case ranges
        /// Times the distance that 99 of 100 healthy rows keep.
        case limits
    }
}
