extension Timestamp {
    /// The time in UTC as RFC 3339 has it, with milliseconds: `2023-11-14T22:13:20.000Z`.
    public var rfc3339: String {
        let dayMilliseconds: Int64 = 86_400_000
        let days = Timestamp.floorDivide(milliseconds, dayMilliseconds)
        let rest = milliseconds - days * dayMilliseconds
        let date = Timestamp.civilDate(daysSinceEpoch: days)
        return
            "\(Timestamp.padded(date.year, 4))-\(Timestamp.padded(date.month, 2))-\(Timestamp.padded(date.day, 2))"
            + "T\(Timestamp.padded(rest / 3_600_000, 2)):\(Timestamp.padded(rest / 60_000 % 60, 2))"
            + ":\(Timestamp.padded(rest / 1000 % 60, 2)).\(Timestamp.padded(rest % 1000, 3))Z"
    }

    /// Day number to date in the proleptic Gregorian calendar, by eras of 400 years that begin in March, so that the leap
    /// day is the last of its year.
    private static func civilDate(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = number.description
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }
}
