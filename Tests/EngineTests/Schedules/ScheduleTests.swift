import Engine
import Telemetry
import Testing

/// `2025-03-30T01:00Z`, to the minute or the second.
func utc(_ text: String) -> Timestamp {
    let numbers = text.split { !$0.isNumber }.compactMap { Int64($0) }
    let days = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2]).daysSinceEpoch
    let second = numbers.count > 5 ? numbers[5] : 0
    return Timestamp(milliseconds: (days * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + second) * 1_000)
}

extension Schedule {
    /// The changes from a time on, as texts, and whether each agrees with `isActive` on both its sides.
    func changes(from text: String, count: Int) -> [String] {
        var time = utc(text)
        var changes: [String] = []
        for _ in 0..<count {
            guard let change = nextChange(after: time) else { break }
            let before = isActive(at: Timestamp(milliseconds: change.milliseconds - 1))
            let after = isActive(at: change)
            let word = before == after ? "nothing" : after ? "begins" : "ends"
            changes.append("\(change.rfc3339.prefix(16))Z \(word)")
            time = change
        }
        return changes
    }
}

@Suite struct ScheduleTests {
    @Test("a window over midnight, in summer and in winter")
    func overMidnight() throws {
        let night = try Schedule(windows: "22:00-06:00", zone: "Europe/Oslo")
        #expect(
            night.changes(from: "2025-07-01T12:00", count: 3) == [
                "2025-07-01T20:00Z begins", "2025-07-02T04:00Z ends", "2025-07-02T20:00Z begins",
            ])
        #expect(night.changes(from: "2025-01-01T12:00", count: 1) == ["2025-01-01T21:00Z begins"])
        #expect(night.isActive(at: utc("2025-01-01T00:00")))
        #expect(!night.isActive(at: utc("2025-01-01T05:00")))
    }

    @Test("a night in which clocks change is an hour shorter or longer, and ends when clocks say so")
    func clocksChangeInside() throws {
        let night = try Schedule(windows: "22:00-06:00", zone: "Europe/Oslo")
        #expect(
            night.changes(from: "2025-03-29T12:00", count: 2)
                == ["2025-03-29T21:00Z begins", "2025-03-30T04:00Z ends"])
        #expect(
            night.changes(from: "2025-10-25T12:00", count: 2)
                == ["2025-10-25T20:00Z begins", "2025-10-26T05:00Z ends"])
    }

    @Test(
        "a time that clocks jump over is at the moment of the jump; a time that they show twice counts once, the first")
    func clocksChangeAtEdges() throws {
        let early = try Schedule(windows: "02:30-05:00", zone: "Europe/Oslo")
        #expect(
            early.changes(from: "2025-03-29T12:00", count: 2)
                == ["2025-03-30T01:00Z begins", "2025-03-30T03:00Z ends"])
        #expect(
            early.changes(from: "2025-10-25T12:00", count: 2)
                == ["2025-10-26T00:30Z begins", "2025-10-26T04:00Z ends"])
        let brief = try Schedule(windows: "02:15-02:45", zone: "Europe/Oslo")
        #expect(
            brief.changes(from: "2025-03-29T12:00", count: 1) == ["2025-03-31T00:15Z begins"], "jumped over as a whole")
        #expect(
            brief.changes(from: "2025-10-25T12:00", count: 3) == [
                "2025-10-26T00:15Z begins", "2025-10-26T00:45Z ends", "2025-10-27T01:15Z begins",
            ], "once, not twice")
    }

    @Test("zones of the south, and those that change by half an hour or go by a fixed offset")
    func otherZones() throws {
        let sydney = try Schedule(windows: "02:30-05:00", zone: "Australia/Sydney")
        #expect(sydney.changes(from: "2025-10-04T12:00", count: 1) == ["2025-10-04T16:00Z begins"])
        let island = try Schedule(windows: "02:15-03:00", zone: "Australia/Lord_Howe")
        #expect(island.changes(from: "2025-10-04T12:00", count: 1) == ["2025-10-04T15:30Z begins"])
        let fixed = try Schedule(windows: "08:00-09:00", zone: "+05:30")
        #expect(fixed.changes(from: "2025-10-04T00:00", count: 1) == ["2025-10-04T02:30Z begins"])
    }

    @Test("a window belongs to the day on which it begins")
    func days() throws {
        let weekend = try Schedule(windows: "22:00-06:00", days: "fri,sat", zone: "UTC")
        #expect(
            weekend.changes(from: "2025-07-02T12:00", count: 5) == [
                "2025-07-04T22:00Z begins", "2025-07-05T06:00Z ends", "2025-07-05T22:00Z begins",
                "2025-07-06T06:00Z ends", "2025-07-11T22:00Z begins",
            ])
        let over = try Schedule(windows: "00:00-24:00", days: "fri-mon", zone: "UTC")
        #expect(
            over.changes(from: "2025-07-02T12:00", count: 2)
                == ["2025-07-04T00:00Z begins", "2025-07-08T00:00Z ends"])
    }

    @Test("windows that overlap or touch are one; one that never ends has no change")
    func joined() throws {
        let day = try Schedule(windows: "17:00-22:00, 06:00-09:00,8:00-17:00", zone: "UTC")
        #expect(
            day.changes(from: "2025-07-02T00:00", count: 3) == [
                "2025-07-02T06:00Z begins", "2025-07-02T22:00Z ends", "2025-07-03T06:00Z begins",
            ])
        let always = try Schedule(windows: "12:00-24:00,00:00-12:00", zone: "Europe/Oslo")
        #expect(always.nextChange(after: utc("2025-07-02T00:00")) == nil)
        #expect(always.isActive(at: utc("2025-10-26T01:30")))
    }

    @Test("cron's starts last as long as they are told, in true time")
    func cron() throws {
        let shift = try Schedule(cron: "30 5 * * mon-fri", forMilliseconds: 8 * 3_600_000, zone: "Europe/Oslo")
        #expect(
            shift.changes(from: "2025-03-28T00:00", count: 4) == [
                "2025-03-28T04:30Z begins", "2025-03-28T12:30Z ends", "2025-03-31T03:30Z begins",
                "2025-03-31T11:30Z ends",
            ])
        let night = try Schedule(cron: "0 22 * * *", forMilliseconds: 8 * 3_600_000, zone: "Europe/Oslo")
        #expect(
            night.changes(from: "2025-03-29T12:00", count: 2)
                == ["2025-03-29T21:00Z begins", "2025-03-30T05:00Z ends"], "07:00 by the clocks of that day")
    }

    @Test("cron's starts that clocks jump over come at the jump, and those that they show twice come once")
    func cronClocks() throws {
        let half = try Schedule(cron: "30 2 * * *", forMilliseconds: 60_000, zone: "Europe/Oslo")
        #expect(half.changes(from: "2025-03-29T12:00", count: 1) == ["2025-03-30T01:00Z begins"])
        #expect(
            half.changes(from: "2025-10-25T12:00", count: 3) == [
                "2025-10-26T00:30Z begins", "2025-10-26T00:31Z ends", "2025-10-27T01:30Z begins",
            ])
    }

    @Test(
        "cron's day is a day of the month or of the week where both are given, and both where one begins with a star",
        arguments: [
            ("0 0 13 * 5", ["2025-06-06", "2025-06-13", "2025-06-20"]),
            ("0 0 13 * *", ["2025-06-13", "2025-07-13", "2025-08-13"]),
            ("0 0 * * fri", ["2025-06-06", "2025-06-13", "2025-06-20"]),
            ("0 0 */10 * fri", ["2025-07-11", "2025-08-01", "2025-10-31"]),
            ("0 0 1 jan,jul 0", ["2025-07-01", "2025-07-06", "2025-07-13"]),
            ("0 0 29 feb *", ["2028-02-29", "2032-02-29", "2036-02-29"]),
            ("@monthly", ["2025-07-01", "2025-08-01", "2025-09-01"]),
            ("0 0 * * sat-sun", ["2025-06-07", "2025-06-08", "2025-06-14"]),
            ("0 0 * * 7", ["2025-06-08", "2025-06-15", "2025-06-22"]),
        ])
    func cronDays(cron: String, days: [String]) throws {
        let schedule = try Schedule(cron: cron, forMilliseconds: 60_000, zone: "UTC")
        let begins = schedule.changes(from: "2025-06-05T12:00", count: 6).filter { $0.hasSuffix("begins") }
        #expect(begins.map { String($0.prefix(10)) } == days)
    }

    @Test("starts that come before the last one is over are one activation")
    func cronJoined() throws {
        let quarter = try Schedule(cron: "*/15 8 * * *", forMilliseconds: 1_800_000, zone: "UTC")
        #expect(
            quarter.changes(from: "2025-06-05T00:00", count: 2)
                == ["2025-06-05T08:00Z begins", "2025-06-05T09:15Z ends"])
        let always = try Schedule(cron: "* * * * *", forMilliseconds: 60_000, zone: "UTC")
        #expect(always.isActive(at: utc("2025-06-05T00:00")))
        #expect(always.nextChange(after: utc("2025-06-05T00:00")) == nil)
        let local = try Schedule(cron: "* * * * *", forMilliseconds: 60_000, zone: "Europe/Oslo")
        #expect(
            local.changes(from: "2025-06-05T00:00", count: 2)
                == ["2025-10-26T01:00Z ends", "2025-10-26T02:00Z begins"], "an hour that clocks show twice counts once")
        let long = try Schedule(cron: "* * * * *", forMilliseconds: 3_660_000, zone: "Europe/Oslo")
        #expect(long.nextChange(after: utc("2025-06-05T00:00")) == nil)
    }

    @Test(
        "what can't be read is told with what to write instead",
        arguments: [
            ("22:00", "'22:00' is not from one time of day to another; write for instance '22:00-06:00'"),
            ("22:00-25:00", "'25:00' is no time of day"), ("22.00-06.00", "'22.00' is no time of day"),
            ("10pm-6am", "'10pm' is no time of day"), ("08:00-08:00", "write '00:00-24:00' for the whole day"),
            ("24:00-06:00", "write '00:00' for midnight"), ("", "is not from one time of day"),
            ("22:00-06:00,", "'' is not from one time of day"), ("22:60-06:00", "'22:60' is no time of day"),
        ])
    func windowErrors(text: String, message: String) {
        let error = #expect(throws: ScheduleError.self) { try Schedule(windows: text, zone: "UTC") }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test(
        "what cron can't read is told with what to write instead",
        arguments: [
            ("0 22 * *", "has 4 fields; write five"), ("60 * * * *", "field minute: '60' is not from 0 to 59"),
            ("5/15 * * * *", "write '5-59/15'"), ("0 22-2 * * *", "write '22-23,0-2'"),
            ("0 0 * * fri-mon", "write 'fri-sat,sun-mon'"), ("0 0 30 2 *", "never comes"),
            ("0 0 * foo *", "nor a name such as 'feb'"), ("*/0 * * * *", "no number above 0"),
            ("0 0 1-2-3 * *", "'1-2-3' is no range"), ("@noon", "has 1 fields"), ("-1 * * * *", "is not from 0 to 59"),
            ("0,,5 * * * *", "'' is not from 0 to 59"), ("1٣ * * * *", "is not from 0 to 59"),
        ])
    func cronErrors(text: String, message: String) {
        let error = #expect(throws: ScheduleError.self) {
            try Schedule(cron: text, forMilliseconds: 60_000, zone: "UTC")
        }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test("an unknown zone or day is told with the one that was probably meant")
    func otherErrors() {
        let zone = #expect(throws: ScheduleError.self) { try Schedule(windows: "1:00-2:00", zone: "Oslo") }
        #expect(zone?.message == "there is no time zone 'Oslo'; write for instance 'Europe/Oslo'")
        let days = #expect(throws: ScheduleError.self) {
            try Schedule(windows: "1:00-2:00", days: "weekend", zone: "UTC")
        }
        #expect(days?.message.contains("'weekend' are no days of the week; write") == true)
        let duration = #expect(throws: ScheduleError.self) {
            try Schedule(cron: "@daily", forMilliseconds: 0, zone: "UTC")
        }
        #expect(duration?.message.contains("write for instance 'for: 8h'") == true)
    }

    @Test("times at the ends of what can be counted are no trouble")
    func extremes() throws {
        let night = try Schedule(windows: "22:00-06:00", zone: "Europe/Oslo")
        let cron = try Schedule(cron: "0 22 * * *", forMilliseconds: Schedule.longestDuration, zone: "Europe/Oslo")
        for milliseconds in [Int64.min, -8_640_000_000_000_000, 0, 8_640_000_000_000_000, .max] {
            for schedule in [night, cron] {
                _ = schedule.isActive(at: Timestamp(milliseconds: milliseconds))
                _ = schedule.nextChange(after: Timestamp(milliseconds: milliseconds))
            }
        }
        #expect(night.nextChange(after: Timestamp(milliseconds: .max)) == nil)
    }
}
