import Engine
import Expressions
import Telemetry
import TestSupport
import Testing

/// A plain walk through every minute of true time with a clock on the wall: knows when it shows a minute for the first time,
/// and which minutes it jumped over.
struct WallClockWalk {
    let zone: NamedZone
    let from: Int64
    let count: Int
    /// Per minute of true time, the minutes of local time that begin then: one, none while clocks repeat, several at a jump.
    private(set) var begins: [[Int64]] = []

    init(zone: NamedZone, from: Int64, count: Int) {
        self.zone = zone
        self.from = from
        self.count = count
        var offset: Int64 = 0
        var latest = from - 1 + Int64(zone.offset(at: (from - 1) * 60) / 60)
        for minute in from..<from + Int64(count) {
            // No zone changes its clocks but at a quarter of an hour.
            if minute % 15 == 0 || minute == from { offset = Int64(zone.offset(at: minute * 60) / 60) }
            let shown = minute + offset
            begins.append(shown > latest ? Array(latest + 1...shown) : [])
            latest = max(latest, shown)
        }
    }
}

@Suite struct ScheduleProperties {
    private static let zones = [
        "UTC", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago",
        "Europe/Dublin", "Antarctica/Troll", "Africa/Cairo",
    ]

    /// Minutes of true time for some days, around a change of clocks if there is one near.
    private static func walk(_ random: inout SeededGenerator, margin: Int) -> WallClockWalk {
        let zone = NamedZone(random.pick(zones))!
        var day = CalendarDate(year: 2025, month: 1, day: 1).daysSinceEpoch + Int64.random(in: 0..<365, using: &random)
        if random.chance(0.8) {
            for next in day..<day + 400 where zone.offset(at: next * 86_400) != zone.offset(at: (next + 1) * 86_400) {
                day = next
                break
            }
        }
        return WallClockWalk(zone: zone, from: (day - 2) * 1_440 - Int64(margin), count: 5 * 1_440 + margin)
    }

    private static func compare(_ schedule: Schedule, _ walk: WallClockWalk, skip: Int, _ active: [Bool]) -> String? {
        var expected: [Int64] = []
        for index in skip + 1..<active.count where active[index] != active[index - 1] {
            expected.append(walk.from + Int64(index))
        }
        for index in stride(from: skip, to: active.count, by: 41) {
            let minute = walk.from + Int64(index)
            guard schedule.isActive(at: Timestamp(milliseconds: minute * 60_000)) == active[index] else {
                return "isActive at \(Timestamp(milliseconds: minute * 60_000).rfc3339) is not \(active[index])"
            }
        }
        var time = Timestamp(milliseconds: (walk.from + Int64(skip)) * 60_000)
        for change in expected {
            let found = schedule.nextChange(after: time)
            guard found?.milliseconds == change * 60_000 else {
                return "after \(time.rfc3339) \(found?.rfc3339 ?? "nothing"), "
                    + "not \(Timestamp(milliseconds: change * 60_000).rfc3339)"
            }
            time = Timestamp(milliseconds: change * 60_000)
        }
        return nil
    }

    @Test("windows agree with looking at a wall clock every minute")
    func windows() throws {
        try RandomRuns.run("windows against a wall clock") { random in
            let walk = Self.walk(&random, margin: 2 * 1_440)
            let from = Int64.random(in: 0..<288, using: &random) * 5
            var to = Int64.random(in: 0...288, using: &random) * 5
            if from == to { to = from == 0 ? 60 : 1_440 }
            let isWeekday = random.chance(0.3)
            func text(_ minutes: Int64) -> String { "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)" }
            let schedule = try Schedule(
                windows: "\(text(from))-\(text(to))", days: isWeekday ? "mon-fri" : nil, zone: walk.zone.name)
            var isOn = false
            var active: [Bool] = []
            let length = to > from ? to - from : to - from + 1_440
            for begun in walk.begins {
                for local in begun {
                    let day = CalendarDate.floorDivide(local, 1_440)
                    let minute = local - day * 1_440
                    func runs(_ day: Int64) -> Bool {
                        !isWeekday || (1...5).contains(CalendarDate.weekday(daysSinceEpoch: day))
                    }
                    if minute == from, runs(day) { isOn = true }
                    if minute == (from + length) % 1_440, !(length == 1_440 && runs(day)) {
                        // A window of 24 hours ends where the next one begins.
                        isOn = minute == from && runs(day)
                    }
                }
                active.append(isOn)
            }
            return Self.compare(schedule, walk, skip: 2 * 1_440, active).map {
                "\(text(from))-\(text(to)) \(isWeekday ? "mon-fri" : "") \(walk.zone.name): \($0)"
            }
        }
    }

    @Test("cron agrees with looking at a wall clock every minute")
    func cron() throws {
        try RandomRuns.run("cron against a wall clock") { random in
            let duration = random.pick([1, 7, 45, 90, 600])
            let walk = Self.walk(&random, margin: 1_440)
            let minute = random.pick(["0", "30", "*/15", "5,50", "*", "10-20/5"])
            let hour = random.pick(["*", "2", "1-3", "0,12,23", "*/6"])
            let weekday = random.pick(["*", "*", "sun", "mon-fri"])
            func matches(_ text: String, _ value: Int64, _ names: [String: ClosedRange<Int64>] = [:]) -> Bool {
                text.split(separator: ",").contains { part in
                    let halves = part.split(separator: "/")
                    let step = halves.count == 2 ? Int64(halves[1])! : 1
                    let ends = halves[0].split(separator: "-").compactMap { Int64($0) }
                    let range = names[String(halves[0])] ?? (halves[0] == "*" ? 0...59 : ends[0]...ends[ends.count - 1])
                    return range.contains(value) && (value - range.lowerBound) % step == 0
                }
            }
            let schedule = try Schedule(
                cron: "\(minute) \(hour) * * \(weekday)", forMilliseconds: Int64(duration) * 60_000,
                zone: walk.zone.name)
            var last: Int?
            var active: [Bool] = []
            for (index, begun) in walk.begins.enumerated() {
                for local in begun {
                    let day = CalendarDate.floorDivide(local, 1_440)
                    let ofDay = local - day * 1_440
                    let number = Int64(CalendarDate.weekday(daysSinceEpoch: day))
                    if matches(minute, ofDay % 60), matches(hour, ofDay / 60),
                        matches(weekday, number, ["sun": 0...0, "mon-fri": 1...5])
                    {
                        last = index
                    }
                }
                active.append(last.map { index - $0 < duration } ?? false)
            }
            return Self.compare(schedule, walk, skip: 1_440, active).map {
                "\(minute) \(hour) * * \(weekday) for \(duration)m \(walk.zone.name): \($0)"
            }
        }
    }
}
