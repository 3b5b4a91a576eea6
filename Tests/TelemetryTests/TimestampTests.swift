import Foundation
import Telemetry
import TestSupport
import Testing

@Suite struct TimestampTests {
    @Test(
        "a time is written as RFC 3339 has it, in UTC with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_700_000_000_000, "2023-11-14T22:13:20.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_799_999, "2000-02-29T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (2_147_483_648_000, "2038-01-19T03:14:08.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func writing(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test("any time of the years 1600 to 9999 is written as Foundation writes it")
    func agreesWithFoundation() {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: -11_676_096_000..<253_402_300_800, using: &generator)
            // A quarter of a second is exact in Foundation's doubles.
            let milliseconds = seconds * 1000 + [0, 250, 500, 750][Int.random(in: 0..<4, using: &generator)]
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            #expect(Timestamp(milliseconds: milliseconds).rfc3339 == date.formatted(style), "seed \(seed)")
        }
    }

    @Test("an instant too far away is the last one there is, not a crash")
    func saturation() {
        #expect(Instant(milliseconds: 5).advanced(by: 7) == Instant(milliseconds: 12))
        #expect(Instant(milliseconds: .max).advanced(by: 1) == Instant(milliseconds: .max))
        #expect(Instant(milliseconds: .min).advanced(by: -1) == Instant(milliseconds: .min))
    }
}

@Suite struct CalendarDateTests {
    @Test("days and dates are each other's inverse over four centuries, and weekdays go round")
    func inverse() {
        for days in stride(from: Int64(-80_000), to: 80_000, by: 1) {
            let date = CalendarDate(daysSinceEpoch: days)
            let next = CalendarDate(daysSinceEpoch: days + 1)
            guard date.daysSinceEpoch == days,
                (date.year, date.month, date.day) < (next.year, next.month, next.day),
                (CalendarDate.weekday(daysSinceEpoch: days) + 1) % 7 == CalendarDate.weekday(daysSinceEpoch: days + 1)
            else {
                Issue.record("day \(days) is \(date)")
                return
            }
        }
        #expect(CalendarDate(daysSinceEpoch: 19_782) == CalendarDate(year: 2024, month: 2, day: 29))
        #expect(CalendarDate.weekday(daysSinceEpoch: 0) == 4, "a Thursday")
    }
}
