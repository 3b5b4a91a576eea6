extension Store {
    /// What a salvage has left in a folder for want of room.
    public struct Leftover: Sendable, Equatable {
        public let folder: String
        /// Entries of the outbox that are thought to be in it; the ledger counts them as held.
        public let entries: Int64
    }

    /// What became of an attempt to take in some of it.
    public enum TakingIn: Sendable, Equatable {
        /// There is nothing that was left.
        case nothing
        /// There is no room yet, or the readings wait for a snapshot that does without them.
        case waiting
        /// So many entries are in the outbox again; there is more.
        case some(entries: Int64)
        /// The folder holds nothing more that could be read.
        case all(folder: String)
    }

    /// Folders of a store that need not be open, each a damaged database of which a part waits for room; oldest first.
    public static func leftoverFolders(directory: String) -> [String] {
        Quarantine(paths: StorePaths(directory: directory)).cut.map(\.folder)
    }

    /// Nil when there is none.
    public var leftover: Leftover? {
        leftoverFolder.map { Leftover(folder: $0.folder, entries: current?.aside ?? 0) }
    }

    /// Takes in a part of what there was no room for when a broken database was salvaged: call it again and again, with
    /// the clocks of the last batch. Each part is one commit, and so is how far it has come.
    public func takeInLeftover(now: Int64, wallOffset: Int64) throws(StoreError) -> TakingIn {
        guard let (number, folder) = leftoverFolder else { return .nothing }
        return try reading { (session) throws(StoreError) in
            let place = session.leftoverPlace(folder: number) ?? LeftoverPlace()
            if place.stage == .done { return try finish(number, folder, now, wallOffset) }
            guard try session.hasRoomToTakeIn(freeOnDisk: StorePaths.freeBytes(paths.database)) else { return .waiting }
            guard let reader = reader(number, folder, session) else { return .waiting }
            var portion = LeftoverPortion(session, reader, from: place, now: now, wallOffset: wallOffset)
            try portion.fill()
            if portion.place == place { return .waiting }
            _ = try commit(portion.batch, isRepeatable: true)
            return portion.place.stage == .done
                ? try finish(number, folder, now, wallOffset) : .some(entries: portion.entries)
        }
    }

    /// First the mark, then what tells how far it had come: without that all would be taken in again.
    private func finish(
        _ number: Int, _ folder: String, _ now: Int64, _ wallOffset: Int64
    ) throws(StoreError) -> TakingIn {
        let quarantine = Quarantine(paths: paths)
        quarantine.finishCut(number: number)
        leftoverReader = nil
        leftoverFolder = quarantine.cut.first
        var batch = Batch()
        batch.now = now
        batch.wallOffset = wallOffset
        batch.setDocument(LeftoverPlace.document(number), nil)
        _ = try commit(batch, isRepeatable: true)
        return .all(folder: folder)
    }

    /// Nil when the folder cannot be read now: that is no fault of the store in use.
    private func reader(_ number: Int, _ folder: String, _ session: Session) -> LeftoverReader? {
        if leftoverReader?.number != number {
            do {
                leftoverReader = try LeftoverReader(folder, number: number, pageSize: session.layout.pageSize)
            } catch {
                leftoverReader = nil
            }
        }
        return leftoverReader
    }
}
