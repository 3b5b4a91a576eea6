/// One opening of the database: the connection, its tables, and what is known of them. Thrown away after any error, so
/// that nothing remembered can differ from what is stored.
final class Session {
    let connection: Connection
    let layout: StoreLayout
    let options: StoreOptions
    let state: StateTable
    let journal: JournalTable
    let outbox: OutboxTable
    let reader: OutboxReader
    let thinner: OutboxThinner?
    let snapshots: SnapshotTable
    let quarantine: QuarantineTable
    let destinations: DestinationTable
    let documents: NamedTable
    let space: SpaceReservation
    private let logFile: LogFile
    private let begin: Statement
    private let commit: Statement
    private let pageCount: Statement
    private let freeCount: Statement
    private var pagesAtCheckpoint: Int64 = 0
    /// Pages in the log at which it is copied back.
    private(set) var logLimit: Int64
    var statistics = StoreStatistics()
    /// The last commit as found; nil when one of the heads was unreadable, so that it cannot be told.
    let foundBatch: Int64?
    let isEpochNew: Bool
    /// What the ledger and the rows differed by on opening; goes into the next commit.
    var correction = Ledger()
    /// Entries the ledger holds and the rows do not; negative the other way round.
    let imbalance: Int64
    /// Entries the ledger holds that lie in a folder of the quarantine, to be taken in when there is room.
    var aside: Int64
    /// Of these, what is missing since a salvage that was cut.
    let newlyAside: Int64
    var journalBytesSinceSnapshot: Int64

    init(
        _ connection: Connection, layout: StoreLayout, options: StoreOptions, paths: StorePaths,
        thinning: (any Thinning)?, mark: HighWaterMark?, isMissingAside: Bool = false
    ) throws(StoreError) {
        self.connection = connection
        self.layout = layout
        self.options = options
        let compressor = Compressor()
        let buffers = BufferPool()
        space = try SpaceReservation(path: paths.database, step: max(layout.ballastBytes, 64 << 10))
        state = try StateTable(connection)
        journal = try JournalTable(connection, compressor: compressor, buffers: buffers)
        outbox = try OutboxTable(connection, compressor: compressor)
        reader = OutboxReader(outbox)
        let table = outbox
        thinner = thinning.map { OutboxThinner(table, $0) }
        snapshots = try SnapshotTable(connection, compressor: compressor)
        quarantine = try QuarantineTable(connection, layout: layout)
        documents = try NamedTable(connection, table: .document)
        destinations = try DestinationTable(connection, documents: documents)
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        pageCount = try connection.prepare("PRAGMA page_count")
        freeCount = try connection.prepare("PRAGMA freelist_count")
        let isTailLost = mark?.commitsLost(state.head) ?? 0 > 0
        foundBatch = state.isHeadUncertain || state.isEpochNew || isTailLost ? nil : state.head.batch
        isEpochNew = state.isEpochNew
        journalBytesSinceSnapshot =
            (snapshots.newestJournalOffset ?? 0) == state.head.journalEnd ? 0 : layout.snapshotAfterBytes
        logLimit = layout.logPages
        logFile = LogFile(path: paths.log)
        statistics.damagedRows =
            state.damagedRows + destinations.damagedRows + documents.damagedRows + Int64(outbox.unreadableMarks.count)
        var head = state.head
        let known = Self.aside(documents, Quarantine(paths: paths))
        let missing = Self.missing(head, held: outbox.account.entries + known)
        newlyAside = isMissingAside ? max(missing, 0) : 0
        aside = known + newlyAside
        imbalance = missing - newlyAside
        Self.balance(imbalance, isUncertain: foundBatch == nil, &correction)
        if foundBatch == nil {
            Self.goBeyond(journal, outbox, isEpochNew: isEpochNew, mark, &head)
            try beginTransaction()
            try state.writeBoth(head)
            try endTransaction()
        }
        extendLog()
    }

    /// The ledger, with what is held now.
    var ledger: Ledger {
        var ledger = state.head.ledger
        ledger.add(correction)
        ledger.held = outbox.account.entries + aside
        return ledger
    }

    /// On an error within a transaction the session is thrown away and the transaction with it, so nothing is undone.
    func beginTransaction() throws(StoreError) { try begin.run() }

    func endTransaction() throws(StoreError) { try commit.run() }

    /// Pages in use, without those that are free for the next row.
    func usedPages() throws(StoreError) -> Int64 { try number(pageCount) - number(freeCount) }

    func freePages() throws(StoreError) -> Int64 { try number(freeCount) }

    func allPages() throws(StoreError) -> Int64 { try number(pageCount) }

    var pagesInLog: Int64 { connection.pagesWritten - pagesAtCheckpoint }

    /// Copies the log into the database. An error leaves everything committed in the log.
    func checkpoint() throws(StoreError) {
        do {
            let frames = try connection.checkpoint()
            statistics.checkpoints += 1
            // A page is copied once, however often it is in the log.
            statistics.bytesWritten += min(frames, try allPages()) * layout.pageSize
        } catch {
            statistics.failedCheckpoints += 1
            throw error
        }
        pagesAtCheckpoint = connection.pagesWritten
        space.forget()
    }

    func beginEpoch() throws(StoreError) {
        var head = state.head
        head.epoch = Head().epoch
        head.batch += 1
        try beginTransaction()
        try state.writeBoth(head)
        try endTransaction()
    }

    /// Where there is less room the log stays smaller. An eighth is left for the commit that passes the limit.
    private func extendLog() {
        let frame = layout.pageSize + 24
        let size = logFile.extend(to: layout.logPages * frame)
        logLimit = max(size / frame * 7 / 8, 16)
    }

    private func number(_ pragma: Statement) throws(StoreError) -> Int64 {
        guard try pragma.step() else { return 0 }
        defer { pragma.reset() }
        return pragma.integer(0)
    }

    /// What the ledger says is held, less what is there.
    private static func missing(_ head: Head, held: Int64) -> Int64 {
        var ledger = head.ledger
        ledger.held = held
        return ledger.imbalance
    }

    private static func balance(_ missing: Int64, isUncertain: Bool, _ correction: inout Ledger) {
        switch missing {
        case 1...: correction[.droppedDamaged] = missing
        // More rows than the head knows of: its last commit is lost, the rows are not.
        case ..<0 where isUncertain: correction[.queued] = -missing
        // Marks were lost, and their entries go out again.
        case ..<0: correction[.forwarded] = missing
        default: break
        }
    }

    /// The numbers of a lost head must not be given twice.
    private static func goBeyond(
        _ journal: JournalTable, _ outbox: OutboxTable, isEpochNew: Bool, _ mark: HighWaterMark?, _ head: inout Head
    ) {
        if let mark, mark.epoch == head.epoch {
            head.batch = max(head.batch, mark.batch)
            head.nextSequence = max(head.nextSequence, mark.nextSequence)
            head.journalEnd = max(head.journalEnd, mark.journalEnd)
        }
        let leap: Int64 = 1 << 20
        // A key that is itself damaged may be any number; one that far off is not believed.
        let believed: Int64 = 1 << 50
        if outbox.highestSequence < believed {
            head.nextSequence = max(head.nextSequence, outbox.highestSequence + 1)
        }
        if !isEpochNew { head.nextSequence += leap }
        if journal.end < believed { head.journalEnd = max(head.journalEnd, journal.end) }
        head.now = max(head.now, journal.newestTime)
        head.batch += 2
    }
}
