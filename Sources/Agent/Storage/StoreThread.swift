internal import CLinux
internal import Configuration
internal import Engine
internal import Glibc
internal import Logging
internal import Store
internal import Telemetry

/// The thread with the one connection to the database. It waits for the disk so that nobody else has to.
final class StoreThread {
    /// Confirmations of uplinks are committed with the next batch, or after this time, or when there are so many.
    static let markIntervalMilliseconds: Int64 = 1000
    static let markLimit = 512
    static let retryMilliseconds: Int64 = 1000

    struct Ports: Sendable {
        let inbox: Mailbox<StoreMessage>
        let control: Mailbox<ControlMessage>
        let uplinks: [Mailbox<UplinkMessage>]
        let heartbeat: Heartbeat
    }

    let configuration: GatewayConfiguration
    let ports: Ports
    let logger: Logger
    let store: Store
    var feeds: [OutboxFeed] = []
    /// The present connection of each uplink.
    var connections: [ConnectionNumber] = []
    /// Uplinks that are connected, and whose backlog could not be read yet; and when it is tried again.
    var waitingUplinks: Set<Int> = []
    var retryUplinksAt: Int64?
    /// Confirmations that are not committed yet; a reason where the destination refused the entry.
    var marks: [(key: OutboxKey, rejection: String?)] = []
    var marksSince: Int64?
    /// The clocks of the last batch, which a batch of marks alone repeats.
    var lastNow: Int64 = 0
    private(set) var lastWallOffset: Int64 = 0
    /// The batch that is not stored yet, and when it is tried again.
    var waiting: Batch?
    private var retryAt: Int64?
    var failure: String?
    /// The database file stays as it is until then, for somebody who copies it.
    var heldUntil: Int64?
    /// When more is taken in of what a salvage has left for want of room.
    var takeInAt: Int64 = 0
    var takenIn: Int64 = 0
    private var admitted: AdmittedDevicesFile
    private var recurring: RecurringLog
    private var budget: WriteBudget?
    /// How long commits are made to wait for one another.
    private(set) var commitPause: Int64 = 0
    let startTime = Clock.boot
    private(set) var readingsAtStart: Int64 = 0
    private var isLast = false
    private var isFinished = false

    /// Opens the store; the error says why there is none.
    init(configuration: GatewayConfiguration, ports: Ports, logger: Logger) throws(StoreError) {
        self.configuration = configuration
        self.ports = ports
        self.logger = logger
        recurring = RecurringLog(logger)
        admitted = AdmittedDevicesFile(directory: configuration.store.path, logger: logger)
        let thinner = TelemetryThinner()
        store = try Store.open(
            directory: configuration.store.path, options: StoreOptions(configuration.store), thinning: thinner)
        budget = configuration.store.maximumDailyWrites.map {
            WriteBudget(bytesPerDay: $0, now: Clock.boot, written: 0)
        }
        thinner.isHandedOut = { [unowned self] row in feeds.contains { $0.isUsing(row: row) } }
        reportOpening()
    }

    private func reportOpening() {
        let report = store.report
        if let quarantine = report.quarantine {
            logger.error(
                """
                the database was damaged and is in \(quarantine); rows saved=\(report.salvagedRows) \
                damaged=\(report.damagedRows)
                """)
        }
        if report.isSalvageCut {
            logger.error(
                """
                there was no room for all that could be saved of the damaged database: the rest stays in its folder, \
                and is taken in when there is
                """)
        }
        if report.isMarkUnreadable {
            logger.error(
                """
                the high-water mark of the store is damaged: whether the disk has lost commits cannot be told this time
                """)
        }
        if report.lostCommits > 0 {
            logger.error(
                """
                the disk has lost commits that it had confirmed: commits=\(report.lostCommits); what was left of them \
                is saved
                """)
        }
        if report.isLogMissing {
            logger.error("the database's log is missing: what was stored since its last checkpoint is lost")
        }
    }

    /// Recovers, then serves until the last batch is stored.
    func run() {
        do {
            try begin()
        } catch {
            logger.critical("the store cannot be read: \(error)")
            exit(1)
        }
        let loop = EventLoop()
        loop.watch(ports.inbox.wakeup.descriptor, for: .read) { [unowned self] _ in serveInbox() }
        while !isFinished {
            ports.heartbeat.beat()
            let due = marksSince.map { $0 + markInterval } ?? .max
            let next = min(due, retryAt ?? .max, retryUplinksAt ?? .max)
            loop.poll(timeoutMilliseconds: min(max(0, next - Clock.boot), 1000))
            if let retryAt, Clock.boot >= retryAt { commitWaiting() }
            if let at = retryUplinksAt, Clock.boot >= at { retryUplinks() }
            admitted.saveIfDue()
            endHoldIfDue()
            takeInIfDue()
            resumePostponed()
            recurring.tellWithheld()
            if let since = marksSince, Clock.boot - since >= markInterval { commitMarks() }
        }
        recurring.tellRest()
        do {
            try store.close()
        } catch {
            logger.error("the store was not closed cleanly: \(error)")
        }
    }

