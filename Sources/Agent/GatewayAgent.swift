public import Configuration
internal import Glibc
public import Logging
internal import Store
internal import Telemetry

/// The running gateway: its threads and the queues between them.
///
///     let agent = GatewayAgent(configuration: configuration, logger: logger)
///     agent.start()
///     ...
///     agent.stop()        // outputs safe, everything stored, acknowledged
public final class GatewayAgent {
    private let configuration: GatewayConfiguration
    private let logger: Logger
    private let controlInbox = Mailbox<ControlMessage>(capacity: 1024)
    private let storeInbox = Mailbox<StoreMessage>(capacity: 65_536)
    private let uplinkInboxes: [Mailbox<UplinkMessage>]
    private let sensorInbox = Mailbox<SensorMessage>(capacity: 16)
    private let heartbeat = Heartbeat()
    private let ended = Wakeup()
    private let feed = LiveFeed()
    private var threads: [ServiceThread] = []
    /// Not waited for at the end: it may be in a reading that never comes back.
    private var sensors: ServiceThread?

    public init(configuration: GatewayConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        uplinkInboxes = configuration.uplinks.map { _ in Mailbox(capacity: 65_536) }
    }

    /// What others may see and ask of the agent, from any thread.
    public var view: AgentView {
        AgentView(
            control: controlInbox, store: storeInbox,
            uplinks: zip(configuration.uplinks.map(\.name), uplinkInboxes).map {
                AgentView.Uplink(name: $0, inbox: $1)
            },
            feed: feed)
    }

    public func start() {
        FailsafeHandover(directory: configuration.store.path).takeOver(logger: logger)
        let configuration = configuration
        let logger = logger
        let notifier = ServiceNotifier()
        let control = ControlLoop.Ports(
            inbox: controlInbox, store: storeInbox, storeHeartbeat: heartbeat, ended: ended, feed: feed,
            uplinks: uplinkInboxes, sensors: sensorInbox)
        let store = StoreThread.Ports(
            inbox: storeInbox, control: controlInbox, uplinks: uplinkInboxes, heartbeat: heartbeat)
        threads.append(
            ServiceThread(name: "control") {
                ControlLoop(configuration: configuration, ports: control, notifier: notifier, logger: logger).run()
            })
        let sensorInbox = sensorInbox
        let controlInbox = controlInbox
        sensors = ServiceThread(name: "sensors", stackBytes: 256 << 10) {
            SensorThread(inbox: sensorInbox, control: controlInbox).run()
        }
        for (index, uplink) in configuration.uplinks.enumerated() {
            let ports = UplinkThread.Ports(
                index: index, inbox: uplinkInboxes[index], store: storeInbox, control: controlInbox)
            threads.append(
                ServiceThread(name: "uplink \(uplink.name.prefix(8))") {
                    UplinkThread(
                        configuration: uplink, gateway: configuration.gateway, ports: ports, logger: logger
                    ).run()
                })
        }
        threads.append(
            ServiceThread(name: "store") {
                do {
                    try StoreThread.open(configuration: configuration, ports: store, logger: logger)?.run()
                } catch {
                    logger.critical("\(error)")
                    exit(1)
                }
            })
    }

    /// Becomes readable when the control thread has ended.
    public var endedDescriptor: Int32 { ended.descriptor }

    /// The way by which new files are taken up.
    /// - Parameter load: reads and checks them.
    public func reloading(_ load: @escaping @Sendable () -> GatewayLoader.Outcome) -> Reloading {
        Reloading(configuration, control: controlInbox, logger: logger, load: load)
    }

    /// Asks for the end: outputs to their safe values, the last batch stored and acknowledged.
    public func requestStop() {
        // Once.
        controlInbox.send(.stop)
    }

    /// Ends what is left once the control thread has ended.
    public func join() {
        for uplink in uplinkInboxes { uplink.send(.stop) }
        storeInbox.send(.stop)
        sensorInbox.send(.stop)
        for thread in threads { thread.join() }
        threads.removeAll()
    }
}

/// Questions to a running agent. Answers are JSON; an agent that does not answer within a second gives none.
public struct AgentView: Sendable {
    struct Uplink: Sendable {
        let name: String
        let inbox: Mailbox<UplinkMessage>
    }

