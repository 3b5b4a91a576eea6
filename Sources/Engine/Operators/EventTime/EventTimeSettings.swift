/// How far an input's readings may be out of order by their own time, and how long it may be silent. Milliseconds, up
/// to 2^48.
public struct EventTimeSettings: Sendable, Equatable {
    public enum LatePolicy: Sendable, Equatable {
        /// A reading that comes too late is not taken.
        case drop
        /// It is kept and goes upstream with the others, but no rule and no window sees it.
        case keep
    }

    public var maximumDelayMilliseconds: Int64
    /// After this long without a reading the input is idle: time goes on without it.
    public var idleAfterMilliseconds: Int64
    public var late: LatePolicy

    public init(
        maximumDelayMilliseconds: Int64, idleAfterMilliseconds: Int64 = 60_000, late: LatePolicy = .drop
    ) {
        precondition(0...TimeBounds.longest ~= maximumDelayMilliseconds)
        precondition(1...TimeBounds.longest ~= idleAfterMilliseconds)
        self.maximumDelayMilliseconds = maximumDelayMilliseconds
        self.idleAfterMilliseconds = idleAfterMilliseconds
        self.late = late
    }
}
