/// How long a connection waits for what, in milliseconds. The defaults are meant for use; tests shorten them.
public struct ConnectionTiming: Sendable, Equatable {
    /// For resolving the name and opening the transport. Generous, since it blocks nobody, and since the system tries
    /// a dead first address for about 130 s before it takes the next one.
    public var openTimeout: Int64 = 150_000
    /// From an open transport to the broker's CONNACK, TLS included.
    public var acknowledgementTimeout: Int64 = 10_000
    public var shortestDelay: Int64 = 1_000
    public var longestDelay: Int64 = 60_000
    /// A connection that lived this long counts as good: the next delay is the shortest again.
    public var stableAfter: Int64 = 5_000
    /// This many identical protocol failures in a row mean that the broker holds something poisonous for us.
    public var poisonAfter: Int = 3

    public init() {}
}
