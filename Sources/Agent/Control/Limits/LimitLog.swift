internal import Engine

/// Says when something went for want of room: at once the first time, then once in a while with what came to it.
struct LimitLog {
    static let intervalMilliseconds: Int64 = 600_000

    private struct Tally {
        var loggedCount = 0
        var lastLogged: Int64?
    }

    private var tallies = [Tally](repeating: Tally(), count: EngineLimit.allCases.count)

    /// - Returns: how much went since the last line, where one is due.
    mutating func note(_ limit: EngineLimit, _ count: Int, now: Int64) -> Int? {
        guard let index = EngineLimit.allCases.firstIndex(of: limit), count > tallies[index].loggedCount else {
            return nil
        }
        if let last = tallies[index].lastLogged, now - last < LimitLog.intervalMilliseconds { return nil }
        defer { tallies[index] = Tally(loggedCount: count, lastLogged: now) }
        return count - tallies[index].loggedCount
    }
}
