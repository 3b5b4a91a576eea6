extension Store {
    /// What a start goes on from. Then read the journal from `journalStart`.
    public func recover() throws(StoreError) -> Recovery {
        try reading { (session) throws(StoreError) in
            let (snapshot, damaged) = try session.snapshots.newest()
            let head = session.state.head
            return Recovery(
                snapshot: snapshot, damagedSnapshots: damaged, journalStart: snapshot?.journalOffset ?? 0,
                journalEnd: head.journalEnd, redeliveries: session.state.ring.marks, now: head.now,
                wallOffset: head.wallOffset, ledger: session.ledger, epoch: head.epoch,
                nextSequence: head.nextSequence, batch: head.batch)
        }
    }

    /// Hands the journal's entries from `start` up to, not including, `end` (nil: all) to `body` in order, with their
    /// offset and the engine's clock at their commit, until it says false. Damaged entries are passed over and counted.
    public func replayJournal(
        from start: Int64, to end: Int64? = nil, _ body: (_ offset: Int64, _ time: Int64, _ entry: RawSpan) -> Bool
    ) throws(StoreError) -> JournalReplay {
        try reading { (session) throws(StoreError) in
            let last = session.state.head.journalEnd
            return try session.journal.replay(from: max(start, 0), to: min(end ?? last, last), body)
        }
    }

    /// The first entry still in the journal that was committed at `time` (engine clock, milliseconds) or later.
    public func journalOffset(atOrAfter time: Int64) throws(StoreError) -> Int64? {
        try reading { (session) throws(StoreError) in try session.journal.offset(atOrAfter: time) }
    }

    /// The number of the destination called `name`, given on first use and kept. At most 64.
    public func destination(named name: String) throws(StoreError) -> DestinationID {
        guard let session = current else { throw .needsReopen }
        if let known = session.destinations.id(named: name), let id = DestinationID(rawValue: UInt8(known)) {
            return id
        }
        // A number that still holds entries is not free, even when its name was lost to damage.
        let used = Set(destinations.map(\.id))
        let free = (0..<UInt8(DestinationID.limit)).lazy.compactMap(DestinationID.init).first { !used.contains($0) }
        guard let id = free else { throw .tooManyDestinations }
        return try reading { (session) throws(StoreError) in
            try session.beginTransaction()
            try session.destinations.set(name, id: Int64(id.rawValue))
            try session.endTransaction()
            noteNames()
            return id
        }
    }

    /// Gives up the number of a destination that holds nothing; false while it does, or may in a folder of the quarantine.
    public func forget(_ destination: DestinationID) throws(StoreError) -> Bool {
        if leftoverFolder != nil { return false }
        return try reading { (session) throws(StoreError) in
            guard !session.outbox.account.lanes.keys.contains(where: { $0.destination == destination }) else {
                return false
            }
            try session.beginTransaction()
            try session.destinations.remove(id: Int64(destination.rawValue))
            try session.endTransaction()
            noteNames()
            return true
        }
    }

    /// Every destination that has a number, also those no longer configured. One whose name was lost to damage while
    /// entries are held for it is called `lost-NUMBER`: purge it.
    public var destinations: [(id: DestinationID, name: String)] {
        guard let session = current else { return [] }
        var known = session.destinations.names.compactMap { row in
            DestinationID(rawValue: UInt8(clamping: row.id)).map { (id: $0, name: row.name) }
        }
        for lane in session.outbox.account.lanes.keys.sorted() {
            guard let id = lane.destination, !known.contains(where: { $0.id == id }) else { continue }
            known.append((id, "lost-\(id.rawValue)"))
        }
        return known
    }

    /// The next entries for a destination, from `cursor` on, which moves: the most urgent class first, the oldest first
    /// within it. At most `count`, and at most `bytes` of payload unless the first alone is larger. Entries already
    /// marked are left out; one that was handed over and not marked comes again with a new cursor.
    ///
    /// `before` ends the reading at that sequence: a second reader that began there (``endOfOutbox(_:)``) has the rest.
    public func nextEntries(
        _ destination: DestinationID, cursor: inout OutboxCursor, count: Int = 256, bytes: Int = 256 << 10,
        classes: ClosedRange<DeliveryClass> = .alarms ... .lowest, before sequence: Int64? = nil
    ) throws(StoreError) -> [OutboxEntry] {
        let limits = OutboxReader.Limits(
            count: count, bytes: bytes, classes: classes.lowerBound.rawValue...classes.upperBound.rawValue,
            before: sequence)
        var moved = cursor
        let entries = try reading { (session) throws(StoreError) in
            try session.reader.next(destination, cursor: &moved, limits: limits)
        }
        cursor = moved
        return entries
    }

    /// A cursor that sees only what is appended from now on, and the sequence where that begins.
    public func endOfOutbox(
        _ destination: DestinationID
    ) throws(StoreError) -> (cursor: OutboxCursor, sequence: Int64) {
        guard let session = current else { throw .needsReopen }
        let sequence = session.state.head.nextSequence
        var cursor = OutboxCursor()
        for number in 0..<UInt8(DeliveryClass.count) {
            let lane = OutboxLane(destination, DeliveryClass(clamping: number))
            cursor.move(lane, to: OutboxKey(row: OutboxRow.id(lane, sequence: sequence), index: 0))
        }
        return (cursor, sequence)
    }

    /// What is held for a destination, class by class; classes with nothing are absent.
    public func backlog(_ destination: DestinationID) throws(StoreError) -> [DeliveryClass: Backlog] {
        try reading { (session) throws(StoreError) in
            var backlogs: [DeliveryClass: Backlog] = [:]
            for (key, lane) in session.outbox.account.lanes where key.destination == destination {
                var backlog = Backlog()
                backlog.entries = lane.entries
                backlog.rows = lane.rows
                backlog.bytes = lane.bytes
                if let oldest = try session.outbox.oldest(key) {
                    backlog.oldestSequence = OutboxRow.firstSequence(oldest.id)
                    backlog.oldestTime = oldest.time
                }
                backlogs[key.deliveryClass] = backlog
            }
            return backlogs
        }
    }

    /// Entries waiting by device and class, from one pass over the destination's rows: for use at start.
    public func backlogByDevice(_ destination: DestinationID) throws(StoreError) -> [DeviceBacklog: Int64] {
        try reading { (session) throws(StoreError) in try session.reader.backlog(destination) }
    }

    /// Entries refused by their destinations, oldest first; the last 256 at most.
    public func deadLetters() throws(StoreError) -> [DeadLetter] {
        try reading { (session) throws(StoreError) in
            try session.quarantine.rows(.rejectedEntry).compactMap {
                DeadLetter(row: $0.origin, time: $0.time, raw: $0.raw)
            }
        }
    }

    /// The bytes last set under `name`; nil without any.
    public func document(_ name: String) throws(StoreError) -> [UInt8]? {
        guard let session = current else { throw .needsReopen }
        return session.documents.bytes(named: name)
    }

    /// The totals; nil while the connection is closed.
    public var ledger: Ledger? { current?.ledger }

    public func statistics() throws(StoreError) -> StoreStatistics {
        try reading { (session) throws(StoreError) in
            var statistics = session.statistics
            let pageSize = session.layout.pageSize
            statistics.bytesWritten += bytesWrittenBefore + session.connection.pagesWritten * pageSize
            statistics.journalBytes = session.journal.bytes
            statistics.outboxBytes = session.outbox.account.bytes
            statistics.snapshotBytes = session.snapshots.bytes
            statistics.databaseBytes = try session.allPages() * pageSize
            statistics.freeBytes = try session.freePages() * pageSize
            statistics.isBallastPresent = isBallastPresent
            return statistics
        }
    }
}
