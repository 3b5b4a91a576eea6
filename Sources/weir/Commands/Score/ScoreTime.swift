internal import Telemetry

/// Times as data files write them.
struct ScoreTime {
    /// Names of columns that are taken for the time.
    static let names = ["timestamp", "datetime", "time", "date", "ts"]

    /// Seconds or milliseconds since the epoch, or a date and perhaps a time of day with any usual separators; UTC unless
    /// it says otherwise. Nil when it is neither.
    static func parse(_ text: String) -> Timestamp? {
        var bytes = Array(text.utf8)
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        bytes.removeFirst(bytes.prefix { $0 == UInt8(ascii: " ") }.count)
        if let number = Double(String(decoding: bytes, as: UTF8.self)) {
            // 10^11 seconds is the year 5138, 10^11 milliseconds 1973.
            let milliseconds = abs(number) < 1e11 ? number * 1_000 : number
            return abs(milliseconds) < 1e15 ? Timestamp(milliseconds: Int64(milliseconds.rounded())) : nil
        }
        var parser = ScoreTime(bytes: bytes[...])
        return parser.calendar()
    }

    private var bytes: ArraySlice<UInt8>

    private init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    private mutating func calendar() -> Timestamp? {
        guard let year = number(digits: 4...4), skip("-/."), let month = number(), skip("-/."), let day = number(),
            (1...12).contains(month), (1...Self.length(ofMonth: month, year: year)).contains(day)
        else { return nil }
        var milliseconds = Self.days(year: year, month: month, day: day) * 86_400_000
        guard !bytes.isEmpty else { return Timestamp(milliseconds: milliseconds) }
        guard skip(" T."), let hour = number(), skip(":."), let minute = number(), hour < 24, minute < 60 else {
            return nil
        }
        var second: Int64 = 0
        var thousandths: Int64 = 0
        if skip(":.") {
            guard let whole = number(), whole < 61 else { return nil }
            second = whole
            if skip(".") {
                let digits = bytes.prefix(while: Self.isDigit)
                guard !digits.isEmpty else { return nil }
                for index in 0..<3 {
                    thousandths = thousandths * 10 + (digits.dropFirst(index).first.map(Self.digit) ?? 0)
                }
                bytes.removeFirst(digits.count)
            }
        }
        guard let offset = zone() else { return nil }
        milliseconds += ((hour * 60 + minute - offset) * 60 + second) * 1_000 + thousandths
        return Timestamp(milliseconds: milliseconds)
    }

    /// Minutes ahead of UTC.
    private mutating func zone() -> Int64? {
        if bytes.isEmpty { return 0 }
        if skip("Zz") { return bytes.isEmpty ? 0 : nil }
        let isBehind = bytes.first == UInt8(ascii: "-")
        guard skip("+-"), let hours = number(), hours < 24 else { return nil }
        _ = skip(":")
        guard let minutes = bytes.isEmpty ? 0 : number(), minutes < 60, bytes.isEmpty else { return nil }
        return (isBehind ? -1 : 1) * (hours * 60 + minutes)
    }

    private mutating func number(digits allowed: ClosedRange<Int> = 1...2) -> Int64? {
        let digits = bytes.prefix(allowed.upperBound).prefix(while: Self.isDigit)
        guard allowed.contains(digits.count) else { return nil }
        bytes.removeFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Self.digit($1) }
    }

    private mutating func skip(_ separators: String) -> Bool {
        guard let first = bytes.first, separators.utf8.contains(first) else { return false }
        bytes.removeFirst()
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func digit(_ byte: UInt8) -> Int64 { Int64(byte - UInt8(ascii: "0")) }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        let next = month == 12 ? days(year: year + 1, month: 1, day: 1) : days(year: year, month: month + 1, day: 1)
        return next - days(year: year, month: month, day: 1)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar; years are counted from March, so that leap days end them.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (year, monthFromMarch) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        return year * 365 + year / 4 - year / 100 + year / 400 + (153 * monthFromMarch + 2) / 5 + day - 1 - 719_468
    }
}
