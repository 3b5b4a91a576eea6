internal import Telemetry

/// Starts by the clocks of a zone in the five fields of cron: minute, hour, day of the month, month, day of the week.
///
/// Of the two fields for the day, one that begins with a star leaves it to the other; if neither does, either is enough.
struct CronExpression: Sendable, Equatable {
    static let shorthands = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]
    /// Leap days are at most eight years apart.
    static let horizonDays: Int64 = 2_923

    private let minutes: CronField
    private let hours: CronField
    private let days: CronField
    private let months: CronField
    private let weekdays: CronField
    /// Of a day that has starts: the last of them, and the longest time between two, in minutes.
    private var lastMinute = 0
    private var longestGap = 0

    init(_ text: String) throws(ScheduleError) {
        let fields = (CronExpression.shorthands[text.trimmingSpaces.lowercased()] ?? text)
            .split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard fields.count == 5 else {
            throw ScheduleError(
                problem: "'\(text)' has \(fields.count) fields",
                mend: "write five: minute, hour, day of the month, month, day of the week, such as '0 22 * * mon-fri'")
        }
        minutes = try CronField(fields[0], .minute)
        hours = try CronField(fields[1], .hour)
        days = try CronField(fields[2], .day)
        months = try CronField(fields[3], .month)
        weekdays = try CronField(fields[4], .weekday)
        let first = CalendarDate(year: 2_000, month: 1, day: 1).daysSinceEpoch
        guard (first..<first + CronExpression.horizonDays).contains(where: matches) else {
            throw ScheduleError(
                problem: "'\(text)' never comes: no such day is in any of its months",
                mend: "write a day that there is, such as '28'")
        }
        var former: Int?
        while let minute = minuteOfDay(atOrAfter: former.map { $0 + 1 } ?? 0) {
            longestGap = max(longestGap, minute - (former ?? minute))
            lastMinute = minute
            former = minute
        }
    }

    /// When the activation is over that `time` lies in, or one of the same day that follows it without a gap; nil when it
    /// lies in none. Each lasts so many milliseconds.
    func end(at time: Int64, lasting milliseconds: Int64, clock: LocalClock) -> Int64? {
        guard let start = start(atOrBefore: time, after: time - milliseconds, clock: clock) else { return nil }
        guard Int64(longestGap) * LocalClock.minute <= milliseconds else { return start + milliseconds }
        // On a day on which clocks do not change, the last start is reached without looking at those between.
        let day = CalendarDate.floorDivide(clock.local(start), LocalClock.day) * LocalClock.day
        guard clock.isEven(from: day, to: day + LocalClock.day) else { return start + milliseconds }
        return clock.time(local: day + Int64(lastMinute) * LocalClock.minute) + milliseconds
    }

    /// The first start after `time`; nil when there is none within eight years.
    func start(after time: Int64, clock: LocalClock) -> Int64? {
        // From a moment before, so that what clocks are just jumping over is seen.
        let from = clock.local(time - 1_000)
        let today = CalendarDate.floorDivide(from, LocalClock.day)
        for day in today...today + CronExpression.horizonDays where matches(day) {
            var minute = day == today ? Int((from - day * LocalClock.day) / LocalClock.minute) : 0
            while let next = minuteOfDay(atOrAfter: minute) {
                let start = clock.time(local: day * LocalClock.day + Int64(next) * LocalClock.minute)
                if start > time { return start }
                minute = next + 1
            }
        }
        return nil
    }

    /// The last start at or before `time`, if it is after `bound`.
    func start(atOrBefore time: Int64, after bound: Int64, clock: LocalClock) -> Int64? {
        // Where clocks were just set back they showed more than they do.
        let from = time + max(clock.offset(time), clock.offset(time - LocalClock.day))
        let today = CalendarDate.floorDivide(from, LocalClock.day)
        let last = max(
            CalendarDate.floorDivide(clock.local(bound), LocalClock.day) - 1, today - CronExpression.horizonDays)
        var day = today
        while day >= last {
            defer { day -= 1 }
            guard matches(day) else { continue }
            var minute = day == today ? Int((from - day * LocalClock.day) / LocalClock.minute) : 1_439
            while let previous = minuteOfDay(atOrBefore: minute) {
                let start = clock.time(local: day * LocalClock.day + Int64(previous) * LocalClock.minute)
                if start <= bound { return nil }
                if start <= time { return start }
                minute = previous - 1
            }
        }
        return nil
    }

    private func matches(_ day: Int64) -> Bool {
        let date = CalendarDate(daysSinceEpoch: day)
        guard months.contains(Int(date.month)) else { return false }
        let isDay = days.contains(Int(date.day))
        let isWeekday = weekdays.contains(CalendarDate.weekday(daysSinceEpoch: day))
        return days.isStar || weekdays.isStar ? isDay && isWeekday : isDay || isWeekday
    }

    private func minuteOfDay(atOrAfter minute: Int) -> Int? {
        var hour = minute / 60
        var first = minute % 60
        while hour < 24 {
            let rest = minutes.bits >> UInt64(first)
            if hours.contains(hour), rest != 0 { return hour * 60 + first + rest.trailingZeroBitCount }
            hour += 1
            first = 0
        }
        return nil
    }

    private func minuteOfDay(atOrBefore minute: Int) -> Int? {
        guard minute >= 0 else { return nil }
        var hour = minute / 60
        var last = minute % 60
        while hour >= 0 {
            let rest = minutes.bits << UInt64(63 - last)
            if hours.contains(hour), rest != 0 { return hour * 60 + last - rest.leadingZeroBitCount }
            hour -= 1
            last = 59
        }
        return nil
    }
}
