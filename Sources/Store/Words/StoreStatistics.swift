/// What the store has done since it was opened (counts) and holds now (bytes).
public struct StoreStatistics: Sendable, Equatable {
    public var commits: Int64 = 0
    public var rowsInserted: Int64 = 0
    public var rowsDeleted: Int64 = 0
    /// Pages written to the log and copied to the database, times the page size: what SQLite sent to the file system.
    /// Over all connections.
    public var bytesWritten: Int64 = 0
    /// Blobs as stored and as given, whose ratio is the compression.
    public var blobBytes: Int64 = 0
    public var rawBytes: Int64 = 0
    public var checkpoints: Int64 = 0
    public var failedCheckpoints: Int64 = 0
    /// Rows found damaged on reading, and marks for rows that were no longer there.
    public var damagedRows: Int64 = 0
    public var unknownMarks: Int64 = 0
    public var journalBytes: Int64 = 0
    public var outboxBytes: Int64 = 0
    public var snapshotBytes: Int64 = 0
    public var databaseBytes: Int64 = 0
    public var freeBytes: Int64 = 0
    public var isBallastPresent = false

    public init() {}
}
