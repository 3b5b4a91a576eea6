/// When a zone changes its clocks, in POSIX's TZ notation: `CET-1CEST,M3.5.0,M10.5.0/3` (RFC 9636 section 3.3.1).
struct ZoneRule: Sendable {
    /// The week of a month on whose weekday the clocks change, 5 being the last, and the second of that day.
    struct Change: Sendable {
        let month: Int
        let week: Int
        let weekday: Int
        let second: Int

        /// Local seconds since 1970 by the clock before the change.
        func localSeconds(year: Int) -> Int64 {
            let first = CivilTime(year: year, month: month, day: 1).epochDays
            var day = 1 + (weekday - CivilTime.weekday(epochDays: first) + 7) % 7 + (week - 1) * 7
            while day > CivilTime.daysInMonth(month, year: year) { day -= 7 }
            return Int64(first + day - 1) * Int64(CivilTime.secondsPerDay) + Int64(second)
        }
    }

    /// Seconds east of UTC.
    let standard: Int
    private var summer: (offset: Int, begins: Change, ends: Change)?

    /// Nil when the text is no such rule.
    init?(posix text: String) {
        var reader = ZoneRuleReader(text)
        guard reader.skipName(), let west = reader.time() else { return nil }
        standard = -west
        guard !reader.isAtEnd else { return }
        guard reader.skipName() else { return nil }
        let offset = reader.isAt(",") ? standard + 3600 : reader.time().map { -$0 }
        guard let offset, let begins = reader.change(), let ends = reader.change(), reader.isAtEnd else { return nil }
        summer = (offset, begins, ends)
    }

    /// Seconds east of UTC at seconds since 1970.
    func offset(at epochSeconds: Int64) -> Int {
        guard let summer else { return standard }
        let year = CivilTime(epochSeconds: epochSeconds + Int64(standard)).year
        let begins = summer.begins.localSeconds(year: year) - Int64(standard)
        let ends = summer.ends.localSeconds(year: year) - Int64(summer.offset)
        // In the south, summer time spans the turn of the year.
        let isSummer =
            begins < ends
            ? epochSeconds >= begins && epochSeconds < ends : epochSeconds >= begins || epochSeconds < ends
        return isSummer ? summer.offset : standard
    }
}

private struct ZoneRuleReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    func isAt(_ symbol: Unicode.Scalar) -> Bool { position < bytes.count && UInt32(bytes[position]) == symbol.value }

    private mutating func take(_ symbol: Unicode.Scalar) -> Bool {
        guard isAt(symbol) else { return false }
        position += 1
        return true
    }

    /// `CET`, or `<+0545>`.
    mutating func skipName() -> Bool {
        let start = position
        if take("<") {
            while position < bytes.count, !isAt(">") { position += 1 }
            return take(">")
        }
        while position < bytes.count, CharacterTest.isIdentifierStart(bytes[position]) { position += 1 }
        return position > start
    }

    private mutating func number() -> Int? {
        var value: Int?
        while position < bytes.count, CharacterTest.isDigit(bytes[position]), value ?? 0 < 10_000 {
            value = (value ?? 0) * 10 + Int(bytes[position] - 0x30)
            position += 1
        }
        return value
    }

    /// Seconds of `2`, `-5:45`, `26`.
    mutating func time() -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number() else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where take(":") {
            guard let part = number() else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }

    /// `,M3.5.0/3`.
    mutating func change() -> ZoneRule.Change? {
        guard take(","), take("M"), let month = number(), take("."), let week = number(), take("."),
            let weekday = number(),
            (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
        else { return nil }
        guard take("/") else { return ZoneRule.Change(month: month, week: week, weekday: weekday, second: 7200) }
        return time().map { ZoneRule.Change(month: month, week: week, weekday: weekday, second: $0) }
    }
}
