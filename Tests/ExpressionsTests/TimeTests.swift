import Testing

@testable import Expressions

@Suite("Times")
struct TimeTests {
    @Test("dates of every day of 800 years come back from their day number")
    func calendar() {
        for day in stride(from: -150_000, to: 150_000, by: 1) {
            let civil = CivilTime(epochDays: day)
            guard civil.epochDays == day, (1...12).contains(civil.month),
                (1...CivilTime.daysInMonth(civil.month, year: civil.year)).contains(civil.day)
            else {
                Issue.record("day \(day)")
                return
            }
        }
    }

    @Test(
        "durations are read and written",
        arguments: [
            ("1h45m47s", "6347s"), ("-1.5s", "-1.5s"), ("250ms", "0.25s"), ("1.5h", "5400s"), ("0", "0s"),
            ("1us", "0.000001s"),
            ("1ns", "0.000000001s"), ("0.5m", "30s"), ("1d", "86400s"),
        ])
    func durations(text: String, written: String) throws {
        #expect(DurationText.write(try DurationText.parse(text)) == written)
    }

    @Test(
        "what is no duration or timestamp is refused",
        arguments: ["", "s", "5", "1x", "1s2", "-", "1..5s", "99999999999h"])
    func badDurations(text: String) {
        #expect(throws: EvaluationError.self) { try DurationText.parse(text) }
    }

    @Test(
        "timestamps are read and written",
        arguments: [
            ("2009-02-13T23:31:30Z", "2009-02-13T23:31:30Z"), ("2024-02-29T00:30:00.5+01:00", "2024-02-28T23:30:00.5Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
        ])
    func timestamps(text: String, written: String) throws {
        let (seconds, nanoseconds) = try TimestampText.parse(text)
        #expect(TimestampText.write(seconds: seconds, nanoseconds: nanoseconds) == written)
    }

    @Test(
        "what is no timestamp is refused",
        arguments: [
            "2023-02-29T00:00:00Z", "2023-13-01T00:00:00Z", "2023-01-01", "2023-01-01T24:00:00Z", "2023-01-01T00:00:00",
        ])
    func badTimestamps(text: String) {
        #expect(throws: EvaluationError.self) { try TimestampText.parse(text) }
    }

    @Test(
        "zones change their clocks when their rules say",
        arguments: [
            ("Europe/Oslo", "2025-03-30T00:59:59Z", 3600), ("Europe/Oslo", "2025-03-30T01:00:00Z", 7200),
            ("Europe/Oslo", "2025-10-26T00:59:59Z", 7200), ("Europe/Oslo", "2025-10-26T01:00:00Z", 3600),
            ("America/New_York", "2025-11-02T05:59:59Z", -14_400),
            ("America/New_York", "2025-11-02T06:00:00Z", -18_000),
            ("Australia/Sydney", "2025-01-01T00:00:00Z", 39_600), ("Australia/Sydney", "2025-07-01T00:00:00Z", 36_000),
            ("Asia/Kathmandu", "2025-01-01T00:00:00Z", 20_700), ("Europe/Dublin", "2025-07-01T00:00:00Z", 3600),
            ("Europe/Dublin", "2025-01-01T00:00:00Z", 0), ("America/Nuuk", "2025-07-01T00:00:00Z", -3600),
            ("Pacific/Chatham", "2025-01-01T00:00:00Z", 49_500),
        ])
    func zones(zone: String, time: String, offset: Int) throws {
        let (seconds, _) = try TimestampText.parse(time)
        #expect(ZoneTable.offset(zone: zone, at: seconds) == offset)
    }

    @Test("an unknown zone is an error, and a host may bring its own zones")
    func hostZones() throws {
        var pump = Pump([("t", .timestamp, .timestamp(seconds: 0, nanoseconds: 0))])
        #expect(try pump.evaluate("t.getHours('Europe/Atlantis')") == .error(.unknownTimeZone))
        pump.environment.zoneOffset = { zone, _ in zone == "Europe/Atlantis" ? 7200 : nil }
        #expect(try pump.evaluate("t.getHours('Europe/Atlantis')") == .int(2))
        #expect(try pump.evaluate("t.getHours('-02:30')") == .int(21))
    }
}
