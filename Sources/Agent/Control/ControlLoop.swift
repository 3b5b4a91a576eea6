internal import CLinux
internal import Configuration
internal import Engine
internal import Glibc
internal import Logging
internal import MQTT
internal import Store
internal import Telemetry

/// The thread that users feel: it reads, understands and acts, and never waits for a disk, a name or an uplink.
final class ControlLoop {
    struct Ports: Sendable {
        let inbox: Mailbox<ControlMessage>
        let store: Mailbox<StoreMessage>
        let storeHeartbeat: Heartbeat
        /// Told when the loop has ended.
        let ended: Wakeup
        /// Who watches what happens.
        let feed: LiveFeed
        /// The threads of the uplinks, in their order.
        var uplinks: [Mailbox<UplinkMessage>] = []
        var sensors: Mailbox<SensorMessage>?
        /// A store that does not come round for so long, while something is under way, is stuck: systemd shall know.
        var storePatienceMilliseconds: Int64 = 120_000
    }

    static let clockStepMilliseconds: Int64 = 100
    /// So long after a start or a reload what only they needed is given back, once a second.
    static let trimmingMilliseconds: Int64 = 15_000
    /// After so long without a commit what the last needed is given back, too.
    static let quietMilliseconds: Int64 = 60_000

    let ports: Ports
    let logger: Logger
    let loop = EventLoop()
    let notifier: ServiceNotifier
    var configuration: GatewayConfiguration {
        didSet { simulated = SimulatedNames(configuration) }
    }
    /// What has no hardware behind it, to be said wherever it shows.
    private(set) var simulated: SimulatedNames
    var host: EngineHost
    var ingestor: Ingestor
    var clock = Clock(resumingAfter: nil)
    var wallOffset: Int64 = 0
    var pins: PinPanel
    var broker: Connection?
    var actuators: MQTTActuators?
    lazy var brokerWatch = ConnectionWatch(loop)
    lazy var actuatorWatch = ConnectionWatch(loop)
    var subscriptions = Subscriptions()
    var nextAttempt: Int64 = 0
    /// Why a connection could not even be made, as it was logged.
    var brokerRefusal: String?

    var input = Input()
    var outputs = Outputs()
    var json = JSONWriter(reserving: 1024)
    var journalEntry = ByteWriter()
    var rejections: RejectionLog
    var recurring: RecurringLog
    /// What a person asks is all told; what a script asks that runs wild is not.
    var peopleTally = LogTally(burst: 20)
    var limitLog = LimitLog()
    var redeliveries = RedeliveryWindow(capacity: 2048, marks: [])
    var uplinks: UplinkTargets

    // Commits, see ControlLoop+Commit.
    var filling = Batch()
    var spare: Batch? = Batch()
    var hasReadings = false
    /// Whether the broker's messages are in the batch that is being filled: their acknowledgements must wait for it.
    var hasUnstoredMessages = false
    /// Who began to watch before it was known what had been.
    var earlyFollowers: [(follower: Follower, beginning: LiveRecord.Beginning)] = []
    var isSnapshotDue = true
    var latestSnapshotBytes = 0
    /// How long the next commit is to wait, as the store said with the last.
    var commitPause: Int64 = 0
    /// Whether it was logged that the broker holds readings back for it.
    var isHoldingBackLogged = false
    var lastCommitStart: Int64 = 0
    var commitFailure: String?
    var shedding: Shedding
    /// False while a message is taken that the broker keeps until it is acknowledged.
    var mayShed = true

    var isRecovered = false
    var pendingReload: PendingReload?
    var legends: LegendSchedule
    var isStopping = false
    var hasSentLast = false
    private var isEnded = false
    private var nextWatchdog: Int64 = 0
    private var nextClockCheck: Int64 = 0
    private var trimmingEnd: Int64 = 0
    private var lastTrim: Int64 = 0
    var recent = RecentOutputs()
    var remoteAnswers = RemoteAnswers()
    var personAnswers = PersonAnswers()
    var sensors = SensorPanel()
    var worstPause: Int64 = 0
    var messageCount = 0
    let startedAt = Clock.boot

