public import Telemetry

/// Reads times as RFC 3339 writes them: `2023-11-14T22:13:20Z`, `2023-11-14T22:13:20.123+01:00`.
///
/// Beyond RFC 3339, from ISO 8601: a comma before the fraction, offsets as `+0100` and `+01`. Digits after the
/// milliseconds are cut off. A leap second (23:59:60 UTC) is the second after it, as in POSIX time.
public enum TimestampText {
    /// 0001-01-01T00:00:00Z
    static let earliest = Timestamp(milliseconds: -62_135_596_800_000)
    /// 9999-12-31T23:59:59.999Z
    static let latest = Timestamp(milliseconds: 253_402_300_799_999)

    /// A time as it was written.
    struct Written {
        /// Milliseconds since the epoch; of local time where `hasZone` is false.
        var milliseconds: Int64
        var hasZone: Bool
    }

    /// - Parameter zone: what a time without zone is in; nil makes it an error.
    /// - Returns: nil where `text` is not a time, or has no zone and none is given.
    public static func parse(_ text: String, zone: (any LocalZone)? = nil) -> Timestamp? {
        guard let written = Array(text.utf8).withUnsafeBytes({ read($0) }) else { return nil }
        if written.hasZone { return clamped(written.milliseconds) }
        return zone.map { clamped($0.utcMilliseconds(local: written.milliseconds)) }
    }

    static func read(_ bytes: UnsafeRawBufferPointer) -> Written? {
        var cursor = DigitCursor(bytes)
        guard let days = date(&cursor),
            cursor.take(0x54) || cursor.take(0x74) || cursor.take(0x20),
            let clock = clock(&cursor),
            let milliseconds = fraction(&cursor)
        else { return nil }
        let hasZone = !cursor.isAtEnd
        guard let offset = hasZone ? zone(&cursor) : 0, cursor.isAtEnd else { return nil }
        let seconds = days * 86_400 + clock.seconds - offset
        // A leap second comes at the end of a day of UTC, wherever the device is.
        if clock.isLeap, hasZone, seconds % 86_400 != 0 { return nil }
        return Written(milliseconds: Int64(seconds * 1000 + milliseconds), hasZone: hasZone)
    }

    static func clamped(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: min(max(milliseconds, earliest.milliseconds), latest.milliseconds))
    }

    /// Days since 1970-01-01.
    private static func date(_ cursor: inout DigitCursor) -> Int? {
        guard let year = cursor.number(digits: 4), cursor.take(0x2D),
            let month = cursor.number(digits: 2), cursor.take(0x2D),
            let day = cursor.number(digits: 2),
            (1...12).contains(month), (1...daysIn(month: month, year: year)).contains(day)
        else { return nil }
        // Years that begin in March put the leap day last; the months' lengths then follow (153 m + 2) / 5.
        let shiftedYear = month > 2 ? year : year - 1
        let shiftedMonth = month > 2 ? month - 3 : month + 9
        let leapDays = floorDivide(shiftedYear, 4) - floorDivide(shiftedYear, 100) + floorDivide(shiftedYear, 400)
        return 365 * shiftedYear + leapDays + (153 * shiftedMonth + 2) / 5 + day - 1 - 719_468
    }

    private static func clock(_ cursor: inout DigitCursor) -> (seconds: Int, isLeap: Bool)? {
        guard let hour = cursor.number(digits: 2), hour < 24, cursor.take(0x3A),
            let minute = cursor.number(digits: 2), minute < 60, cursor.take(0x3A),
            let second = cursor.number(digits: 2), second <= 60
        else { return nil }
        return (hour * 3600 + minute * 60 + second, second == 60)
    }

    /// Milliseconds; 0 without a fraction, nil for a point without digits.
    private static func fraction(_ cursor: inout DigitCursor) -> Int? {
        guard cursor.take(0x2E) || cursor.take(0x2C) else { return 0 }
        var milliseconds = 0
        var weight = 100
        guard let first = cursor.number(digits: 1) else { return nil }
        milliseconds = first * weight
        while let digit = cursor.number(digits: 1) {
            weight /= 10
            milliseconds += digit * weight
        }
        return milliseconds
    }

    /// Seconds east of UTC.
    private static func zone(_ cursor: inout DigitCursor) -> Int? {
        if cursor.take(0x5A) || cursor.take(0x7A) { return 0 }
        let isEast = cursor.take(0x2B)
        guard isEast || cursor.take(0x2D), let hours = cursor.number(digits: 2), hours < 24 else { return nil }
        var minutes = 0
        if !cursor.isAtEnd {
            _ = cursor.take(0x3A)
            guard let written = cursor.number(digits: 2), written < 60 else { return nil }
            minutes = written
        }
        return (hours * 3600 + minutes * 60) * (isEast ? 1 : -1)
    }

    private static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floorDivide(_ dividend: Int, _ divisor: Int) -> Int {
        dividend / divisor - (dividend % divisor < 0 ? 1 : 0)
    }
}

/// Reads fixed numbers of digits.
private struct DigitCursor {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Exactly `digits` digits, or nil and nothing is taken.
    mutating func number(digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var number = 0
        for byte in bytes[position..<position + digits] {
            guard ASCII.isDigit(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        position += digits
        return number
    }
}
