import Store

/// Reads all of a store that the writer filled: each entry must say its own number, none may be missing.
///
/// `line` is `found JOURNAL_END NEXT_SEQUENCE WRONG MISSING LOST`: entries that are not what was written or where, or that
/// the ledger does not know; entries missing from the journal; commits that the store says were lost, and 1 more
/// when it has found the database damaged.
struct StoreCheck {
    let line: String

    init(directory: String, options: StoreOptions) throws(StoreError) {
        let store = try Store.open(directory: directory, options: options)
        let recovery = try store.recover()
        var wrong: Int64 = 0
        let replay = try store.replayJournal(from: recovery.journalStart) { offset, _, bytes in
            if Entry.number(bytes.withUnsafeBytes(Array.init)) != offset { wrong += 1 }
            return true
        }
        wrong += replay.damaged
        var held: Int64 = 0
        for destination in store.destinations {
            var cursor = OutboxCursor()
            var last: [DeliveryClass: Int64] = [:]
            while case let page = try store.nextEntries(destination.id, cursor: &cursor, count: 4096), !page.isEmpty {
                for entry in page {
                    let isInPlace = entry.sequence > last[entry.deliveryClass] ?? 0
                    if !isInPlace || Entry.number(entry.payload) != entry.sequence { wrong += 1 }
                    last[entry.deliveryClass] = entry.sequence
                    held += 1
                }
            }
        }
        wrong += abs(held - recovery.ledger.held) + abs(recovery.ledger.imbalance)
        let lost = store.report.lostCommits + (store.report.quarantine == nil ? 0 : 1)
        line =
            "found \(recovery.journalEnd) \(recovery.nextSequence) \(wrong) \(replay.missing) \(lost)"
        try store.close()
    }
}
