/// What a descriptor is ready for, or what is wanted of it. The bits are those of poll(2) and epoll(7).
public struct Readiness: OptionSet, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// From `revents` of poll(2).
    public init(pollEvents: Int16) {
        self.init(rawValue: UInt32(UInt16(bitPattern: pollEvents)))
    }

    /// For `events` of poll(2).
    public var pollEvents: Int16 { Int16(truncatingIfNeeded: rawValue) }

    /// POLLIN, EPOLLIN.
    public static let readable = Readiness(rawValue: 0x001)
    /// POLLOUT, EPOLLOUT.
    public static let writable = Readiness(rawValue: 0x004)
    /// POLLERR, EPOLLERR: reported whether asked for or not.
    public static let failed = Readiness(rawValue: 0x008)
    /// POLLHUP, EPOLLHUP: reported whether asked for or not.
    public static let hungUp = Readiness(rawValue: 0x010)
}
