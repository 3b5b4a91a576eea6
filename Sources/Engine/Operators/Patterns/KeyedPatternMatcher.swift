public import Expressions
public import Telemetry

/// One pattern looked for in many sequences of events, told apart by a key.
///
/// Only keys for which something has begun take room. Beyond the bound the key goes of which an event was seen the
/// longest ago, with all that had begun for it; that is counted.
public struct KeyedPatternMatcher: Sendable, Equatable {
    public struct KeyedMatch: Sendable, Equatable {
        public var key: PatternKey
        public var match: PatternMatch
    }

    public let maximumKeys: Int
    private let model: PatternMatcher
    /// Where a key's matcher is; only looked up in, since its order changes from process to process.
    private var places: [PatternKey: Int] = [:]
    private var slots: [Slot] = []
    private var free: [Int] = []
    /// The ends of the chain of slots in use, by the time of their last event.
    private var oldest: Int?
    private var newest: Int?
    private var scratch = KeyedPatternScratch()
    /// Sees the events of keys that are not known, so that only those with which something begins take room.
    private var spare: PatternMatcher

    /// Keys that went because there were too many.
    public private(set) var evictedKeys: UInt64 = 0
    /// What went since it was last asked for; no part of the state.
    private var drops = PatternDrops()
    private var goneCounters = PatternCounters()
    /// Time alone changes nothing before it; ask for `advance` then. May come too early.
    public private(set) var nextDeadline: Instant?

    private struct Slot: Sendable, Equatable {
        var key: PatternKey
        var matcher: PatternMatcher
        var older: Int?
        var newer: Int?
    }

    /// - Parameter maximumKeys: at least 1.
    public init(_ settings: PatternSettings, maximumKeys: Int = 1024) throws(PatternError) {
        guard maximumKeys > 0 else { throw .outOfRange }
        model = try PatternMatcher(settings, now: Instant(milliseconds: 0))
        spare = model
        self.maximumKeys = maximumKeys
    }

    public var keyCount: Int { places.count }

    public var counters: PatternCounters {
        var sum = goneCounters
        var place = oldest
        while let index = place {
            sum.add(slots[index].matcher.counters)
            place = slots[index].newer
        }
        return sum
    }

    /// As `PatternMatcher.observe`, for an event of `key`; first what was due for any key at or before `now`.
    public mutating func observe(
        _ number: UInt64, key: PatternKey, now: Instant, into matches: inout [KeyedMatch],
        holds: (_ condition: Int, _ captured: Captures) -> Bool,
        values: (_ name: Int) -> [Expressions.Value] = { _ in [] }
    ) {
        advance(to: now, into: &matches)
        scratch.matches.removeAll(keepingCapacity: true)
        if let place = places[key] {
            unchain(place)
            chain(place)
            let dropped = slots[place].matcher.counters.droppedPartialMatches
            slots[place].matcher.observe(number, now: now, into: &scratch.matches, holds: holds, values: values)
            drops.partialMatches += slots[place].matcher.counters.droppedPartialMatches &- dropped
            finish(place)
        } else {
            if !model.isIdle { spare = PatternMatcher(like: model, now: now) }
            spare.observe(number, now: now, into: &scratch.matches, holds: holds, values: values)
            if !spare.isIdle { settle(key) }
            goneCounters.add(spare.counters)
            drops.partialMatches += spare.counters.droppedPartialMatches
            spare.counters = PatternCounters()
        }
        for match in scratch.matches { matches.append(KeyedMatch(key: key, match: match)) }
    }

    /// Listens from now on for a key of which nothing was seen: silence may be what the pattern begins with.
    public mutating func listen(to key: PatternKey, now: Instant) {
        guard !model.isIdle, places[key] == nil else { return }
        spare = PatternMatcher(like: model, now: now)
        settle(key)
    }

    /// Something has begun for a key that was not known.
    private mutating func settle(_ key: PatternKey) {
        if places.count >= maximumKeys, let oldest {
            remove(oldest)
            evictedKeys &+= 1
            drops.keys += 1
        }
        finish(add(key, spare))
        spare = model
    }

    /// Makes `nextDeadline` exact: what it was for may be gone.
    mutating func correctDeadline() {
        nextDeadline = nil
        var place = oldest
        while let index = place {
            place = slots[index].newer
            if let due = slots[index].matcher.nextDeadline { nextDeadline = min(due, nextDeadline ?? due) }
        }
    }

    /// As `PatternMatcher.advance`: by the instant at which it was due, then by key.
    public mutating func advance(to now: Instant, into matches: inout [KeyedMatch]) {
        guard let nextDeadline, nextDeadline <= now else { return }
        self.nextDeadline = nil
        let first = matches.count
        var place = oldest
        while let index = place {
            place = slots[index].newer
            scratch.matches.removeAll(keepingCapacity: true)
            let dropped = slots[index].matcher.counters.droppedPartialMatches
            slots[index].matcher.advance(to: now, into: &scratch.matches)
            drops.partialMatches += slots[index].matcher.counters.droppedPartialMatches &- dropped
            for match in scratch.matches { matches.append(KeyedMatch(key: slots[index].key, match: match)) }
            finish(index)
        }
        guard matches.count - first > 1 else { return }
        // The position keeps the order of what one key told at one instant; Swift's sort promises nothing about equals.
        let found = Array(matches[first...])
        let order = found.indices.sorted { left, right in
            (found[left].match.due, found[left].key, left) < (found[right].match.due, found[right].key, right)
        }
        for (place, index) in order.enumerated() { matches[first + place] = found[index] }
    }

