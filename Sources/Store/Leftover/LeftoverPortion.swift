/// A part of a folder in quarantine, made into a batch. Its entries get new numbers, in their order, behind all others.
struct LeftoverPortion {
    /// About so many entries or bytes at a time, so that live ones are not held up; a row is never divided.
    private static let entryLimit = 256
    private static let byteLimit = 128 << 10
    private static let stepLimit = 512
    /// Free bytes without which nothing is taken in.
    static let reserveBytes: Int64 = 256 << 10

    private let session: Session
    private let reader: LeftoverReader
    private let oldestTime: Int64
    private(set) var place: LeftoverPlace
    private(set) var batch = Batch()
    private(set) var entries: Int64 = 0
    /// Of the journal's rows, as they are stored.
    private var journalBytes = 0

    init(_ session: Session, _ reader: LeftoverReader, from place: LeftoverPlace, now: Int64, wallOffset: Int64) {
        self.session = session
        self.reader = reader
        self.place = place
        oldestTime = session.options.maximumAgeMilliseconds.map { now - $0 } ?? .min
        batch.now = now
        batch.wallOffset = wallOffset
    }

    mutating func fill() throws(StoreError) {
        let before = place
        var steps = 0
        while steps < Self.stepLimit, entries < Self.entryLimit, batch.byteCount + journalBytes < Self.byteLimit,
            place.stage != .done
        {
            steps += 1
            var next = place
            let rows = reader.step(&next)
            if rows.contains(where: { mustWait($0) }) { break }
            next.aside = place.aside
            place = next
            for row in rows {
                switch row.table {
                case .outbox: take(outbox: row)
                case .journal: try take(journal: row)
                }
            }
        }
        if place.stage == .done {
            // They were in no row that could be read.
            batch.count(.droppedDamaged, place.aside)
            place.aside = 0
        }
        batch.takenIn.entries = before.aside - place.aside
        batch.setDocument(LeftoverPlace.document(reader.number), place.bytes)
    }

    private mutating func take(outbox row: LeftoverRow) {
        let pending = reader.pending(row)
        let count = Int64(pending.count)
        // The ledger has those as queued already that it was found to miss.
        let known = min(count, place.aside)
        place.aside -= known
        guard row.time >= oldestTime else {
            batch.count(.queued, count - known)
            return batch.count(.droppedAge, count)
        }
        batch.count(.queued, -known)
        entries += count
        for entry in pending {
            guard let destination = entry.key.destination else { continue }
            batch.appendOutbox(
                entry.payload, to: DestinationSet(destination), deliveryClass: entry.deliveryClass, device: entry.device
            )
        }
    }

    /// Old readings are for looking back only: they take nothing else's room.
    private mutating func take(journal row: LeftoverRow) throws(StoreError) {
        guard end(of: row) <= place.journalLimit, row.time >= oldestTime,
            session.journal.bytes + Int64(journalBytes + row.blob.count) <= session.layout.journalBytes * 9 / 10,
            reader.isWorthKeeping(journal: row), try !session.journal.contains(row.id)
        else { return }
        journalBytes += row.blob.count
        batch.takenIn.journal.append(
            JournalTable.Pending(id: row.id, time: row.time, count: row.count, rawBytes: 0, blob: row.blob))
    }

    /// The engine's state does not know these readings: it must not be made from them, until a newer snapshot is there.
    private func mustWait(_ row: LeftoverRow) -> Bool {
        row.table == .journal && end(of: row) <= place.journalLimit
            && end(of: row) > session.snapshots.journalNeededFrom ?? 0
    }

    /// Both may be damaged.
    private func end(of row: LeftoverRow) -> Int64 {
        let (sum, isOverflow) = row.id.addingReportingOverflow(row.count)
        return isOverflow ? .max : sum
    }
}