    let control: Mailbox<ControlMessage>
    let store: Mailbox<StoreMessage>
    let uplinks: [Uplink]
    /// What happens, as it happens.
    let feed: LiveFeed

    /// The state of every thread, one object.
    public func status() -> [UInt8] {
        status { control.post(.status($0)) }
    }

    /// The same without the devices and what happened to them.
    public func overview() -> [UInt8] {
        status { control.post(.look(.summary, $0)) }
    }

    private func status(ofControl post: (Reply) -> Bool) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("control")
        json.raw(ask(post))
        json.key("store")
        json.raw(ask { store.post(.status($0)) })
        json.key("uplinks")
        json.beginObject()
        for uplink in uplinks {
            json.key(uplink.name)
            json.raw(ask { uplink.inbox.post(.status($0)) })
        }
        json.endObject()
        json.key("queues")
        writeQueues(to: &json)
        json.endObject()
        return json.bytes
    }

    /// What waits in each thread's queue, and how much was refused as it was full.
    private func writeQueues(to json: inout JSONWriter) {
        var queues = [
            ("control", control.count, control.refusedCount), ("store", store.count, store.refusedCount),
        ]
        queues.append(("log", LogQueue.standardError.waitingCount, LogQueue.standardError.droppedCount))
        for uplink in uplinks {
            queues.append(("uplink " + uplink.name, uplink.inbox.count, uplink.inbox.refusedCount))
        }
        json.beginObject()
        for (name, count, refused) in queues {
            json.key(name)
            json.beginObject()
            json.field("waiting", count)
            json.field("refused", refused)
            json.endObject()
        }
        json.endObject()
    }

    /// The names and states of a part of the devices, one object: `{"total":N,"offset":N,"devices":[...]}`.
    /// - Parameter limit: at most ``AgentView/deviceLimit`` are shown.
    public func devices(offset: Int, limit: Int) -> [UInt8] {
        ask { control.post(.look(.devices(offset: offset, limit: limit), $0)) }
    }

    /// Everything about one device, one object; `{"error":...}` where there is none of the name.
    public func device(_ name: String) -> [UInt8] {
        ask { control.post(.look(.device(name), $0)) }
    }

    /// The last events, commands and suppressions, one array, the oldest first.
    public func recent() -> [UInt8] {
        ask { control.post(.look(.recent, $0)) }
    }

    /// The most devices in one answer.
    public static let deviceLimit = 200

    /// Sets an input of the simulated chip; `{"ok":false}` when there is no such input.
    public func simulate(line: String, level: Bool) -> [UInt8] {
        ask { control.post(.simulate(line: line, level: level, $0)) }
    }

    /// What waits for the uplinks, looked at or changed; an object, with `ok` and `reason` where something is wrong.
    public func queue(_ request: QueueRequest) -> [UInt8] {
        // To delete much takes a while.
        ask(within: 9000) { store.post(.queue(request, $0)) }
    }

    /// One step of a copy of the store; an object with `ok` and, where that is false, `reason`.
    public func backup(_ step: BackupStep) -> [UInt8] {
        // The first one waits for the disk.
        ask(within: 9000) { store.post(.backup(step, $0)) }
    }

    /// Carries out what a person asks for; an object with `ok` and with `reason` or `message`.
    public func carryOut(_ request: PersonRequest) -> [UInt8] {
        // The answer may wait for the disk.
        ask(within: 3000) { control.post(.person(request, $0)) }
    }

    /// A stretch of the journal from an offset on, see ``JournalChunk``; nil: only where its end is.
    public func journal(from offset: Int64?) -> [UInt8] {
        ask { store.post(.journal(from: offset, $0)) }
    }

    /// What journal entries mean now: an object with `legend`, for ``JournalLines/begin(_:_:)``.
    public func legend() -> [UInt8] {
        ask { control.post(.legend($0)) }
    }

    private func ask(within milliseconds: Int32 = 1000, _ post: (Reply) -> Bool) -> [UInt8] {
        let reply = Reply(capacity: 1)
        guard post(reply) else { return Array("null".utf8) }
        var entry = pollfd(fd: reply.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) == 1 else { return Array("null".utf8) }
        return reply.takeAll().first ?? Array("null".utf8)
    }
}
