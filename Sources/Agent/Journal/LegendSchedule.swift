/// When the journal gets a legend though nothing has changed: its beginning is deleted as it grows and ages, and what is
/// left must be readable from early on. Where there is room for it, such a legend carries the engine's state too, so that
/// what is left does not begin without a past.
struct LegendSchedule {
    static let byteInterval = 1 << 20
    /// A small journal has so many of them at the least, and one of large legends two.
    static let leastCount: Int64 = 8
    static let interval: Int64 = 6 * 3_600_000
    /// A legend takes no more than this part of the journal.
    static let share = 16
    /// Several states stand in the journal, or none: the first that is left would come too late.
    static let stateShare: Int64 = 64
    static let maximumStateBytes: Int64 = 1 << 20

    private let stateLimit: Int64
    private let byteInterval: Int
    private let byteLimit: Int
    private var bytes = 0
    private var nextBytes: Int
    private var last: Int64 = 0
    private var bytesSinceState = 0
    /// How large the last state was.
    private var stateBytes = 0

    /// - Parameter journalBytes: what the journal may hold.
    init(journalBytes: Int64) {
        stateLimit = min(LegendSchedule.maximumStateBytes, journalBytes / LegendSchedule.stateShare)
        byteInterval = min(LegendSchedule.byteInterval, Int(journalBytes / LegendSchedule.leastCount))
        byteLimit = Int(journalBytes / 2)
        nextBytes = byteInterval
    }

    /// Whether one is due before the next entry.
    func isDue(now: Int64) -> Bool { bytes >= nextBytes || now - last >= LegendSchedule.interval }

    /// Whether the next one carries the state, if that has not grown too large.
    var hasRoomForState: Bool { stateBytes <= stateLimit && bytesSinceState >= LegendSchedule.share * stateBytes }

    /// Whether the state goes with it after all, now that it is there.
    mutating func admits(state: Int) -> Bool {
        stateBytes = state
        return state <= stateLimit
    }

    mutating func journaled(_ count: Int) {
        bytes += count
        bytesSinceState += count
    }

    mutating func wrote(_ count: Int, hasState: Bool, now: Int64) {
        bytes = 0
        nextBytes = min(max(byteInterval, LegendSchedule.share * count), byteLimit)
        if hasState { bytesSinceState = 0 }
        last = now
    }
}
