extension Session {
    /// What a batch has become before the transaction: blobs whose sizes are known, under the numbers they will have.
    struct Prepared {
        var head: Head
        let firstSequence: Int64
        var journal: [JournalTable.Pending]
        var outbox: [PendingOutboxRow]
        let snapshot: [UInt8]?
        var dropped: Int64 = 0
        var thinned: Int64 = 0

        var blobBytes: Int64 {
            journal.reduce(0) { $0 + Int64($1.blob.count) } + outbox.reduce(0) { $0 + Int64($1.blob.count) }
                + Int64(snapshot?.count ?? 0)
        }

        var rows: Int64 { Int64(journal.count + outbox.count + (snapshot == nil ? 0 : 1)) }
    }

    func prepare(_ batch: borrowing Batch) -> Prepared {
        var head = state.head
        head.batch += 1
        head.now = batch.now
        head.wallOffset = batch.wallOffset
        head.ledger.add(batch.ledger)
        head.ledger.add(correction)
        let firstSequence = head.nextSequence
        var journal = journal.pending(batch, from: head.journalEnd)
        // Most batches have none, and the list's memory is to be used again.
        if !batch.takenIn.journal.isEmpty { journal.insert(contentsOf: batch.takenIn.journal, at: 0) }
        let rows = OutboxEncoder(compressor: outbox.compressor).rows(batch, from: firstSequence)
        head.nextSequence += Int64(batch.outboxItems.count)
        head.journalEnd += Int64(batch.journalEnds.count)
        head.ledger[.queued] += rows.reduce(0) { $0 + Int64($1.count) }
        let snapshot = batch.snapshot.map { snapshots.seal($0, head: head) }
        return Prepared(
            head: head, firstSequence: firstSequence, journal: journal, outbox: rows, snapshot: snapshot)
    }

    /// What the batch's commit will answer, or would have answered.
    func receipt(_ prepared: Prepared) -> CommitReceipt {
        CommitReceipt(
            batch: prepared.head.batch, firstSequence: prepared.firstSequence, journalEnd: prepared.head.journalEnd,
            dropped: prepared.dropped, thinned: prepared.thinned, isSnapshotDue: isSnapshotDue(prepared))
    }

    func commit(_ batch: borrowing Batch, _ prepared: inout Prepared) throws(StoreError) -> CommitReceipt {
        // Copying back has failed for long: the log must not grow for ever.
        if pagesInLog > 4 * layout.logPages { try checkpoint() }
        try beginTransaction()
        try repairDamaged(&prepared)
        try settle(batch, &prepared)
        try dropOld(&prepared)
        try makeRoom(&prepared)
        try reserveSpace(prepared)
        for row in prepared.journal { try journal.write(row) }
        for row in prepared.outbox { try outbox.write(row) }
        if let snapshot = prepared.snapshot {
            statistics.rowsDeleted += try snapshots.write(snapshot, head: prepared.head)
        }
        for document in batch.documents { try write(document) }
        try state.write(prepared.head, redeliveries: batch.redeliveries)
        try endTransaction()
        correction = Ledger()
        aside -= batch.takenIn.entries
        let receipt = receipt(prepared)
        count(batch, prepared)
        journal.recycle(&prepared.journal)
        return receipt
    }

    private func settle(_ batch: borrowing Batch, _ prepared: inout Prepared) throws(StoreError) {
        try settleDelivered(batch, &prepared)
        for rejection in batch.rejected { try reject(rejection, &prepared) }
        for purge in batch.purged { try carryOut(purge, &prepared) }
    }

    private func settleDelivered(_ batch: borrowing Batch, _ prepared: inout Prepared) throws(StoreError) {
        guard !batch.delivered.isEmpty else { return }
        var keys = batch.delivered
        keys.sort()
        var start = 0
        while start < keys.count {
            var end = start
            while end < keys.count && keys[end].row == keys[start].row { end += 1 }
            let indexes = keys[start..<end].lazy.map(\.index)
            if let settled = try outbox.settle(row: keys[start].row, indexes: indexes) {
                prepared.head.ledger[.forwarded] += settled
            } else {
                statistics.unknownMarks += Int64(end - start)
            }
            start = end
        }
    }

    private func reject(_ rejection: Batch.Rejection, _ prepared: inout Prepared) throws(StoreError) {
        let key = rejection.key
        guard let entry = try outbox.read(row: key.row)?.content.entry(at: key.index),
            let settled = try outbox.settle(row: key.row, indexes: CollectionOfOne(key.index))
        else {
            statistics.unknownMarks += 1
            return
        }
        guard settled > 0 else { return }
        prepared.head.ledger[.droppedRejected] += settled
        let letter = DeadLetter(entry, reason: rejection.reason, time: prepared.head.now)
        var raw: [UInt8] = []
        letter.append(to: &raw)
        try quarantine.add(.rejectedEntry, origin: key.row, time: letter.time, raw)
    }

    private func carryOut(_ purge: Batch.Purge, _ prepared: inout Prepared) throws(StoreError) {
        for lane in outbox.account.lanes.keys.sorted() where lane.destination == purge.destination {
            if let deliveryClass = purge.deliveryClass, lane.deliveryClass != deliveryClass { continue }
            while let oldest = try outbox.oldest(lane), oldest.time < purge.time ?? .max {
                prepared.head.ledger[.droppedPurged] += try outbox.drop(row: oldest.id)
                statistics.rowsDeleted += 1
            }
        }
    }

    private func repairDamaged(_ prepared: inout Prepared) throws(StoreError) {
        let rows = outbox.damagedRows
        guard !rows.isEmpty else { return }
        for row in rows {
            guard let (blob, lost) = try outbox.repair(row: row) else { continue }
            statistics.damagedRows += 1
            prepared.head.ledger[.droppedDamaged] += lost
            try quarantine.add(.damagedOutboxRow, origin: row, time: prepared.head.now, blob)
        }
        reader.forget()
    }

    private func write(_ document: Batch.Document) throws(StoreError) {
        let known = documents.id(named: document.name)
        if let bytes = document.bytes {
            try documents.set(document.name, bytes, id: known ?? documents.freeID)
        } else if let known {
            try documents.remove(id: known)
        }
    }

    private func isSnapshotDue(_ prepared: Prepared) -> Bool {
        if prepared.snapshot != nil { return false }
        let bytes = prepared.journal.reduce(journalBytesSinceSnapshot) { $0 + Int64($1.rawBytes) }
        if bytes >= layout.snapshotAfterBytes { return true }
        guard prepared.head.journalEnd > snapshots.newestJournalOffset ?? 0 else { return false }
        return prepared.head.now - (snapshots.newestTime ?? 0) >= options.snapshotAfterMilliseconds
    }

    private func count(_ batch: borrowing Batch, _ prepared: Prepared) {
        let journalRaw = prepared.journal.reduce(0) { $0 + Int64($1.rawBytes) }
        journalBytesSinceSnapshot = prepared.snapshot == nil ? journalBytesSinceSnapshot + journalRaw : 0
        statistics.commits += 1
        statistics.rowsInserted += prepared.rows
        statistics.blobBytes += prepared.blobBytes
        statistics.rawBytes +=
            journalRaw + prepared.outbox.reduce(0) { $0 + Int64($1.rawBytes) } + Int64(batch.snapshot?.count ?? 0)
    }
}