    private func begin() throws(StoreError) {
        let recovered = try StoreRecovery(plan: configuration.plan, logger: logger).recover(store)
        let (engine, recovery, replay) = (recovered.engine, recovered.recovery, recovered.replay)
        var destinations: [DestinationID] = []
        for uplink in configuration.uplinks { destinations.append(try store.destination(named: uplink.name)) }
        feeds = destinations.map { OutboxFeed(destination: $0) }
        connections = destinations.map { _ in 0 }
        admitted.note(engine)
        readingsAtStart = recovery.ledger[.readings]
        lastNow = recovery.now
        lastWallOffset = recovery.wallOffset
        // Once.
        ports.control.send(
            .recovered(
                Recovered(
                    engine: engine, recent: recovered.recent, epoch: recovery.epoch,
                    last: recovery.now == 0 ? nil : recovery.now,
                    redeliveries: recovery.redeliveries, destinations: destinations, replayed: replay.entries,
                    damaged: replay.damaged + replay.missing)))
        for uplink in ports.uplinks { uplink.send(.begin(epoch: recovery.epoch)) }
    }

    private func serveInbox() {
        // Given on, not copied: a batch whose memory somebody else holds would be copied by the next who writes into it.
        ports.inbox.takeEach { (message: consuming StoreMessage) in serve(consume message) }
        // Where writing has a limit they wait, but never so long that a feed, which hands out only so many without a
        // commit, would have to.
        if marks.count >= (commitPause == 0 ? StoreThread.markLimit : OutboxFeed.heldLimit / 2) { commitMarks() }
        admitted.saveIfDue()
    }

    private func serve(_ message: consuming StoreMessage) {
        ports.heartbeat.beat()
        switch consume message {
        case .commit(let batch):
            waiting = consume batch
            commitWaiting()
        case .finish(let batch):
            isLast = true
            waiting = consume batch
            commitWaiting()
        case .admitted(let device, let template):
            admitted.add(device, template: template)
        case .uplinkReady(let uplink, let connection):
            connections[uplink] = connection
            connect(uplink)
        case .uplinkLost(let uplink):
            waitingUplinks.remove(uplink)
            feeds[uplink].disconnect()
        case .catchUp(let uplink, let count): sendCatchUp(uplink, count: count)
        case .delivered(let uplink, let keys): for key in keys { mark(uplink, key, rejection: nil) }
        case .rejected(let uplink, let entries):
            for entry in entries { mark(uplink, entry.key, rejection: entry.reason) }
        case .postponed(let uplink, let entries): postpone(uplink, entries)
        case .status(let reply): reply.post(status())
        case .queue(let request, let reply): reply.post(answer(request))
        case .backup(let step, let reply): reply.post(answer(step))
        case .journal(let offset, let reply): reply.post(journal(from: offset))
        case .stop: isFinished = true
        }
    }

    // MARK: Committing

    /// Stores the batch that waits, or plans the next attempt: for as long as it takes, since the broker keeps what is
    /// not acknowledged.
    private func commitWaiting() {
        guard var batch = waiting else { return }
        // Its memory is used again, so nobody else may hold it.
        waiting = nil
        // Confirmations go along; should it fail, they are tried alone, since they make room.
        addMarks(to: &batch)
        do {
            let receipt = try store.commit(batch)
            finishCommit(consume batch, isSnapshotDue: receipt.isSnapshotDue)
        } catch {
            batch.removeMarks()
            waiting = batch
            report(error)
            recover()
        }
    }

    /// After an error: opens again and finds out whether the batch is there after all.
    private func recover() {
        retryAt = Clock.boot + StoreThread.retryMilliseconds
        do {
            if !(try reopen()) { commitMarks() }
        } catch {
            report(error)
        }
    }

    /// - Returns: whether the batch that waits was found: a commit that failed may be there after all, and it must not be
    ///   stored twice.
    private func reopen() throws(StoreError) -> Bool {
        guard case .durable(let receipt) = try store.reopen(), let waiting else { return false }
        finishCommit(waiting, isSnapshotDue: receipt.isSnapshotDue)
        return true
    }

    private func finishCommit(_ batch: consuming Batch, isSnapshotDue: Bool) {
        waiting = nil
        retryAt = nil
        if failure != nil { recurring.log(.notice, "commits", "stored again") }
        failure = nil
        lastNow = batch.now
        lastWallOffset = batch.wallOffset
        marksAreCommitted()
        batch.removeAll()
        // There are two batches, and each is under way at most once.
        limitWrites()
        ports.control.send(.committed(consume batch, isSnapshotDue: isSnapshotDue, pauseMilliseconds: commitPause))
        if isLast {
            isFinished = true
            return
        }
        retryUplinks()
        // An error here takes nothing back; the next commit finds it again.
        perform { () throws(StoreError) in try store.housekeep() }
    }

    private func report(_ error: StoreError) {
        let reason = "\(error)"
        if failure != reason { recurring.log(.error, "commits", "not stored, trying again: \(reason)") }
        failure = reason
        ports.control.post(.commitFailed(reason: reason))
    }

    /// A read that fails closes the connection; the next commit opens it again.
    /// - Returns: whether it was done.
    @discardableResult
    func perform(_ body: () throws(StoreError) -> Void) -> Bool {
        do throws(StoreError) {
            try body()
            return true
        } catch {
            let reason = "\(error)"
            if failure != reason { recurring.log(.error, "commits", "the store failed: \(reason)") }
            failure = reason
            reopenQuietly()
            return false
        }
    }

    func reopenQuietly() {
        do {
            _ = try reopen()
        } catch {
            // The next commit reports it.
            failure = "\(error)"
        }
    }

    /// Confirmations alone are no reason to write more often than the file asks for.
    private var markInterval: Int64 {
        max(StoreThread.markIntervalMilliseconds, configuration.store.commitIntervalMilliseconds, commitPause)
    }

    func limitWrites() {
        guard budget != nil else { return }
        perform { () throws(StoreError) in
            commitPause = budget?.pause(written: try store.statistics().bytesWritten, now: Clock.boot) ?? 0
        }
    }
}
