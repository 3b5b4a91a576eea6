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

    struct Entry: Sendable, Equatable {
        var key: PatternKey
        var time: Instant
        var isPaired: Bool
    }

    public let settings: Settings
    /// In the order of their times.
    private(set) var lefts: [Entry] = []
    private(set) var rights: [Entry] = []
    /// Events that went because there were too many.
    public private(set) var dropped: UInt64 = 0

    public init(_ settings: Settings) {
        self.settings = settings
    }

    /// Takes what happens at `now`: a left event, a right one, or both. Call `advance` first.
    ///
    /// - Returns: how often there is something to tell.
    public mutating func observe(left: Bool, right: Bool, key: PatternKey, now: Instant) -> Int {
        var pairs = 0
        var isLeftPaired = false
        if left {
            let times = now.advanced(by: settings.lower)...now.advanced(by: settings.upper)
            for index in rights.indices where times.contains(rights[index].time) && rights[index].key == key {
                rights[index].isPaired = true
                isLeftPaired = true
                pairs += 1
            }
        }
        if right {
            let times = now.advanced(by: -settings.upper)...now.advanced(by: -settings.lower)
            var isPaired = false
            for index in lefts.indices where times.contains(lefts[index].time) && lefts[index].key == key {
                lefts[index].isPaired = true
                isPaired = true
                pairs += 1
            }
            if left, (settings.lower...settings.upper).contains(0) {
                isLeftPaired = true
                isPaired = true
                pairs += 1
            }
            dropped += add(Entry(key: key, time: now, isPaired: isPaired), to: \.rights)
        }
        if left { dropped += add(Entry(key: key, time: now, isPaired: isLeftPaired), to: \.lefts) }
        let alone = advance(to: now)
        return settings.tells == .pairs ? pairs : alone
    }

    /// Time has come to `now`: forgets what cannot be paired any more.
    ///
    /// - Returns: how often there is something to tell of it.
    public mutating func advance(to now: Instant) -> Int {
        let leftsAlone = expire(\.lefts, after: settings.upper, now: now)
        let rightsAlone = expire(\.rights, after: -settings.lower, now: now)
        return switch settings.tells {
        case .pairs: 0
        case .left: leftsAlone
        case .right: rightsAlone
        case .both: leftsAlone + rightsAlone
        }
    }

    /// When an event turns out to be alone, at the earliest; nil where nobody wants to know.
    public var nextDeadline: Instant? {
        switch settings.tells {
        case .pairs: nil
        case .left: lefts.first.map { due($0, after: settings.upper) }
        case .right: rights.first.map { due($0, after: -settings.lower) }
        case .both:
            [lefts.first.map { due($0, after: settings.upper) }, rights.first.map { due($0, after: -settings.lower) }]
                .compactMap(\.self).min()
        }
    }

    /// Begins anew: what came before is nothing that anything could stay alone without.
    public mutating func reset() {
        lefts.removeAll(keepingCapacity: true)
        rights.removeAll(keepingCapacity: true)
    }

    // MARK: Entries

    /// The first instant at which nothing can pair with an event any more, which comes `span` after it and counts still.
    private func due(_ entry: Entry, after span: Int64) -> Instant {
        span < 0 ? entry.time : entry.time.advanced(by: span + 1)
    }

    private mutating func expire(
        _ side: WritableKeyPath<IntervalJoin, [Entry]>, after span: Int64, now: Instant
    ) -> Int {
        var count = 0
        var alone = 0
        for entry in self[keyPath: side] {
            guard due(entry, after: span) <= now else { break }
            count += 1
            if !entry.isPaired { alone += 1 }
        }
        if count > 0 { self[keyPath: side].removeFirst(count) }
        return alone
    }

    /// - Returns: how many went for it.
    private mutating func add(_ entry: Entry, to side: WritableKeyPath<IntervalJoin, [Entry]>) -> UInt64 {
        var gone: UInt64 = 0
        var ofKey = 0
        var oldest: Int?
        for (index, other) in self[keyPath: side].enumerated() where other.key == entry.key {
            ofKey += 1
            if oldest == nil { oldest = index }
        }
        if ofKey >= settings.maximumOfKey, let oldest {
            self[keyPath: side].remove(at: oldest)
            gone += 1
        } else if self[keyPath: side].count >= settings.maximum {
            self[keyPath: side].removeFirst()
            gone += 1
        }
        self[keyPath: side].append(entry)
        return gone
    }

    // MARK: Snapshot

    public func write(to bytes: inout ByteWriter) {
        for side in [lefts, rights] {
            bytes.count(side.count)
            for entry in side {
                entry.key.write(to: &bytes)
                bytes.instant(entry.time)
                bytes.bool(entry.isPaired)
            }
        }
        bytes.unsigned(dropped)
    }

    /// Reads what a join of the same settings wrote.
    public init(from bytes: inout ByteReader, settings: Settings) throws(MalformedBytes) {
        self.init(settings)
        for side in [\IntervalJoin.lefts, \IntervalJoin.rights] {
            for _ in 0..<(try bytes.count()) {
                let entry = Entry(
                    key: PatternKey(try bytes.value()), time: try bytes.instant(), isPaired: try bytes.bool())
                if let last = self[keyPath: side].last, entry.time < last.time { throw bytes.malformed }
                _ = add(entry, to: side)
            }
        }
        dropped = try bytes.unsigned()
    }
}
