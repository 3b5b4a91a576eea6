/// What a start goes on from: the snapshot, then the journal since (``Store/replayJournal(from:to:_:)``).
public struct Recovery: Sendable {
    /// The newest snapshot that is whole; nil when there is none: then the journal is read from its beginning.
    public let snapshot: Snapshot?
    /// Newer snapshots that were damaged and passed over.
    public let damagedSnapshots: Int
    /// Read the journal from here.
    public let journalStart: Int64
    /// The offset the next journal entry gets: the count of entries ever written.
    public let journalEnd: Int64
    /// The last 4096 accepted messages, oldest first; fewer after damage.
    public let redeliveries: [RedeliveryMark]
    /// The engine's clock and the wall clock's offset at the last commit, milliseconds.
    public let now: Int64
    public let wallOffset: Int64
    public let ledger: Ledger
    /// Made when the store was created, 1 to 2^32 - 1; with the sequence it names an entry for ever.
    public let epoch: Int64
    public let nextSequence: Int64
    /// Batches ever committed.
    public let batch: Int64
}

/// The engine's state at one place of the journal.
public struct Snapshot: Sendable, Equatable {
    /// The journal's offset: entries from here on came after.
    public let journalOffset: Int64
    public let time: Int64
    public let bytes: [UInt8]
}

/// What a reading of the journal came to.
public struct JournalReplay: Sendable, Equatable {
    /// Entries handed over.
    public var entries: Int64 = 0
    /// Entries passed over because their checksum was wrong.
    public var damaged: Int64 = 0
    /// Entries of rows that are not there, seen by the gap in the offsets.
    public var missing: Int64 = 0

    public init() {}
}
