extension Timestamp {
    /// The time in UTC as RFC 3339 has it, with milliseconds: `2023-11-14T22:13:20.000Z`.
    public var rfc3339: String {
        let dayMilliseconds: Int64 = 86_400_000
        let days = CalendarDate.floorDivide(milliseconds, dayMilliseconds)
        let rest = milliseconds - days * dayMilliseconds
        let date = CalendarDate(daysSinceEpoch: days)
        return
            "\(Timestamp.padded(date.year, 4))-\(Timestamp.padded(date.month, 2))-\(Timestamp.padded(date.day, 2))"
            + "T\(Timestamp.padded(rest / 3_600_000, 2)):\(Timestamp.padded(rest / 60_000 % 60, 2))"
            + ":\(Timestamp.padded(rest / 1000 % 60, 2)).\(Timestamp.padded(rest % 1000, 3))Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = number.description
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }
}
