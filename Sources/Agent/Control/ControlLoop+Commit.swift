internal import Configuration
internal import Decoding
internal import Engine
internal import Logging
internal import MQTT
internal import Store
internal import Telemetry

/// Commits and acknowledgements: read many, commit once, then let the acknowledgements out.
///
/// libmosquitto's queue cannot be flushed in part, so acknowledgements leave only when everything read is committed.
/// Reading goes on while a commit runs, until half of the window is unacknowledged or the oldest has waited a second;
/// then it pauses until all is stored.
extension ControlLoop {
    static let oldestUnacknowledgedMilliseconds: Int64 = 1000
    /// Counts alone (rejected messages) are worth a commit only so often.
    static let countsIntervalMilliseconds: Int64 = 10_000
    /// Readings that nobody waits for share a commit: no acknowledgement depends on it, nothing goes upstream by it, and no
    /// alarm is to outlive a power cut.
    static let unawaitedIntervalMilliseconds: Int64 = 10
    /// A batch is handed over no larger than this.
    static let batchByteLimit = 4 << 20

    /// When something must be done about commits even if nothing arrives.
    var commitDeadline: Int64? {
        guard isRecovered, spare != nil, !filling.isEmpty else { return pauseDeadline }
        // Who commands does so anew without an answer, and a command that is forgotten would be carried out twice.
        if personAnswers.areUrgent || !remoteAnswers.waiting.filling.isEmpty { return lastCommitStart }
        if isPausedForCommit { return heldBackUntil }
        let interval =
            if !hasReadings {
                ControlLoop.countsIntervalMilliseconds
            } else if filling.hasAlarms || filling.outboxCount > 0 || (broker?.unacknowledged ?? 0) > 0 {
                commitInterval
            } else {
                max(commitInterval, ControlLoop.unawaitedIntervalMilliseconds)
            }
        return max(heldBackUntil, min(lastCommitStart + interval, pauseDeadline ?? .max))
    }

    private var commitInterval: Int64 { configuration.store.commitIntervalMilliseconds }

    /// Until then the flash has had its share of writes. What came stays with the broker, which keeps it until it is
    /// acknowledged; only alarms do not wait.
    var heldBackUntil: Int64 { filling.hasAlarms ? 0 : lastCommitStart + commitPause }

    private var isHeldBack: Bool { spare != nil && commitPause > 0 && Clock.boot < heldBackUntil }

    /// Messages that the broker sends before it waits for acknowledgements.
    private var window: Int {
        guard let local = configuration.localBroker, local.version == .v5 else { return 20 }
        return local.receiveMaximum
    }

    /// Whether the broker waits, and not for the disk.
    var isBrokerHeldBack: Bool {
        guard let broker, isHeldBack else { return false }
        return broker.unacknowledged >= window || broker.isReadingPaused
    }

    /// Who asks for longer intervals asks for later acknowledgements.
    private var oldestUnacknowledged: Int64 {
        max(ControlLoop.oldestUnacknowledgedMilliseconds, commitInterval, commitPause)
    }

    private var pauseDeadline: Int64? {
        guard broker?.isReadingPaused == false, let oldest = broker?.oldestUnacknowledged else { return nil }
        return oldest + oldestUnacknowledged
    }

    func commitIfDue(now: Int64) {
        guard spare != nil, !hasSentLast, !filling.isEmpty else { return }
        // Lines and QoS 0 have nobody who keeps them: what waits in memory has an end.
        guard let due = commitDeadline, now >= due || filling.byteCount > ControlLoop.batchByteLimit else { return }
        lastCommitStart = now
        // What is read while it runs would wait for the next, and with it every acknowledgement.
        if commitPause > 0, let broker, broker.unacknowledged > 0 { broker.isReadingPaused = true }
        if (isSnapshotDue && hasReadings) || shedding.hasGap {
            fillSnapshot()
            isSnapshotDue = false
        }
        stampAndSend { .commit($0) }
    }

    /// Reading goes on meanwhile, since rules are to see what comes: the broker stops by itself.
    private func holdBack(_ broker: Connection) {
        broker.isReadingPaused = isStopping || filling.byteCount >= ControlLoop.batchByteLimit / 2
        guard isBrokerHeldBack, !isHoldingBackLogged else { return }
        isHoldingBackLogged = true
        logger.warning(
            """
            max_writes: the local broker keeps back readings, which rules see late, for up to \
            \(commitPause / 1000) s at a time; raise it, or receive_maximum
            """)
    }

    /// How long the next may become.
    var snapshotBytes: Int { latestSnapshotBytes + latestSnapshotBytes / 16 }

    func fillSnapshot() {
        let snapshot = host.engine.snapshot(reserving: snapshotBytes)
        latestSnapshotBytes = snapshot.count
        filling.snapshot = snapshot
        guard recent.hasNews else { return }
        filling.setDocument(RecentOutputs.document, recent.bytes)
        recent.hasNews = false
    }

    private var isPausedForCommit: Bool { hasReadings && broker?.isReadingPaused == true }

    func stampAndSend(_ message: (consuming Batch) -> StoreMessage) {
        guard var batch = spare else { return }
        spare = nil
        if shedding.hasGap {
            recurring.log(
                .notice, "keeping",
                "kept again; not kept while the store failed: readings=\(shedding.readings) records=\(shedding.records)"
            )
        }
        shedding.close()
        filling.now = clock.now.milliseconds
        filling.wallOffset = wallOffset
        remoteAnswers.waiting.sent()
        personAnswers.waiting.sent()
        // There are two batches, and each is under way at most once.
        // Given on, not copied: while this thread held it, too, emptying it would ask for new memory.
        swap(&filling, &batch)
        ports.store.send(message(consume batch))
        hasReadings = false
        hasUnstoredMessages = false
    }

    func committed(_ batch: Batch, isSnapshotDue: Bool) {
        spare = batch
        commitFailure = nil
        answerPeopleStored()
        for stored in remoteAnswers.waiting.stored() { answer(stored.body, uplink: stored.uplink) }
        self.isSnapshotDue = self.isSnapshotDue || isSnapshotDue
        if hasSentLast { return end() }
        acknowledge()
        reloadIfQuiet()
        finishIfQuiet()
    }

    /// Lets acknowledgements out if everything read is stored, and pauses reading when too many wait.
    func acknowledge() {
        guard let broker, broker.unacknowledged > 0 else { return }
        if spare != nil, !hasUnstoredMessages {
            broker.flush()
            // What is read after the last batch would be acknowledged with it.
            broker.isReadingPaused = isStopping
            return
        }
        if isHeldBack { return holdBack(broker) }
        let limit = max(1, window / 2)
        let age = broker.oldestUnacknowledged.map { Clock.boot - $0 } ?? 0
        if broker.unacknowledged >= limit || filling.byteCount >= shedding.byteLimit
            || age >= oldestUnacknowledged
        {
            broker.isReadingPaused = true
        }
    }

    // MARK: Lines

    func makePins() -> PinPanel {
        let panel = PinPanel(configuration.bindings, loop: loop, logger: logger)
        panel.separate(configuration.plan.groups, configuration.bindings)
        let handover = FailsafeHandover(directory: configuration.store.path)
        panel.onHeldByFailsafe = { [logger] in handover.takeOver(logger: logger, waiting: 0) }
        return panel
    }

    func reopenPins() {
        let former = pins
        former.onLevel = nil
        former.onValues = nil
        former.onReadBack = nil
        pins = makePins()
        listen(to: pins)
        pins.adopt(from: former)
        former.close()
        pins.openOutputs()
        pins.openInputs()
    }
}