    /// Begins anew with no key, for example after a restart.
    public mutating func reset() {
        while let oldest { remove(oldest) }
        nextDeadline = nil
    }

    private mutating func finish(_ place: Int) {
        if slots[place].matcher.isIdle {
            remove(place)
        } else if let due = slots[place].matcher.nextDeadline {
            nextDeadline = min(due, nextDeadline ?? due)
        }
    }

    /// What went because there was no room for it, since the last call.
    mutating func takeDrops() -> PatternDrops {
        defer { drops = PatternDrops() }
        return drops
    }

    // MARK: Places

    private mutating func add(_ key: PatternKey, _ matcher: PatternMatcher) -> Int {
        let place: Int
        if let reused = free.popLast() {
            place = reused
            slots[place].key = key
            slots[place].matcher = matcher
        } else {
            place = slots.count
            slots.append(Slot(key: key, matcher: matcher))
        }
        places[key] = place
        chain(place)
        return place
    }

    private mutating func remove(_ place: Int) {
        goneCounters.add(slots[place].matcher.counters)
        unchain(place)
        places[slots[place].key] = nil
        slots[place].matcher = model
        free.append(place)
    }

    private mutating func chain(_ place: Int) {
        slots[place].older = newest
        slots[place].newer = nil
        if let newest { slots[newest].newer = place } else { oldest = place }
        newest = place
    }

    private mutating func unchain(_ place: Int) {
        let older = slots[place].older
        let newer = slots[place].newer
        if let older { slots[older].newer = newer } else { oldest = newer }
        if let newer { slots[newer].older = older } else { newest = older }
    }

    // MARK: Snapshot

    /// The keys from the one seen longest ago on, with all that has begun; the pattern itself is not written.
    public func write(to bytes: inout ByteWriter) {
        bytes.count(places.count)
        var place = oldest
        while let index = place {
            slots[index].key.write(to: &bytes)
            slots[index].matcher.write(to: &bytes)
            place = slots[index].newer
        }
        bytes.unsigned(evictedKeys)
        goneCounters.write(to: &bytes)
    }

    /// Reads what a matcher of the same pattern wrote; of more keys than there is room for, those seen last.
    public init(
        from bytes: inout ByteReader, settings: PatternSettings, maximumKeys: Int = 1024
    ) throws(MalformedBytes) {
        do { try self.init(settings, maximumKeys: maximumKeys) } catch { throw bytes.malformed }
        for _ in 0..<(try bytes.count()) {
            let key = PatternKey(try bytes.value())
            guard places[key] == nil else { throw bytes.malformed }
            if places.count >= maximumKeys, let oldest {
                remove(oldest)
                evictedKeys &+= 1
            }
            let place = add(key, try PatternMatcher(from: &bytes, like: model))
            if let due = slots[place].matcher.nextDeadline { nextDeadline = min(due, nextDeadline ?? due) }
        }
        evictedKeys &+= try bytes.unsigned()
        goneCounters.add(try PatternCounters(from: &bytes))
    }

    /// The same keys in the same order with the same state; where they are kept does not matter.
    public static func == (left: KeyedPatternMatcher, right: KeyedPatternMatcher) -> Bool {
        guard left.maximumKeys == right.maximumKeys, left.places.count == right.places.count,
            left.evictedKeys == right.evictedKeys, left.goneCounters == right.goneCounters
        else { return false }
        var (one, other) = (left.oldest, right.oldest)
        while let first = one, let second = other {
            guard left.slots[first].key == right.slots[second].key,
                left.slots[first].matcher == right.slots[second].matcher
            else { return false }
            (one, other) = (left.slots[first].newer, right.slots[second].newer)
        }
        return true
    }
}

/// What a pattern gave up for want of room.
struct PatternDrops: Sendable, Equatable {
    var partialMatches: UInt64 = 0
    var keys: UInt64 = 0
}

private struct KeyedPatternScratch: Sendable {
    var matches: [PatternMatch] = []
}

extension PatternCounters {
    mutating func add(_ other: PatternCounters) {
        droppedPartialMatches &+= other.droppedPartialMatches
        refusedCaptures &+= other.refusedCaptures
        expired &+= other.expired
    }

    func write(to bytes: inout ByteWriter) {
        bytes.unsigned(droppedPartialMatches)
        bytes.unsigned(refusedCaptures)
        bytes.unsigned(expired)
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        droppedPartialMatches = try bytes.unsigned()
        refusedCaptures = try bytes.unsigned()
        expired = try bytes.unsigned()
    }
}
