/// Durations as they are written in files: `250ms 5s 10m 2h 7d 1w`, one unit each.
public enum DurationText {
    /// 100 years: sums of a few durations can't overflow, and nobody waits longer.
    public static let greatestMilliseconds: Int64 = 36_500 * 86_400_000

    private static let family = UnitText.Family(
        noun: "a duration",
        units: [
            .init(name: "ms", factor: 1, otherSpellings: ["msec", "millis", "millisecond", "milliseconds"]),
            .init(name: "s", factor: 1_000, otherSpellings: ["sec", "secs", "second", "seconds"]),
            .init(name: "m", factor: 60_000, otherSpellings: ["min", "mins", "minute", "minutes"]),
            .init(name: "h", factor: 3_600_000, otherSpellings: ["hr", "hrs", "hour", "hours"]),
            .init(name: "d", factor: 86_400_000, otherSpellings: ["day", "days"]),
            .init(name: "w", factor: 604_800_000, otherSpellings: ["week", "weeks"], isWritten: false),
        ],
        example: "10s", usual: "s", greatest: greatestMilliseconds)

    static var pattern: String { family.pattern }

    /// - Returns: Milliseconds, 0...``greatestMilliseconds``.
    public static func milliseconds(_ text: String) throws(ValueProblem) -> Int64 {
        try UnitText.parse(text, as: family)
    }

    /// The shortest exact spelling, in days at most: `90000` gives `90s`.
    public static func write(milliseconds: Int64) -> String { UnitText.write(milliseconds, as: family) }
}
