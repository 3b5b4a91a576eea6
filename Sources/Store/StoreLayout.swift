/// How the bytes allowed are divided: the reserve, the write-ahead log and the database with its journal and outbox.
struct StoreLayout: Sendable, Equatable {
    static let smallestMaximumBytes: Int64 = 1 << 20

    let pageSize: Int64
    /// A file that can be deleted when the disk is full, so that deletions can go on.
    let ballastBytes: Int64
    /// The log is copied into the database when it has grown to this. The larger, the more often a page that is
    /// rewritten (a drained outbox reuses its pages) reaches the database only once.
    let logPages: Int64
    let databasePages: Int64
    let journalBytes: Int64
    let snapshotAfterBytes: Int64

    init(_ options: StoreOptions) {
        let total = max(options.maximumBytes, Self.smallestMaximumBytes)
        pageSize = options.pageSize
        ballastBytes = min(max(total / 16, 64 << 10), 1 << 20)
        let logBytes = min(max(total / 16, 64 << 10), 16 << 20)
        logPages = logBytes / options.pageSize
        // One transaction may pass the log's limit before it is copied back, hence twice.
        databasePages = (total - ballastBytes - 2 * logBytes) / options.pageSize
        journalBytes = min(options.journalMaximumBytes, databasePages * options.pageSize / 2)
        // Two snapshots are kept, and the journal since the older one: a quarter leaves room for both.
        snapshotAfterBytes = min(options.snapshotAfterBytes, max(journalBytes / 4, 32 << 10))
    }

    var databaseBytes: Int64 { databasePages * pageSize }

    /// What the outbox may hold beside the journal and the snapshots; a quarter of the database at the least.
    func outboxBytes(snapshots: Int64) -> Int64 {
        max(databaseBytes * 9 / 10 - journalBytes - 2 * snapshots, databaseBytes / 4)
    }

    /// Pages that blobs of `bytes` in `rows` rows take at most: each row may leave its last page part empty.
    func pages(bytes: Int64, rows: Int64) -> Int64 {
        bytes / (pageSize - 64) + 2 * rows
    }
}
