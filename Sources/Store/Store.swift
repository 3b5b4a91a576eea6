/// Journal, outbox, snapshots and ledger in one SQLite database, over one connection, changed in one transaction a batch.
///
///     let store = try Store.open(directory: "/var/lib/weir", options: StoreOptions())
///     let recovery = try store.recover()
///     var batch = Batch()
///     batch.appendJournal(reading)
///     let receipt = try store.commit(batch)      // now the reading may be acknowledged
///     try store.housekeep()                      // after the acknowledgements have left
///
/// Used from one thread. After an error from any method the connection is closed, everything further throws
/// `needsReopen`, and ``reopen()`` tells whether the batch that failed is durable after all.
public final class Store {
    let paths: StorePaths
    let options: StoreOptions
    private let thinning: (any Thinning)?
    private let lock: LockFile
    private let ballast: Ballast
    private var session: Session?
    private var lastError: StoreError?
    /// The receipt of the commit that failed, should it turn out durable.
    private var attempted: CommitReceipt?
    private var isMarkedInUse = false
    /// The database file stays as it is, for somebody who copies it.
    public private(set) var isHeldStill = false
    /// Bytes that earlier connections have written.
    private(set) var bytesWrittenBefore: Int64 = 0
    private var housekeepings: UInt64 = 0
    /// What was found when the store was last opened or reopened.
    public private(set) var report: OpenReport
    /// The folder of the quarantine that holds more than was copied; nil when there is none.
    var leftoverFolder: (number: Int, folder: String)?
    var leftoverReader: LeftoverReader?

    /// Opens the store in `directory`, made if need be. A broken database is moved aside and salvaged, see ``report``.
    ///
    /// `thinning` merges entries when there is no room; without it the oldest go at once. Throws `locked`, `newerSchema`,
    /// `full`, `readOnly`, `inputOutput` or `unusable`.
    public static func open(
        directory: String, options: StoreOptions = StoreOptions(), thinning: (any Thinning)? = nil
    ) throws(StoreError) -> Store {
        try Store(StorePaths(directory: directory), options, thinning)
    }

    private init(_ paths: StorePaths, _ options: StoreOptions, _ thinning: (any Thinning)?) throws(StoreError) {
        self.paths = paths
        self.options = options
        self.thinning = thinning
        try paths.createDirectory()
        lock = try LockFile(paths)
        ballast = Ballast(path: paths.ballast, bytes: StoreLayout(options).ballastBytes)
        let isLogMissing =
            lock.wasInUse && StorePaths.size(paths.database) != nil && (StorePaths.size(paths.log) ?? 0) == 0
        let isMarkUnreadable = lock.mark == .unreadable
        var opening = SessionOpening(paths, options, thinning, ballast, mark: lock.highWaterMark)
        session = try opening.open(isBroken: false, isChecking: true)
        report = opening.report
        report.isLogMissing = isLogMissing
        report.isMarkUnreadable = isMarkUnreadable
        if !isLogMissing { isMarkedInUse = lock.wasInUse }
        leftoverFolder = Quarantine(paths: paths).cut.first
        try keepNames()
        noteSession()
        ballast.restore()
    }

    /// Stores the batch. On return it is on the medium (with `sync: .full`).
    ///
    /// `isRepeatable`: it does no harm twice, and after an error ``reopen()`` need not tell what became of it.
    public func commit(_ batch: borrowing Batch, isRepeatable: Bool = false) throws(StoreError) -> CommitReceipt {
        guard let session else { throw .needsReopen }
        var prepared = session.prepare(batch)
        attempted = isRepeatable ? nil : session.receipt(prepared)
        do throws(StoreError) {
            let receipt = try session.commit(batch, &prepared)
            attempted = nil
            markInUse()
            lock.note(HighWaterMark(session.state.head))
            return receipt
        } catch {
            fail(error)
            throw error
        }
    }

