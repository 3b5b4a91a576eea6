extension Session {
    /// Entries that documents say are in folders of the quarantine. Without its folder a document says nothing.
    static func aside(_ documents: NamedTable, _ quarantine: Quarantine) -> Int64 {
        quarantine.cut.reduce(0) { sum, folder in
            let bytes = documents.bytes(named: LeftoverPlace.document(folder.number))
            return sum + (bytes.flatMap { LeftoverPlace($0) }?.aside ?? 0)
        }
    }

    /// What a salvage has left in a folder of the quarantine; entries that the ledger misses since are there.
    func note(_ place: LeftoverPlace, folder: Int) throws(StoreError) {
        var place = place
        place.journalLimit = state.head.journalEnd
        place.aside = newlyAside
        let name = LeftoverPlace.document(folder)
        try beginTransaction()
        try documents.set(name, place.bytes, id: documents.id(named: name) ?? documents.freeID)
        try endTransaction()
    }

    func leftoverPlace(folder: Int) -> LeftoverPlace? {
        documents.bytes(named: LeftoverPlace.document(folder)).flatMap { LeftoverPlace($0) }
    }

    /// Whether more can be taken in without anything having to go for it.
    func hasRoomToTakeIn(freeOnDisk: Int64) throws(StoreError) -> Bool {
        if outbox.account.bytes > layout.outboxBytes(snapshots: snapshots.bytes) / 2 { return false }
        if let limit = options.outboxMaximumEntries, outbox.account.entries > limit / 2 { return false }
        let free = try freePages() * layout.pageSize
        return free >= LeftoverPortion.reserveBytes
            || freeOnDisk >= 2 * layout.ballastBytes + LeftoverPortion.reserveBytes
    }
}
