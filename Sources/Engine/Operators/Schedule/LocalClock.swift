internal import Expressions
internal import Telemetry

/// Between what clocks in a zone show and what time it is. All numbers are milliseconds: `local` ones count from
/// 1970-01-01T00:00 by the zone's clocks.
struct LocalClock: Sendable, Equatable {
    static let day: Int64 = 86_400_000
    static let minute: Int64 = 60_000

    let zone: NamedZone

    func local(_ time: Int64) -> Int64 {
        time + offset(time)
    }

    func offset(_ time: Int64) -> Int64 {
        Int64(zone.offset(at: CalendarDate.floorDivide(time, 1_000))) * 1_000
    }

    /// When clocks show `local`: the first time where they show it twice, and the moment they jump over it where never.
    func time(local: Int64) -> Int64 {
        // Clocks change some months apart, so that within two days they change once at most.
        let before = offset(local - LocalClock.day)
        let after = offset(local + LocalClock.day)
        let early = local - before
        if before == after || offset(early) == before { return early }
        let late = local - after
        return offset(late) == after && self.local(late) == local ? late : jump(from: early, back: late, after: after)
    }

    /// Whether clocks go on evenly between two local times a day apart.
    func isEven(from: Int64, to: Int64) -> Bool {
        offset(time(local: from)) == offset(time(local: to))
    }

    /// The first moment with the offset `after`: by bisection, to the second.
    private func jump(from one: Int64, back other: Int64, after: Int64) -> Int64 {
        var low = CalendarDate.floorDivide(min(one, other), 1_000) - 1
        var high = CalendarDate.floorDivide(max(one, other), 1_000) + 1
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(middle * 1_000) == after { high = middle } else { low = middle }
        }
        return high * 1_000
    }
}
