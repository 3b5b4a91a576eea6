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

    struct Ports: Sendable {
        let index: Int
        let inbox: Mailbox<UplinkMessage>
        let store: Mailbox<StoreMessage>
    }

    private let configuration: UplinkConfiguration
    private let gateway: String
    private let ports: Ports
    private let logger: Logger
    private let loop = EventLoop()
    private var destination: (any Destination)?
    private var watched: (descriptor: Int32, generation: UInt32)?
    private var live: [OutboxEntry] = []
    private var backlog: [OutboxEntry] = []
    private var pace: RateLimit
    private var isAsking = false
    private var isMoreBacklog = false
    private var nextAsk: Int64 = 0
    private var delivered: [OutboxKey] = []
    private var rejected: [StoreMessage.Rejected] = []
    private var isStopping = false
    private var sentCount = 0

    init(configuration: UplinkConfiguration, gateway: String, ports: Ports, logger: Logger) {
        self.configuration = configuration
        self.gateway = gateway
        self.ports = ports
        self.logger = logger
        pace = RateLimit(perSecond: configuration.catchUpPerSecond)
    }

    func run() {
        loop.watch(ports.inbox.wakeup.descriptor, for: .read) { [unowned self] _ in serveInbox() }
        while !isStopping {
            loop.poll(timeoutMilliseconds: timeout())
            destination?.service(events: 0, now: Clock.boot)
            send()
            report()
            watchDestination()
        }
        destination?.stop()
    }

    private func timeout() -> Int64? {
        let now = Clock.boot
        var timeout = destination?.nextDeadline.map { max(0, $0 - now) }
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
            case .begin(let epoch): begin(epoch: epoch)
            case .live(let entries, let isMore):
                live.append(contentsOf: entries)
                isMoreBacklog = isMoreBacklog || isMore
            case .catchUp(let entries, let isMore):
                isAsking = false
                isMoreBacklog = isMore
                // All that is left is under way: nothing new before something is confirmed.
                nextAsk = entries.isEmpty ? Clock.boot + UplinkThread.askMilliseconds : 0
                backlog.append(contentsOf: entries)
            case .status(let reply): reply.post(status())
            case .stop: isStopping = true
            }
        }
    }

    private func begin(epoch: Int64) {
        do {
            var options = ConnectionOptions(configuration.broker)
            // Nothing is subscribed here, so there is nothing for the broker to keep.
            options.session = .clean
            let destination = try MQTTDestination(
                options: options, gateway: gateway, topic: configuration.topic,
                epoch: epoch, wallClock: { Clock.wall })
            destination.onReady = { [unowned self] in
                logger.info("uplink \(configuration.name) connected")
                forget()
                ports.store.post(.uplinkReady(ports.index))
            }
            destination.onLost = { [unowned self] reason in
                logger.warning("uplink \(configuration.name): \(reason)")
                forget()
                ports.store.post(.uplinkLost(ports.index))
            }
            destination.onDelivered = { [unowned self] key in delivered.append(key) }
            destination.onRejected = { [unowned self] key, reason in
                rejected.append(StoreMessage.Rejected(key: key, reason: reason))
            }
            destination.start(now: Clock.boot)
            self.destination = destination
            watchDestination()
        } catch {
            // `check` cannot see all of it, for instance a certificate that is unreadable; the entries wait.
            logger.error("uplink \(configuration.name) cannot be used: \(error)")
        }
    }

    /// What is in hand belongs to a connection that is no more; the store hands it out again.
    private func forget() {
        live.removeAll()
        backlog.removeAll()
        delivered.removeAll()
        isMoreBacklog = false
        isAsking = false
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
            ports.store.post(
                .catchUp(ports.index, count: min(UplinkThread.pageCount, pace.available(now: now))))
        }
    }

    private func report() {
        if !delivered.isEmpty {
            ports.store.post(.delivered(ports.index, delivered))
            delivered.removeAll()
        }
        if !rejected.isEmpty {
            logger.error("uplink \(configuration.name) refused \(rejected.count) entries: \(rejected[0].reason)")
            ports.store.post(.rejected(ports.index, rejected))
            rejected.removeAll()
        }
    }

    // MARK: Watching

    private func watchDestination() {
        guard let destination else { return }
        var interest: Interest = []
        if destination.wantsRead { interest.insert(.read) }
        if destination.wantsWrite { interest.insert(.write) }
        let present = destination.descriptor.map { (descriptor: $0, generation: destination.generation) }
        if let watched, let present, watched == present {
            loop.change(present.descriptor, to: interest)
            return
        }
        if let watched { loop.unwatch(watched.descriptor) }
        watched = present
        guard let present else { return }
        loop.watch(present.descriptor, for: interest) { [unowned self] events in
            self.destination?.service(events: events.rawValue, now: Clock.boot)
        }
    }

    private func status() -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("state", destination?.condition ?? "starting")
        json.field("address", configuration.broker.address)
        json.field("sent", sentCount)
        json.field("in_hand", live.count + backlog.count)
        json.endObject()
        return json.bytes
    }
}
