/// What was found when the store was opened.
public struct OpenReport: Sendable, Equatable {
    /// There was no database before.
    public var isNew = false
    /// The folder a broken database was moved to; nil when it was sound.
    public var quarantine: String?
    /// Rows taken over from the broken database, and rows there whose checksum was wrong.
    public var salvagedRows: Int64 = 0
    public var damagedRows: Int64 = 0
    /// There was no room on the disk for all that could have been saved; the rest is in the folder.
    public var isSalvageCut = false
    /// The broken database's own state was unreadable: epoch and sequence start anew.
    public var isEpochNew = false
    /// The last run did not close the store, yet its write-ahead log is gone: commits since the last checkpoint are lost.
    public var isLogMissing = false
    /// Commits that were done, and that the database does not know of: its log was damaged, or a disk that promised to
    /// keep them did not. What was left of them is saved; their numbers are not given again, so the gap shows.
    public var lostCommits: Int64 = 0
    /// The high-water mark outside the database is damaged: this once, commits that a disk has lost cannot be told.
    public var isMarkUnreadable = false
    /// Outbox entries the ledger holds but the database does not, counted as `droppedDamaged`.
    public var missingEntries: Int64 = 0
    /// Outbox entries whose delivery marks were lost: they go out again, under the same sequence.
    public var repeatedEntries: Int64 = 0

    public init() {}
}
