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
    /// A batch is handed over no larger than this.
    static let batchByteLimit = 4 << 20

    /// When something must be done about commits even if nothing arrives.
    var commitDeadline: Int64? {
        guard isRecovered, spare != nil, !filling.isEmpty else { return pauseDeadline }
        let interval = hasReadings ? commitInterval : ControlLoop.countsIntervalMilliseconds
        return min(lastCommitStart + interval, pauseDeadline ?? .max)
    }

    /// As the file says, and longer when the flash has had its share of writes.
    private var commitInterval: Int64 { max(configuration.store.commitIntervalMilliseconds, commitPause) }

    /// Who asks for longer intervals asks for later acknowledgements.
    private var oldestUnacknowledged: Int64 { max(ControlLoop.oldestUnacknowledgedMilliseconds, commitInterval) }

    private var pauseDeadline: Int64? {
        guard broker?.isReadingPaused == false, let oldest = broker?.oldestUnacknowledged else { return nil }
        return oldest + oldestUnacknowledged
    }

    func commitIfDue(now: Int64) {
        guard spare != nil, !hasSentLast, !filling.isEmpty else { return }
        guard let due = commitDeadline,
            now >= due || isPausedForCommit || filling.byteCount > ControlLoop.batchByteLimit
        else { return }
        lastCommitStart = now
        if (isSnapshotDue && hasReadings) || shedding.hasGap {
            filling.snapshot = host.engine.snapshot()
            isSnapshotDue = false
        }
        stampAndSend { .commit($0) }
    }

    private var isPausedForCommit: Bool { hasReadings && broker?.isReadingPaused == true }

    func stampAndSend(_ message: (Batch) -> StoreMessage) {
        guard let next = spare else { return }
        if shedding.hasGap {
            logger.notice(
                "kept again; not kept while the store failed: readings=\(shedding.readings) records=\(shedding.records)"
            )
        }
        shedding.close()
        filling.now = clock.now.milliseconds
        filling.wallOffset = wallOffset
        remoteAnswers.sent()
        // There are two batches, and each is under way at most once.
        ports.store.send(message(filling))
        filling = next
        spare = nil
        hasReadings = false
    }

    func committed(_ batch: Batch, isSnapshotDue: Bool) {
        spare = batch
        commitFailure = nil
        for stored in remoteAnswers.stored() { answer(stored.body, uplink: stored.uplink) }
        self.isSnapshotDue = self.isSnapshotDue || isSnapshotDue
        if hasSentLast { return end() }
        acknowledge()
        reloadIfQuiet()
        finishIfQuiet()
    }

    /// Lets acknowledgements out if everything read is stored, and pauses reading when too many wait.
    func acknowledge() {
        guard let broker, broker.unacknowledged > 0 else { return }
        if spare != nil, !hasReadings {
            broker.flush()
            // What is read after the last batch would be acknowledged with it.
            broker.isReadingPaused = isStopping
            return
        }
        let window = configuration.localBroker?.receiveMaximum ?? 20
        let limit = max(1, (configuration.localBroker?.version == .v5 ? window : 20) / 2)
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
