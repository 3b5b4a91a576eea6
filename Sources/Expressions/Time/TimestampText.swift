/// Timestamps as RFC 3339 text.
enum TimestampText {
    /// 0001-01-01T00:00:00Z.
    static let earliest: Int64 = -62_135_596_800
    /// 9999-12-31T23:59:59Z.
    static let latest: Int64 = 253_402_300_799

    /// Throws `badConversion`, or `outOfRange` outside the years 1 to 9999.
    static func parse(_ text: String) throws(EvaluationError) -> (seconds: Int64, nanoseconds: Int32) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.take("-"),
            let month = reader.number(digits: 2), reader.take("-"),
            let day = reader.number(digits: 2), reader.take("T") || reader.take("t"),
            let hour = reader.number(digits: 2), reader.take(":"),
            let minute = reader.number(digits: 2), reader.take(":"),
            let second = reader.number(digits: 2)
        else { throw .badConversion }
        let nanoseconds = reader.take(".") ? reader.fraction() : 0
        guard let nanoseconds, let zone = reader.zone(), reader.isAtEnd else { throw .badConversion }
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60 else {
            throw .badConversion
        }
        guard day <= CivilTime.daysInMonth(month, year: year) else { throw .badConversion }
        var civil = CivilTime(year: year, month: month, day: day)
        civil.hour = hour
        civil.minute = minute
        civil.second = second
        let seconds = civil.epochSeconds - Int64(zone)
        guard seconds >= earliest, seconds <= latest else { throw .outOfRange }
        return (seconds, Int32(nanoseconds))
    }

    static func write(seconds: Int64, nanoseconds: Int32) -> String {
        let civil = CivilTime(epochSeconds: seconds)
        return padded(civil.year, 4) + "-" + padded(civil.month, 2) + "-" + padded(civil.day, 2) + "T"
            + padded(civil.hour, 2) + ":" + padded(civil.minute, 2) + ":" + padded(civil.second, 2)
            + DurationText.fraction(Int(nanoseconds)) + "Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

/// Reads fields of fixed width.
struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ symbol: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == symbol.value else { return false }
        position += 1
        return true
    }

    mutating func number(digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<(position + digits)] {
            guard CharacterTest.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += digits
        return value
    }

    /// Nanoseconds from one to nine digits.
    mutating func fraction() -> Int? {
        var value = 0
        var digits = 0
        while position < bytes.count, CharacterTest.isDigit(bytes[position]), digits < 9 {
            value = value * 10 + Int(bytes[position] - 0x30)
            digits += 1
            position += 1
        }
        guard digits > 0 else { return nil }
        for _ in digits..<9 { value *= 10 }
        return value
    }

    /// Seconds east of UTC: `Z`, `+05:30`, `-02:00`.
    mutating func zone() -> Int? {
        if take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+") else { return nil }
        guard let hours = number(digits: 2), take(":"), let minutes = number(digits: 2), hours < 24, minutes < 60 else {
            return nil
        }
        let offset = hours * 3600 + minutes * 60
        return isWest ? -offset : offset
    }
}