    init(
        configuration: GatewayConfiguration, ports: Ports, notifier: ServiceNotifier, logger: Logger,
        shedding: Shedding = Shedding()
    ) {
        self.shedding = shedding
        legends = LegendSchedule(journalBytes: StoreOptions(configuration.store).journalBytes)
        self.configuration = configuration
        simulated = SimulatedNames(configuration)
        self.ports = ports
        self.notifier = notifier
        self.logger = logger
        host = EngineHost(Engine(plan: configuration.plan))
        ingestor = Ingestor(configuration: configuration, isLimited: true)
        pins = PinPanel(configuration.bindings, loop: loop, logger: logger)
        rejections = RejectionLog(logger: logger)
        recurring = RecurringLog(logger)
        uplinks = UplinkTargets(configuration: configuration, destinations: [])
    }

    /// Runs until a `stop` message has been carried out.
    func run() {
        loop.watch(ports.inbox.wakeup.descriptor, for: .read) { [unowned self] _ in serveInbox() }
        // Before anything is known the outputs are requested at their safe values.
        pins = makePins()
        pins.openOutputs()
        tellSimulated()
        while !isEnded {
            loop.poll(timeoutMilliseconds: timeout())
            let begin = Clock.boot
            service(now: begin)
            worstPause = max(worstPause, Clock.boot - begin)
        }
        ports.ended.wake()
    }

    // MARK: One round

    private func timeout() -> Int64? {
        let now = Clock.boot
        var deadline = now + 1000
        // Nothing but the watchdog is served before that.
        guard isRecovered else { return deadline - now }
        // While stopping nothing is served any more.
        if !isStopping, let engine = host.engine.nextDeadline {
            deadline = min(deadline, now + (engine.milliseconds - clock.now.milliseconds))
        }
        if let due = broker?.nextDeadline { deadline = min(deadline, due) }
        if let due = actuators?.connection.nextDeadline { deadline = min(deadline, due) }
        if let due = pins.nextDeadline { deadline = min(deadline, due) }
        if let due = commitDeadline { deadline = min(deadline, due) }
        if let due = personAnswers.deadline { deadline = min(deadline, due) }
        return max(0, deadline - now)
    }

    private func service(now: Int64) {
        guard isRecovered else { return keepAlive(now: now) }
        pins.service(now: now)
        passTime()
        serviceConnections(now: now)
        checkClock(now: now)
        commitIfDue(now: now)
        if let due = personAnswers.deadline, now >= due { answerPeopleUnstored() }
        acknowledge()
        watchConnections()
        keepAlive(now: now)
    }

    /// Lets the engine serve what is due, although nothing arrived.
    private func passTime() {
        // While stopping the outputs stay safe: what is due now is due again after the start.
        guard !isStopping, let due = host.engine.nextDeadline, due <= clock.now else { return }
        input.kind = .passing
        input.now = clock.now
        host.step(input, into: &outputs)
        guard !outputs.isEmpty else { return }
        act()
        // Only what had consequences needs to be known after a crash; the rest follows from the next input.
        journalIfRoom(input)
        queueOutputs()
    }

    private func checkClock(now: Int64) {
        guard !isStopping, now >= nextClockCheck else { return }
        nextClockCheck = now + 1000
        noteLimits(now: now)
        recurring.tellWithheld()
        pins.tellWithheld()
        actuators?.tellWithheld()
        trim(now: now)
        let offset = clock.wallOffset
        guard abs(offset - wallOffset) >= ControlLoop.clockStepMilliseconds else { return }
        recurring.log(.notice, "wall clock", "the wall clock was set by \(offset - wallOffset) ms")
        wallOffset = offset
        input.kind = .clock
        input.now = clock.now
        input.wallOffset = offset
        take(input)
    }

    /// What read the files and makes the first connections is not needed again before the next reload.
    func beginTrimming() {
        trimmingEnd = Clock.boot + ControlLoop.trimmingMilliseconds
        weir_release_memory()
    }

