public import Expressions
public import Telemetry

/// Times of the calendar at which something is the case, by the clocks of a zone: windows of the day, or cron's starts with
/// a duration.
///
///     try Schedule(windows: "22:00-06:00", days: "mon-fri", zone: "Europe/Oslo")
///     try Schedule(cron: "30 5 * * mon-fri", forMilliseconds: 8 * 3_600_000, zone: "Europe/Oslo")
///
/// A window belongs to the day on which it begins. When clocks change, a time that they jump over is at the moment of the
/// jump; a time that they show twice counts once, the first time. A window's end is a time in the same sense; a duration
/// is true time, whatever clocks do. Where several overlap or touch, they are one.
public struct Schedule: Sendable, Equatable {
    private enum Form: Sendable, Equatable {
        case windows(DailyWindows)
        case cron(CronExpression, milliseconds: Int64)
    }

    /// The longest that a cron schedule may last: 366 days, in milliseconds.
    public static let longestDuration: Int64 = 366 * LocalClock.day
    /// Beyond these times (some 270,000 years away) no schedule is active.
    private static let times: ClosedRange<Int64> = -8_640_000_000_000_000...8_640_000_000_000_000
    /// How far ahead a change is looked for.
    private static let horizon = CronExpression.horizonDays * LocalClock.day
    /// How many activations are joined in one search: one a day, and a few more where clocks change.
    private static let maximumJoined = 8_192

    private let form: Form
    private let clock: LocalClock

    /// - Parameters:
    ///   - windows: `HH:MM-HH:MM`, several with commas between; `24:00` is the end of the day.
    ///   - days: the days on which they begin, such as `mon-fri` or `sat,sun`; nil for all.
    ///   - zone: an IANA name, or `UTC`, `+05:30`.
    public init(windows: String, days: String? = nil, zone: String) throws(ScheduleError) {
        clock = try Schedule.clock(zone)
        var weekdays = Weekdays.all
        if let days { weekdays = try Weekdays(days) }
        form = .windows(try DailyWindows(windows, days: weekdays))
    }

    /// - Parameters:
    ///   - cron: five fields, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
    ///   - forMilliseconds: how long it lasts from each start, above 0.
    public init(cron: String, forMilliseconds: Int64, zone: String) throws(ScheduleError) {
        clock = try Schedule.clock(zone)
        guard (1...Schedule.longestDuration).contains(forMilliseconds) else {
            throw ScheduleError(
                problem: "a schedule by cron lasts longer than nothing and at most 366 days",
                mend: "write for instance 'for: 8h'")
        }
        form = .cron(try CronExpression(cron), milliseconds: forMilliseconds)
    }

    public var zone: NamedZone { clock.zone }

    public func isActive(at time: Timestamp) -> Bool {
        Schedule.times.contains(time.milliseconds) && end(at: time.milliseconds) != nil
    }

    /// The first time after `time` at which the schedule begins or ends; nil when it does neither within eight years.
    public func nextChange(after time: Timestamp) -> Timestamp? {
        guard Schedule.times.contains(time.milliseconds) else { return nil }
        if case .windows(let windows) = form, windows.isEndless { return nil }
        let change = end(at: time.milliseconds).map { joined($0) } ?? begin(after: time.milliseconds)
        guard let change, change - time.milliseconds <= Schedule.horizon else { return nil }
        return Timestamp(milliseconds: change)
    }

    /// The end of all activations that follow each other without a gap.
    private func joined(_ first: Int64) -> Int64 {
        var end = first
        for _ in 0..<Schedule.maximumJoined {
            guard end - first <= Schedule.horizon, let further = self.end(at: end) else { return end }
            end = further
        }
        return end
    }

    /// The end of the activation that `time` lies in; nil when it lies in none.
    private func end(at time: Int64) -> Int64? {
        switch form {
        case .windows(let windows): windows.end(at: time, clock: clock)
        case .cron(let cron, let milliseconds): cron.end(at: time, lasting: milliseconds, clock: clock)
        }
    }

    private func begin(after time: Int64) -> Int64? {
        switch form {
        case .windows(let windows): windows.begin(after: time, clock: clock)
        case .cron(let cron, _): cron.start(after: time, clock: clock)
        }
    }

    private static func clock(_ zone: String) throws(ScheduleError) -> LocalClock {
        if let zone = NamedZone(zone) { return LocalClock(zone: zone) }
        let suggestion = NamedZone.suggestion(for: zone) ?? "Europe/Oslo"
        throw ScheduleError(problem: "there is no time zone '\(zone)'", mend: "write for instance '\(suggestion)'")
    }
}
