/// When the journal gets a legend though nothing has changed: its beginning is deleted as it grows and ages, and what is
/// left must be readable from early on.
struct LegendSchedule {
    static let byteInterval = 1 << 20
    static let interval: Int64 = 6 * 3_600_000
    /// A legend takes no more than this part of the journal.
    static let share = 16

    private var bytes = 0
    private var nextBytes = byteInterval
    private var last: Int64 = 0

    /// Whether one is due before the next entry.
    func isDue(now: Int64) -> Bool { bytes >= nextBytes || now - last >= LegendSchedule.interval }

    mutating func journaled(_ count: Int) { bytes += count }

    mutating func wrote(_ count: Int, now: Int64) {
        bytes = 0
        nextBytes = max(LegendSchedule.byteInterval, LegendSchedule.share * count)
        last = now
    }
}
