internal import Telemetry

/// Windows of the day by the clocks of a zone: `22:00-06:00`, several with commas between. A window whose end is not after
/// its beginning ends on the next day. It belongs to the day on which it begins.
struct DailyWindows: Sendable, Equatable {
    private struct Window: Sendable, Equatable {
        /// Minutes from the beginning of the day; `to` may lie on the next one.
        var from: Int64
        var to: Int64
    }

    static let mend = "write for instance '22:00-06:00', or '06:00-09:00, 17:00-22:00'"

    private let windows: [Window]
    private let days: Weekdays
    /// Whether there is no minute of the week without a window.
    let isEndless: Bool

    init(_ text: String, days: Weekdays) throws(ScheduleError) {
        self.days = days
        var windows: [Window] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            windows.append(try DailyWindows.window(part.trimmingSpaces))
        }
        windows.sort { ($0.from, $0.to) < ($1.from, $1.to) }
        self.windows = windows
        isEndless = DailyWindows.covers(windows, days)
    }

    private static func covers(_ windows: [Window], _ days: Weekdays) -> Bool {
        let week = 7 * 1_440
        var isCovered = [Bool](repeating: false, count: week)
        for day in 0..<7 where days.contains(day) {
            for window in windows {
                for minute in window.from..<window.to { isCovered[(day * 1_440 + Int(minute)) % week] = true }
            }
        }
        return isCovered.allSatisfy { $0 }
    }

    private static func window(_ text: String) throws(ScheduleError) -> Window {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else {
            throw ScheduleError(problem: "'\(text)' is not from one time of day to another", mend: mend)
        }
        let from = try minutes(ends[0].trimmingSpaces)
        let to = try minutes(ends[1].trimmingSpaces)
        guard from < 1_440 else {
            throw ScheduleError(problem: "'\(text)' begins when the day is over", mend: "write '00:00' for midnight")
        }
        guard from != to else {
            throw ScheduleError(
                problem: "'\(text)' ends when it begins", mend: "write '00:00-24:00' for the whole day")
        }
        return Window(from: from, to: to > from ? to : to + 1_440)
    }

    /// `00:00` to `24:00`.
    private static func minutes(_ text: String) throws(ScheduleError) -> Int64 {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            parts.allSatisfy({ $0.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int64(String(Substring(parts[0]))), let minute = Int64(String(Substring(parts[1]))),
            minute < 60, hour * 60 + minute <= 1_440
        else { throw ScheduleError(problem: "'\(text)' is no time of day", mend: mend) }
        return hour * 60 + minute
    }

    /// When the windows that `time` lies in are over; nil when it lies in none.
    func end(at time: Int64, clock: LocalClock) -> Int64? {
        let today = CalendarDate.floorDivide(clock.local(time), LocalClock.day)
        var end: Int64?
        for day in today - 2...today + 1 where has(day) {
            for window in windows {
                guard let span = span(window, day: day, clock: clock), span.contains(time) else { continue }
                end = max(end ?? span.upperBound, span.upperBound)
            }
        }
        return end
    }

    /// When the next window after `time` begins.
    func begin(after time: Int64, clock: LocalClock) -> Int64? {
        let today = CalendarDate.floorDivide(clock.local(time), LocalClock.day)
        // A window comes every week, but for the week in which clocks jump over it.
        for day in today - 1...today + 15 where has(day) {
            for window in windows {
                guard let span = span(window, day: day, clock: clock), span.lowerBound > time else { continue }
                return span.lowerBound
            }
        }
        return nil
    }

    private func has(_ day: Int64) -> Bool { days.contains(CalendarDate.weekday(daysSinceEpoch: day)) }

    /// Nil where clocks jump over the whole window.
    private func span(_ window: Window, day: Int64, clock: LocalClock) -> Range<Int64>? {
        let begin = clock.time(local: day * LocalClock.day + window.from * LocalClock.minute)
        let end = clock.time(local: day * LocalClock.day + window.to * LocalClock.minute)
        return begin < end ? begin..<end : nil
    }
}
