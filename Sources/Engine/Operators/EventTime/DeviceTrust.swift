public import Telemetry

/// How far a device's clock may be off before its time is replaced by that of arrival, and when the gateway's own clock
/// is known: a board without a battery boots in 1970.
public enum DeviceTrust {
    static let pastMilliseconds: Int64 = 7 * 24 * 3600 * 1000
    static let futureMilliseconds: Int64 = 60 * 1000
    /// The beginning of 2020: no clock that was ever set shows less.
    public static let known = Timestamp(milliseconds: 1_577_836_800_000)

    /// Whether a device's time can be true by the gateway's clock.
    static func isNear(_ time: Timestamp, _ wall: Timestamp) -> Bool {
        let (age, isAbsurd) = wall.milliseconds.subtractingReportingOverflow(time.milliseconds)
        return !isAbsurd && age <= pastMilliseconds && age >= -futureMilliseconds
    }
}
