/// How far an input's readings may be out of order by their own time, and how long it may be silent. Milliseconds, up
/// to 2^48.
public struct EventTimeSettings: Sendable, Equatable {
    public var maximumDelayMilliseconds: Int64
    /// After this long without a reading the input is idle: time goes on without it.
    public var idleAfterMilliseconds: Int64
    /// How many readings are held at most; beyond it the oldest is released early, and counted.
    public var maximumCount: Int

    public init(
        maximumDelayMilliseconds: Int64, idleAfterMilliseconds: Int64 = 60_000, maximumCount: Int = 4096
    ) {
        precondition(0...TimeBounds.longest ~= maximumDelayMilliseconds)
        precondition(1...TimeBounds.longest ~= idleAfterMilliseconds)
        precondition(maximumCount > 0)
        self.maximumDelayMilliseconds = maximumDelayMilliseconds
        self.idleAfterMilliseconds = idleAfterMilliseconds
        self.maximumCount = maximumCount
    }
}
