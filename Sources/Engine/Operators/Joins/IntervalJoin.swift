public import Telemetry

/// Finds pairs of a left and a right event of one key, of which the right one comes within an interval around the left
/// one: from `lower` to `upper` milliseconds after it, both inclusive. Every such pair is found, in whichever order the two
/// come (Flink's interval join); or else the events that stay alone.
///
/// What can still be paired is kept, and no more than there is room for; beyond it the oldest goes, which is counted.
public struct IntervalJoin: Sendable, Equatable {
    /// What is told.
    public enum Outcome: String, Sendable, CaseIterable {
        case pairs
        /// Events of this side for which none of the other came, as soon as none can come any more.
        case left, right, both
    }

    public struct Settings: Sendable, Equatable {
        /// Milliseconds, `lower` no more than `upper`; negative: before the left event.
        public var lower: Int64
        public var upper: Int64
        public var tells: Outcome
        /// How many events of a key, and of all keys, are kept of each side.
        public var maximumOfKey: Int
        public var maximum: Int

        public init(
            lower: Int64, upper: Int64, tells: Outcome = .pairs, maximumOfKey: Int = 256, maximum: Int = 4096
        ) {
            precondition(lower <= upper && maximumOfKey > 0 && maximum > 0)
            self.lower = lower
            self.upper = upper
            self.tells = tells
            self.maximumOfKey = maximumOfKey
            self.maximum = maximum
        }
    }

    public let settings: Settings
    private(set) var lefts: JoinSide
    private(set) var rights: JoinSide
    /// Events that went because there were too many.
    public private(set) var dropped: UInt64 = 0

    public init(_ settings: Settings) {
        self.settings = settings
        lefts = JoinSide(span: settings.upper)
        rights = JoinSide(span: -settings.lower)
    }

    /// Takes what happens at `now`: a left event, a right one, or both. Call `advance` first.
    ///
    /// - Returns: how often there is something to tell.
    public mutating func observe(left: Bool, right: Bool, key: PatternKey, now: Instant) -> Int {
        let both = left && right && (settings.lower...settings.upper).contains(0) ? 1 : 0
        var ofLeft = both
        var ofRight = both
        if left {
            ofLeft += rights.pair(
                key, within: now.advanced(by: settings.lower)...now.advanced(by: settings.upper))
        }
        if right {
            ofRight += lefts.pair(
                key, within: now.advanced(by: -settings.upper)...now.advanced(by: -settings.lower))
        }
        if left {
            dropped &+= lefts.add(
                JoinSide.Entry(key: key, time: now, isPaired: ofLeft > 0), maximumOfKey: settings.maximumOfKey,
                maximum: settings.maximum)
        }
        if right {
            dropped &+= rights.add(
                JoinSide.Entry(key: key, time: now, isPaired: ofRight > 0), maximumOfKey: settings.maximumOfKey,
                maximum: settings.maximum)
        }
        let alone = advance(to: now)
        return settings.tells == .pairs ? ofLeft + ofRight - both : alone
    }

    /// Time has come to `now`: forgets what cannot be paired any more.
    ///
    /// - Returns: how often there is something to tell of it.
    public mutating func advance(to now: Instant) -> Int {
        let ofLeft = lefts.expire(now: now)
        let ofRight = rights.expire(now: now)
        return switch settings.tells {
        case .pairs: 0
        case .left: ofLeft
        case .right: ofRight
        case .both: ofLeft + ofRight
        }
    }

    /// When an event turns out to be alone, at the earliest; nil where nobody wants to know.
    public var nextDeadline: Instant? {
        switch settings.tells {
        case .pairs: nil
        case .left: lefts.nextDeadline
        case .right: rights.nextDeadline
        case .both: [lefts.nextDeadline, rights.nextDeadline].compactMap(\.self).min()
        }
    }

    /// Begins anew: what was not listened to is no evidence that anything stayed alone.
    public mutating func reset() {
        lefts.removeAll()
        rights.removeAll()
    }

    public func write(to bytes: inout ByteWriter) {
        lefts.write(to: &bytes)
        rights.write(to: &bytes)
        bytes.unsigned(dropped)
    }

    /// Reads what a join of the same settings wrote.
    public init(from bytes: inout ByteReader, settings: Settings) throws(MalformedBytes) {
        self.init(settings)
        try lefts.read(from: &bytes, maximumOfKey: settings.maximumOfKey, maximum: settings.maximum)
        try rights.read(from: &bytes, maximumOfKey: settings.maximumOfKey, maximum: settings.maximum)
        dropped = try bytes.unsigned()
    }
}
