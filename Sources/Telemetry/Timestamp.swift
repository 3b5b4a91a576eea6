/// A point of wall-clock time in milliseconds since the Unix epoch. May step when the clock is set; never used for
/// durations.
public struct Timestamp: Sendable, Hashable, Comparable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

/// A point of the gateway's own monotonic time in milliseconds. Never decreases, goes on over restarts and reboots,
/// and says nothing about the calendar. All durations are differences of instants.
public struct Instant: Sendable, Hashable, Comparable {
    public var milliseconds: Int64

    /// Before any input: nothing is known of what was then.
    public static let beforeAll = Instant(milliseconds: .min)

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The instant `milliseconds` later; saturates instead of overflowing, since an instant that far away never comes.
    public func advanced(by milliseconds: Int64) -> Instant {
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        return Instant(milliseconds: overflow ? (milliseconds > 0 ? .max : .min) : sum)
    }
}
