internal import Configuration
internal import Logging
internal import MQTT
internal import Store
internal import Telemetry
internal import Uplinks

/// The thread of one destination: it sends what is live at once, and the backlog at the configured pace.
final class UplinkThread {
    /// Entries asked for at a time when catching up.
    static let pageCount = 200
    /// After an answer without entries: all that is left is under way, and asking again at once would not help.
    static let askMilliseconds: Int64 = 200
    /// Between two attempts to make a destination that was refused before it could connect.
    static let attemptMilliseconds: Int64 = 5000

    struct Ports: Sendable {
        let index: Int
        let inbox: Mailbox<UplinkMessage>
        let store: Mailbox<StoreMessage>
        /// Where commands go; nil where none are taken.
        var control: Mailbox<ControlMessage>?
    }

    private let configuration: UplinkConfiguration
    private let gateway: String
    private let ports: Ports
    private let logger: Logger
    private let loop = EventLoop()
    private lazy var watch = ConnectionWatch(loop)
    private var destination: (any Destination)?
    /// The present connection; the one before is over.
    private var connection: ConnectionNumber = 0
    /// The epoch that the store gave; until then there is nothing to send.
    private var epoch: Int64?
    private var nextAttempt: Int64 = 0
    /// Why there is no destination, as it was logged.
    private var refusal: String?
    private var live: [OutboxEntry] = []
    private var backlog: [OutboxEntry] = []
    private var pace: RateLimit
    private var isAsking = false
    private var isMoreBacklog = false
    private var nextAsk: Int64 = 0
    private var delivered: [OutboxKey] = []
    private var rejected: [StoreMessage.Rejected] = []
    private var postponed: [StoreMessage.Postponed] = []
    private var refusals = LogTally()
    private var recurring: RecurringLog
    private var flawedCommands = LogTally(burst: 20)
    private var isStopping = false
    private var sentCount = 0
    /// Messages of the store that came too late for their connection.
    private var staleCount = 0

    init(configuration: UplinkConfiguration, gateway: String, ports: Ports, logger: Logger) {
        self.configuration = configuration
        self.gateway = gateway
        self.ports = ports
        self.logger = logger
        recurring = RecurringLog(logger)
        pace = RateLimit(perSecond: configuration.catchUpPerSecond)
    }

    func run() {
        loop.watch(ports.inbox.wakeup.descriptor, for: .read) { [unowned self] _ in serveInbox() }
        while !isStopping {
            loop.poll(timeoutMilliseconds: timeout())
            open()
            if let destination {
                destination.service(events: watch.takeReady(destination.generation), now: Clock.boot)
            }
            send()
            report()
            watchDestination()
            recurring.tellWithheld()
        }
        destination?.stop()
        recurring.tellRest()
    }

    private func timeout() -> Int64? {
        let now = Clock.boot
        var timeout = destination?.nextDeadline.map { max(0, $0 - now) }
        if destination == nil, epoch != nil { timeout = max(0, nextAttempt - now) }
        if recurring.isWithholding { timeout = min(timeout ?? .max, 1000) }
        guard let destination, destination.isReady else { return timeout }
        if !backlog.isEmpty, destination.room > 0 {
            timeout = min(timeout ?? .max, max(1, pace.wait(now: now)))
        } else if backlog.isEmpty, isMoreBacklog, !isAsking {
            timeout = min(timeout ?? .max, max(1, nextAsk - now, pace.wait(now: now)))
        }
        return timeout
    }

    // MARK: Mail

    private func serveInbox() {
        for message in ports.inbox.takeAll() {
            switch message {
            case .begin(let epoch): self.epoch = epoch
            // A commit that took long may have begun before the connection was lost: these entries come again.
            case .live(_, _, let connection) where connection != self.connection,
                .catchUp(_, _, let connection) where connection != self.connection:
                staleCount += 1
            case .live(let entries, let isMore, _):
                live.append(contentsOf: entries)
                isMoreBacklog = isMoreBacklog || isMore
            case .catchUp(let entries, let isMore, _):
                isAsking = false
                isMoreBacklog = isMore
                // All that is left is under way: nothing new before something is confirmed.
                nextAsk = entries.isEmpty ? Clock.boot + UplinkThread.askMilliseconds : 0
                backlog.append(contentsOf: entries)
            case .status(let reply): reply.post(status())
            case .answer(let body): destination?.answer(body)
            case .stop: isStopping = true
            }
        }
    }

