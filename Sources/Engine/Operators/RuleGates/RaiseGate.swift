public import Telemetry

/// Keeps a rule from being raised too often: not within `cooldown` of the last time, and at most so many times a span.
///
/// What happens to a raise that is denied is the caller's choice. An instant (a pattern's match) is dropped. A condition
/// that still holds at `until` is best asked again then: a lasting alarm must not be lost to a cooldown.
public struct RaiseGate: Sendable, Equatable {
    /// Durations are milliseconds.
    public struct Settings: Sendable, Equatable {
        /// From one raise to the next; 0: none.
        public var cooldown: Int64
        /// The most raises in a time.
        public var limit: Frequency?

        public init(cooldown: Int64 = 0, limit: Frequency? = nil) {
            self.cooldown = cooldown
            self.limit = limit
        }
    }

    public enum Answer: Sendable, Equatable {
        /// Raise; the raise is taken down.
        case pass
        /// Too early: the last one was not so long ago. A raise at `until` passes as far as the cooldown goes.
        case cooling(until: Instant)
        /// Too many. In the same way.
        case limited(until: Instant)
    }

    public let settings: Settings
    /// How many raises were denied.
    public private(set) var deniedCount: UInt64 = 0
    private var last: Instant?
    private var raises: RecentInstants

    public init(settings: Settings) {
        self.settings = settings
        raises = RecentInstants(capacity: settings.limit?.count ?? 1)
    }

    /// The rule wants to be raised. A raise exactly `cooldown` after the last one passes.
    public mutating func ask(now: Instant) -> Answer {
        let answer = answer(now: now)
        if answer == .pass {
            last = now
            if settings.limit != nil { raises.append(now) }
        } else {
            deniedCount += 1
        }
        return answer
    }

    private func answer(now: Instant) -> Answer {
        if let end = coolingEnd(now: now) { return .cooling(until: end) }
        if let limit = settings.limit, let free = raises.roomAt(now: now, span: limit.perMilliseconds) {
            return .limited(until: free)
        }
        return .pass
    }

    /// Until when the cooldown of the last raise lasts; nil where it is over, or there is none.
    public func coolingEnd(now: Instant) -> Instant? {
        guard settings.cooldown > 0, let end = last?.advanced(by: settings.cooldown), now < end else { return nil }
        return end
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.unsigned(deniedCount)
        bytes.optional(last)
        raises.write(to: &bytes)
    }

    public init(from bytes: inout ByteReader, settings: Settings) throws(MalformedBytes) {
        self.init(settings: settings)
        deniedCount = try bytes.unsigned()
        last = try bytes.optionalInstant()
        raises = try RecentInstants(from: &bytes, capacity: settings.limit?.count ?? 1)
    }
}
