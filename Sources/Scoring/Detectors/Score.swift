public import Telemetry

/// What a detector says of one row.
public struct Score: Sendable, Equatable {
    /// A signal that stood still and moves is endlessly strange; this is enough, and every file format can say it.
    static let most = 1e12

    /// 0 or more, higher is stranger; every detector is scaled so that its own alarm begins at 1.
    public var value: Double
    public var explanation: Explanation
    /// While the detector rests at 0 after an alarm: that alarm, as long as its cause lasts.
    public var standing: Standing?

    public init(value: Double, explanation: Explanation, standing: Standing? = nil) {
        self.value = value
        self.explanation = explanation
        self.standing = standing
    }

    public var isAlarm: Bool { value >= 1 }

    /// An alarm that goes on though the row itself is not scored.
    public struct Standing: Sendable, Equatable {
        /// The largest score of the alarm so far, at least 1.
        public var value: Double
        /// Of the present row, against what was usual before the alarm.
        public var explanation: Explanation

        public init(value: Double, explanation: Explanation) {
            self.value = value
            self.explanation = explanation
        }
    }
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
    /// The first row of the present unbroken run of alarms, those that stand among them; nil below.
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
