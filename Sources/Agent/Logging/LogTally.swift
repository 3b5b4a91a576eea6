/// Counts what happens of one kind, and says when a line is due for it: a few at once, and then one in a while, however
/// much comes in.
struct LogTally {
    static let intervalMilliseconds: Int64 = 10_000

    private(set) var count = 0
    private var loggedCount = 0
    private let burst: Int
    private var allowance: Int
    /// When the allowance last grew, or was last whole.
    private var grown: Int64 = 0

    /// - Parameter burst: lines that may follow each other at once.
    init(burst: Int = 1) {
        self.burst = burst
        allowance = burst
    }

    /// - Parameters:
    ///   - count: how many there are at once.
    ///   - now: milliseconds of a clock that never goes back.
    /// - Returns: how many there were since the last line, these among them, where a line is due.
    mutating func add(_ count: Int = 1, now: Int64) -> Int? {
        self.count += count
        let intervals = max(0, now - grown) / LogTally.intervalMilliseconds
        allowance = min(burst, allowance + Int(clamping: intervals))
        grown = allowance == burst ? now : grown + intervals * LogTally.intervalMilliseconds
        guard allowance > 0 else { return nil }
        allowance -= 1
        defer { loggedCount = self.count }
        return self.count - loggedCount
    }
}