    /// Opens again after an error, and tells what became of the batch whose commit failed.
    ///
    /// After a failed device everything found is first written to the database anew, since the kernel may show what
    /// never reached the medium. While the disk does not recover this throws: try again later.
    public func reopen() throws(StoreError) -> CommitOutcome {
        guard session == nil else { return .nothingPending }
        var isBroken = false
        var isDeviceSuspect = false
        var isChecking = false
        switch lastError {
        case .corrupt: isBroken = true
        case .inputOutput: isDeviceSuspect = true
        case .misuse: isChecking = true
        default: break
        }
        do throws(StoreError) {
            var opening = SessionOpening(paths, options, thinning, ballast, mark: lock.highWaterMark)
            let opened = try opening.open(isBroken: isBroken, isChecking: isChecking)
            do throws(StoreError) {
                markClean()
                try opened.checkpoint()
            } catch {
                // A full disk takes nothing back of what is in the log.
                if isDeviceSuspect { throw error }
            }
            session = opened
            report = opening.report
        } catch {
            if case .corrupt = error { lastError = error }
            throw error
        }
        leftoverFolder = Quarantine(paths: paths).cut.first
        leftoverReader = nil
        try keepNames()
        noteSession()
        lastError = nil
        defer { attempted = nil }
        guard let attempted else { return .nothingPending }
        return session?.foundBatch == attempted.batch ? .durable(attempted) : .notDurable
    }

    /// Work between commits: the log back into the database, the reserve restored. Call it after each commit, when the
    /// acknowledgements have left. An error here takes back no commit, and closes nothing.
    public func housekeep() throws(StoreError) {
        guard let session else { throw .needsReopen }
        housekeepings += 1
        let limit = isHeldStill ? session.logLimit * Self.patienceWhileHeld : session.logLimit
        if session.pagesInLog >= limit {
            isHeldStill = false
            try session.checkpoint()
        }
        if housekeepings % 256 == 0 { ballast.restore() }
    }

    /// How many times its usual size the log may reach while the database file is held still.
    private static let patienceWhileHeld: Int64 = 4

    /// Copies the log into the database, and leaves the file as it is from then on: whoever copies it has all that was
    /// committed until now. Commits go on, into the log. Throws what a checkpoint may.
    public func holdStill() throws(StoreError) {
        guard let session else { throw .needsReopen }
        try session.checkpoint()
        isHeldStill = true
    }

    /// Ends ``holdStill()``.
    /// - Returns: whether the file has stayed as it was. The log's size or an error may have forbidden that.
    public func letGo() -> Bool {
        defer { isHeldStill = false }
        return isHeldStill
    }

    /// Gives what is stored from now on an epoch of its own. A restored store counts on from an earlier number; without
    /// this two records could bear one sequence.
    public func beginEpoch() throws(StoreError) {
        try reading { (session) throws(StoreError) in try session.beginEpoch() }
    }

    /// Ends the run: the log is copied into the database. Without it the next start recovers as after a crash.
    public func close() throws(StoreError) {
        guard let open = session else { return }
        defer {
            open.connection.close()
            session = nil
        }
        isHeldStill = false
        markClean()
        try open.checkpoint()
        open.connection.close()
        LogFile(path: paths.log).clear()
    }

    /// Runs a read; an error closes the connection.
    func reading<Result>(_ body: (Session) throws(StoreError) -> Result) throws(StoreError) -> Result {
        guard let session else { throw .needsReopen }
        do throws(StoreError) {
            return try body(session)
        } catch {
            fail(error)
            throw error
        }
    }

    /// Nil while the connection is closed.
    var current: Session? { session }

    var isBallastPresent: Bool { ballast.isPresent }

    private func markInUse() {
        if isMarkedInUse { return }
        isMarkedInUse = true
        lock.markInUse()
    }

    /// Before nothing but the database is needed: a crash in between must not look like a log that was lost.
    private func markClean() {
        isMarkedInUse = false
        lock.markClean()
    }

    /// What the destinations are called is kept twice, and given back to a database that has lost it.
    private func keepNames() throws(StoreError) {
        try reading { (session) throws(StoreError) in
            let lost = lock.destinationNames.map { session.destinations.missing($0) } ?? []
            if !lost.isEmpty {
                try session.beginTransaction()
                for entry in lost { try session.destinations.set(entry.name, id: entry.id) }
                try session.endTransaction()
            }
        }
        noteNames()
    }

    func noteNames() {
        if let session { lock.note(DestinationNames(session.destinations.names)) }
    }

    private func noteSession() {
        report.isEpochNew = session?.isEpochNew == true && !report.isNew
        report.missingEntries = max(session?.imbalance ?? 0, 0)
        report.repeatedEntries = session?.isEpochNew == true ? 0 : max(-(session?.imbalance ?? 0), 0)
    }

    private func fail(_ error: StoreError) {
        lastError = error
        isHeldStill = false
        if let session {
            bytesWrittenBefore +=
                session.statistics.bytesWritten + session.connection.pagesWritten * session.layout.pageSize
        }
        session?.connection.close()
        session = nil
        if error == .full(.disk) { ballast.release() }
    }
}