    private func trim(now: Int64) {
        let isQuiet = lastCommitStart > lastTrim && now - lastCommitStart >= ControlLoop.quietMilliseconds
        guard now < trimmingEnd || isQuiet else { return }
        lastTrim = now
        weir_release_memory()
    }

    private func keepAlive(now: Int64) {
        guard let interval = notifier.watchdogMilliseconds, now >= nextWatchdog else { return }
        if spare == nil, ports.storeHeartbeat.age > ports.storePatienceMilliseconds { return }
        nextWatchdog = now + interval
        notifier.notify("WATCHDOG=1")
    }

    // MARK: Mail

    private func serveInbox() {
        ports.inbox.takeEach { (message: consuming ControlMessage) in serve(consume message) }
    }

    private func serve(_ message: consuming ControlMessage) {
        switch consume message {
        case .recovered(let recovered): begin(recovered)
        case .committed(let batch, let isSnapshotDue, let pause):
            commitPause = pause
            committed(batch, isSnapshotDue: isSnapshotDue)
        case .commitFailed(let reason):
            commitFailure = reason
            answerPeopleUnstored()
        case .reload(let configuration, let reply): reload(configuration, reply)
        case .legend(let reply): reply.post(currentLegend())
        case .status(let reply): reply.post(status())
        case .look(let sight, let reply): reply.post(look(at: sight))
        case .follow(let follower, let beginning): begin(follower, from: beginning)
        case .simulate(let line, let level, let reply):
            reply.post(Array((pins.simulate(line: line, level: level) ? #"{"ok":true}"# : #"{"ok":false}"#).utf8))
        case .sensed(let report): take(report)
        case .command(let command, let uplink): serve(command, uplink: uplink)
        case .person(let request, let reply): serve(request, reply)
        case .stop: stop()
        }
    }

    private func begin(_ recovered: Recovered) {
        guard !isStopping else { return }
        clock = Clock(resumingAfter: recovered.last.map { Instant(milliseconds: $0) })
        wallOffset = clock.wallOffset
        host.replace(recovered.engine)
        recent = recovered.recent
        redeliveries = RedeliveryWindow(
            capacity: configuration.localBroker?.receiveMaximum ?? 20, marks: recovered.redeliveries)
        uplinks = UplinkTargets(configuration: configuration, destinations: recovered.destinations)
        isRecovered = true
        for early in earlyFollowers { begin(early.follower, from: early.beginning) }
        earlyFollowers = []
        logger.info(
            """
            ready: devices=\(host.engine.deviceCount) journal_replayed=\(recovered.replayed) \
            damaged=\(recovered.damaged)
            """)
        journalLegend(.start)
        input.kind = .start
        input.now = clock.now
        input.wallOffset = wallOffset
        input.epoch = recovered.epoch
        take(input)
        for changed in host.engine.changedTables(now: clock.now) { take(changed) }
        listen(to: pins)
        pins.openInputs()
        watchSensors()
        beginTrimming()
        notifier.notify("READY=1\nSTATUS=running")
    }

    // MARK: The end

    private func stop() {
        guard !isStopping else { return }
        pins.finishMeters()
        isStopping = true
        refuseReload("the gateway is stopping")
        notifier.notify("STOPPING=1")
        pins.driveSafe()
        actuators?.driveSafe(actuatorTargets().map { ($0.target, $0.safe) })
        broker?.isReadingPaused = true
        finishIfQuiet()
        if !isRecovered { isEnded = true }
    }

    /// Hands over the last batch as soon as no other is under way.
    func finishIfQuiet() {
        guard isStopping, isRecovered, !hasSentLast, spare != nil else { return }
        hasSentLast = true
        fillSnapshot()
        stampAndSend { .finish($0) }
    }

    /// Everything read is stored: acknowledge it and go.
    func end() {
        if let broker {
            // Nothing is read after the last batch; should something have been, it must come again.
            if hasReadings {
                broker.stop()
            } else {
                broker.flush()
                broker.disconnect()
            }
        }
        actuators?.stop()
        pins.close()
        recurring.tellRest()
        isEnded = true
    }
}
