extension Timestamp {
    /// The time in UTC as RFC 3339 has it, with milliseconds: `2023-11-14T22:13:20.000Z`.
    public var rfc3339: String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        appendRFC3339(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    func appendRFC3339(to text: inout [UInt8]) {
        let dayMilliseconds: Int64 = 86_400_000
        let days = CalendarDate.floorDivide(milliseconds, dayMilliseconds)
        let rest = milliseconds - days * dayMilliseconds
        let date = CalendarDate(daysSinceEpoch: days)
        Timestamp.append(date.year, 4, "-", to: &text)
        Timestamp.append(date.month, 2, "-", to: &text)
        Timestamp.append(date.day, 2, "T", to: &text)
        Timestamp.append(rest / 3_600_000, 2, ":", to: &text)
        Timestamp.append(rest / 60_000 % 60, 2, ":", to: &text)
        Timestamp.append(rest / 1000 % 60, 2, ".", to: &text)
        Timestamp.append(rest % 1000, 3, "Z", to: &text)
    }

    /// At least `width` digits, and what stands behind them.
    private static func append(_ number: Int64, _ width: Int, _ mark: Unicode.Scalar, to text: inout [UInt8]) {
        let digits = number.description.utf8
        text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count)))
        text.append(contentsOf: digits)
        text.append(UInt8(ascii: mark))
    }
}
