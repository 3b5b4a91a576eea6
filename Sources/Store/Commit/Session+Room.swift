extension Session {
    /// What is too old goes, whatever room there is.
    func dropOld(_ prepared: inout Prepared) throws(StoreError) {
        guard let age = options.maximumAgeMilliseconds else { return }
        let limit = prepared.head.now - age
        let dropped = try OutboxBounds(table: outbox).dropOlder(than: limit)
        prepared.head.ledger[.droppedAge] += dropped
        prepared.dropped += dropped
        while journal.isOldest(before: limit) {
            guard try trimJournal() else { return }
        }
    }

    /// Gives up what must go so that `prepared` fits: telemetry is merged, then the oldest of the lowest class goes.
    func makeRoom(_ prepared: inout Prepared) throws(StoreError) {
        let incoming = prepared.journal.reduce(0) { $0 + Int64($1.blob.count) }
        while journal.bytes + incoming > layout.journalBytes {
            guard try trimJournal() else { break }
        }
        thinner?.begin()
        while isOutboxOver(prepared.outbox) {
            guard try giveUpSome(&prepared) else { break }
        }
        while try !fits(prepared) {
            // The journal is read again after a crash only, and only what no snapshot holds.
            if try trimJournal() { continue }
            let isForAlarms = prepared.outbox.contains { $0.lane.deliveryClass == .alarms }
            // Alarms give way to newer alarms, not to a journal or a snapshot too large for the store.
            if outbox.account.lowestClass == .alarms && !isForAlarms { throw .full(.quota) }
            guard try giveUpSome(&prepared) else { throw .full(.quota) }
        }
    }

    /// False when there is nothing left to give up.
    private func giveUpSome(_ prepared: inout Prepared) throws(StoreError) -> Bool {
        if let thinned = try thinner?.mergeSome() {
            prepared.head.ledger[.droppedThinned] += thinned
            prepared.thinned += thinned
            reader.forget()
            return true
        }
        guard let lost = try OutboxBounds(table: outbox).dropLeastValuable(&prepared.outbox) else { return false }
        prepared.head.ledger[.droppedFull] += lost
        prepared.dropped += lost
        return true
    }

    /// Room on the disk for every page of the database before the commit relies on it.
    func reserveSpace(_ prepared: Prepared) throws(StoreError) {
        let needed = incomingPages(prepared) - (try freePages())
        guard needed > 0, prepared.rows > 0 else { return }
        let pages = min(try allPages() + needed, layout.databasePages)
        try space.reserve(pages * layout.pageSize)
    }

    private func trimJournal() throws(StoreError) -> Bool {
        guard let needed = snapshots.journalNeededFrom else { return false }
        guard try journal.deleteOldest(neededFrom: needed) else { return false }
        statistics.rowsDeleted += 1
        return true
    }

    private func isOutboxOver(_ pending: [PendingOutboxRow]) -> Bool {
        let bytes = pending.reduce(outbox.account.bytes) { $0 + Int64($1.blob.count) }
        if bytes > layout.outboxBytes(snapshots: snapshots.bytes) { return true }
        guard let limit = options.outboxMaximumEntries else { return false }
        return pending.reduce(outbox.account.entries) { $0 + Int64($1.count) } > limit
    }

    private func fits(_ prepared: Prepared) throws(StoreError) -> Bool {
        guard prepared.rows > 0 else { return true }
        return try usedPages() + incomingPages(prepared) <= layout.databasePages
    }

    /// With a few pages more for the tables' inner nodes, the state and the marks.
    private func incomingPages(_ prepared: Prepared) -> Int64 {
        layout.pages(bytes: prepared.blobBytes, rows: prepared.rows) + 16
    }
}
