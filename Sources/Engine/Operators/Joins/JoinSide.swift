internal import Telemetry

/// The events of one side of a join that can still be paired, in the order of their times.
struct JoinSide: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        var key: PatternKey
        var time: Instant
        var isPaired: Bool
    }

    private(set) var entries: [Entry] = []
    /// For so many milliseconds after an event, the last of them included, one of the other side may come; below 0: only
    /// before it.
    let span: Int64

    init(span: Int64) {
        self.span = span
    }

    /// Pairs what comes with every event of its key within `times`.
    ///
    /// - Returns: how many there are.
    mutating func pair(_ key: PatternKey, within times: ClosedRange<Instant>) -> Int {
        var count = 0
        for index in entries.indices where times.contains(entries[index].time) && entries[index].key == key {
            entries[index].isPaired = true
            count += 1
        }
        return count
    }

    /// - Returns: how many went for it.
    mutating func add(_ entry: Entry, maximumOfKey: Int, maximum: Int) -> UInt64 {
        var ofKey = 0
        var oldest: Int?
        for (index, other) in entries.enumerated() where other.key == entry.key {
            ofKey += 1
            if oldest == nil { oldest = index }
        }
        var gone: UInt64 = 0
        if ofKey >= maximumOfKey, let oldest {
            entries.remove(at: oldest)
            gone = 1
        } else if entries.count >= maximum {
            entries.removeFirst()
            gone = 1
        }
        entries.append(entry)
        return gone
    }

    /// Forgets what cannot be paired any more.
    ///
    /// - Returns: how many of these stayed alone.
    mutating func expire(now: Instant) -> Int {
        var count = 0
        var alone = 0
        for entry in entries {
            guard due(entry) <= now else { break }
            count += 1
            if !entry.isPaired { alone += 1 }
        }
        if count > 0 { entries.removeFirst(count) }
        return alone
    }

    /// When the first of them cannot be paired any more.
    var nextDeadline: Instant? { entries.first.map(due) }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
    }

    private func due(_ entry: Entry) -> Instant { span < 0 ? entry.time : entry.time.advanced(by: span + 1) }

    func write(to bytes: inout ByteWriter) {
        bytes.count(entries.count)
        for entry in entries {
            entry.key.write(to: &bytes)
            bytes.instant(entry.time)
            bytes.bool(entry.isPaired)
        }
    }

    /// Reads what was written of a side with the same bounds.
    mutating func read(from bytes: inout ByteReader, maximumOfKey: Int, maximum: Int) throws(MalformedBytes) {
        for _ in 0..<(try bytes.count()) {
            let entry = Entry(key: PatternKey(try bytes.value()), time: try bytes.instant(), isPaired: try bytes.bool())
            if let last = entries.last, entry.time < last.time { throw bytes.malformed }
            _ = add(entry, maximumOfKey: maximumOfKey, maximum: maximum)
        }
    }
}
