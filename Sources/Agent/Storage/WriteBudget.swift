/// Keeps what the store writes within so many bytes a day, by making commits wait for one another: what a commit costs
/// beside its data is the same for few readings and for many.
///
/// Bytes unused are saved up for an hour at most, so that a burst after a quiet time is not slowed.
struct WriteBudget {
    /// What was saved up is gone by then.
    static let longestPauseMilliseconds: Int64 = 3_600_000
    private static let dayMilliseconds: Double = 86_400_000

    private let bytesPerMillisecond: Double
    private let capacity: Double
    private var savings: Double
    private var lastTime: Int64
    private var lastWritten: Int64
    /// What a commit costs, of the last ones.
    private var commitCost: Double = 0

    /// - Parameters:
    ///   - now: any clock in milliseconds, the same in ``pause(written:now:)``.
    ///   - written: bytes written before.
    init(bytesPerDay: Int64, now: Int64, written: Int64) {
        bytesPerMillisecond = Double(bytesPerDay) / Self.dayMilliseconds
        capacity = Double(bytesPerDay) / 24
        savings = capacity
        lastTime = now
        lastWritten = written
    }

    /// After a commit: how long the next is to wait, in milliseconds.
    mutating func pause(written: Int64, now: Int64) -> Int64 {
        let cost = Double(max(0, written - lastWritten))
        savings = min(capacity, savings + Double(max(0, now - lastTime)) * bytesPerMillisecond) - cost
        commitCost = commitCost == 0 ? cost : 0.9 * commitCost + 0.1 * cost
        lastTime = now
        lastWritten = written
        guard savings < capacity / 2 else { return 0 }
        let owed = commitCost + max(0, -savings)
        return min(Self.longestPauseMilliseconds, Int64((owed / bytesPerMillisecond).rounded(.up)))
    }
}