    /// Makes the destination as soon as the store is open. What stands in the way may be mended meanwhile, so it is
    /// tried again and again.
    private func open() {
        guard destination == nil, let epoch, Clock.boot >= nextAttempt else { return }
        nextAttempt = Clock.boot + UplinkThread.attemptMilliseconds
        do {
            var options = ConnectionOptions(configuration.broker)
            // Nothing is subscribed here, so there is nothing for the broker to keep.
            options.session = .clean
            let destination = try MQTTDestination(
                options: options, gateway: gateway, topic: configuration.topic,
                epoch: epoch, takesCommands: configuration.commands != nil, wallClock: { Clock.wall })
            destination.onCommand = { [unowned self] body, isRetained in take(body, isRetained: isRetained) }
            destination.onReady = { [unowned self] in
                recurring.log(.info, "connection", "uplink \(configuration.name) connected")
                forget()
                // One for a connection, and attempts to connect are a second apart.
                ports.store.send(.uplinkReady(ports.index, connection))
            }
            destination.onLost = { [unowned self] reason in
                recurring.log(.warning, "connection", "uplink \(configuration.name): \(reason)")
                forget()
                ports.store.send(.uplinkLost(ports.index))
            }
            destination.onDelivered = { [unowned self] key in delivered.append(key) }
            destination.onRejected = { [unowned self] key, reason in
                rejected.append(StoreMessage.Rejected(key: key, reason: reason))
            }
            destination.onPostponed = { [unowned self] key, until in
                postponed.append(StoreMessage.Postponed(key: key, until: until))
            }
            destination.start(now: Clock.boot)
            self.destination = destination
            if refusal != nil { recurring.log(.notice, "options", "uplink \(configuration.name) can be used now") }
            refusal = nil
        } catch {
            // `check` cannot see all of it; the entries wait.
            let reason = "\(error)"
            if refusal != reason {
                recurring.log(.error, "options", "uplink \(configuration.name) cannot be used: \(reason)")
            }
            refusal = reason
        }
    }

    /// What is in hand belongs to a connection that is no more; the store hands it out again.
    private func forget() {
        connection += 1
        live.removeAll()
        backlog.removeAll()
        delivered.removeAll()
        postponed.removeAll()
        isMoreBacklog = false
        isAsking = false
    }

    /// A command came: what is one goes to the control thread, and gets its answer from there.
    private func take(_ body: [UInt8], isRetained: Bool) {
        do throws(RemoteCommand.Flaw) {
            let command = try RemoteCommand(body, isRetained: isRetained)
            guard ports.control?.post(.command(command, uplink: ports.index)) ?? false else {
                throw RemoteCommand.Flaw(id: command.id, reason: "too many requests wait")
            }
        } catch {
            if let count = flawedCommands.add(now: Clock.boot) {
                logger.warning(
                    "command \(error.id ?? "without an id") from \(configuration.name): refused, \(error.reason)",
                    metadata: ["count": "\(count)"])
            }
            destination?.answer(RemoteCommand.answer(id: error.id, reason: error.reason))
        }
    }

    // MARK: Sending

    private func send() {
        guard let destination, destination.isReady else { return }
        sendLive(destination)
        sendBacklog(destination)
        destination.service(events: 0, now: Clock.boot)
    }

    private func sendLive(_ destination: any Destination) {
        let count = min(live.count, destination.room)
        guard count > 0 else { return }
        for entry in live[..<count] { destination.send(entry) }
        live.removeFirst(count)
        sentCount += count
    }

    private func sendBacklog(_ destination: any Destination) {
        let now = Clock.boot
        guard live.isEmpty else { return }
        let count = min(backlog.count, destination.room, pace.available(now: now))
        for entry in backlog.prefix(count) {
            _ = pace.take(now: now)
            destination.send(entry)
        }
        backlog.removeFirst(count)
        sentCount += count
        if backlog.isEmpty, isMoreBacklog, !isAsking, now >= nextAsk, pace.available(now: now) > 0 {
            isAsking = true
            // The next one only after its answer.
            ports.store.send(
                .catchUp(ports.index, count: min(UplinkThread.pageCount, pace.available(now: now))))
        }
    }

    private func report() {
        if !delivered.isEmpty {
            // Each entry once, and the store hands out only so many without a confirmation.
            ports.store.send(.delivered(ports.index, delivered))
            delivered.removeAll()
        }
        if !rejected.isEmpty {
            if let count = refusals.add(rejected.count, now: Clock.boot) {
                logger.error(
                    "uplink \(configuration.name) refused entries: \(rejected[0].reason)",
                    metadata: ["count": "\(count)"])
            }
            ports.store.send(.rejected(ports.index, rejected))
            rejected.removeAll()
        }
        if !postponed.isEmpty {
            ports.store.send(.postponed(ports.index, postponed))
            postponed.removeAll()
        }
    }

    // MARK: Watching

    private func watchDestination() {
        guard let destination else { return }
        var interest: Interest = []
        if destination.wantsRead { interest.insert(.read) }
        if destination.wantsWrite { interest.insert(.write) }
        watch.update(destination.descriptor, generation: destination.generation, interest: interest)
    }

    private func status() -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("state", destination?.condition ?? refusal ?? "starting")
        if let notice = destination?.notice { json.field("notice", notice) }
        json.field("address", configuration.broker.address)
        json.field("sent", sentCount)
        json.field("in_hand", live.count + backlog.count)
        if staleCount > 0 { json.field("stale", staleCount) }
        json.endObject()
        return json.bytes
    }
}
