public import MQTT
public import Store
public import Telemetry

/// A broker upstream: CloudEvents at QoS 1, delivered when the broker's PUBACK is here, and a retained status with a
/// will.
public final class MQTTDestination: Destination {
    public var onReady: (() -> Void)?
    public var onLost: ((String) -> Void)?
    public var onDelivered: ((OutboxKey) -> Void)?
    public var onRejected: ((OutboxKey, String) -> Void)?
    public var onPostponed: ((OutboxKey, Int64) -> Void)?
    public var onCommand: (([UInt8], Bool) -> Void)?

    private let connection: Connection
    private let topics: TopicTemplate
    private let envelope: CloudEvent
    private let statusTopic: String
    /// Where commands come in; nil where none are taken.
    private let commandTopic: String?
    private let gateway: String
    private let wallClock: () -> Timestamp
    private var json = JSONWriter()
    private var unconfirmed: [Int32: Unconfirmed] = [:]
    /// Rejections found while sending, reported from `service` so that no closure runs inside `send`.
    private var unusable: [(key: OutboxKey, reason: String)] = []
    private var lastFailure: String?
    /// What the broker refused on this connection, which says more than how the connection ended.
    private var refusal: String?
    private var poison = PoisonSearch()
    private var postponements = Postponements()
    /// As `unusable`, of those that wait.
    private var postponed: [(key: OutboxKey, until: Int64)] = []
    private var lastNow: Int64 = 0
    /// What a connection begins with while a record is suspected.
    private var probe: Probe?
    private var status = StatusMessage.none

    private struct Unconfirmed {
        let key: OutboxKey
        let sequence: Int64
        let lane: Lane
    }

    /// The status message goes first. Where entries go one at a time they wait for its answer, whatever it is: whether
    /// the broker takes the status says nothing about other topics.
    private enum StatusMessage: Equatable {
        case none
        case sent(Int32)
        case answered(isAccepted: Bool)
    }

    /// - Parameters:
    ///   - options: where and as whom; the will is set here.
    ///   - topic: with `{gateway}`, `{device}` and `{kind}`.
    ///   - epoch: the store's, for sequences.
    ///   - takesCommands: whether `weir/GATEWAY/command` is subscribed to.
    ///   - timing: when to connect again.
    ///   - wallClock: for the time in the status message.
    public init(
        options: ConnectionOptions, gateway: String, topic: String, epoch: Int64, takesCommands: Bool = false,
        timing: ConnectionTiming = ConnectionTiming(), wallClock: @escaping () -> Timestamp
    ) throws(MQTTError) {
        var options = options
        commandTopic = takesCommands ? "weir/\(gateway)/command" : nil
        statusTopic = "weir/\(gateway)/status"
        options.will = ConnectionOptions.Will(
            topic: statusTopic, payload: Array(#"{"gateway":"\#(gateway)","state":"offline"}"#.utf8), retain: true)
        connection = try Connection(options: options, timing: timing)
        topics = TopicTemplate(topic, gateway: gateway)
        envelope = CloudEvent(gateway: gateway, epoch: epoch)
        self.gateway = gateway
        self.wallClock = wallClock
        connection.onConnected = { [unowned self] _ in connected() }
        connection.onDisconnected = { [unowned self] reason in lost(reason) }
        connection.onMessage = { [unowned self] message in
            onCommand?(Array(message.payload), message.retained)
        }
        connection.onPublished = { [unowned self] answer in published(answer) }
    }

    public var descriptor: Int32? { connection.descriptor }
    public var generation: UInt32 { connection.descriptorGeneration }
    public var wantsRead: Bool { connection.interest.contains(.readable) }
    public var wantsWrite: Bool { connection.interest.contains(.writable) }
    public var nextDeadline: Int64? {
        [connection.nextDeadline, isReady && isIdle ? probe?.deadline : nil].compactMap { $0 }.min()
    }
    public var isReady: Bool { connection.state.isConnected }
    public var room: Int {
        if let probe { return probe.room }
        guard poison.isOneByOne else { return max(0, Int(connection.options.sendMaximum) - unconfirmed.count) }
        return isIdle ? 1 : 0
    }
    /// Nothing is under way, so that a closing is for what is sent next.
    private var isIdle: Bool {
        guard case .answered = status else { return false }
        return unconfirmed.isEmpty
    }
    public var condition: String { isReady ? "connected" : lastFailure ?? "connecting" }
    public var notice: String? { postponements.notice }

    public func start(now: Int64) { connection.start(now: now) }

    public func service(events: UInt32, now: Int64) {
        lastNow = now
        connection.service(Readiness(rawValue: events), now: now)
        serveProbe(now: now)
        for (key, reason) in unusable { onRejected?(key, reason) }
        unusable.removeAll()
        for (key, until) in postponed { onPostponed?(key, until) }
        postponed.removeAll()
        // A command is in the hands of the control thread, whose answer tells what became of it.
        if commandTopic != nil, connection.unacknowledged > 0 { connection.flush() }
    }

    public func send(_ entry: OutboxEntry) {
        let lane = Lane(entry)
        if let verdict = poison.verdict(entry.sequence) { return carryOut(verdict, entry, lane) }
        if let until = postponements.until(lane, now: lastNow) {
            postponed.append((entry.key, until))
            return
        }
        if probe == nil {
            publish(entry)
        } else {
            probe?.hold(entry)
        }
    }

    /// What may be mended waits; of the rest only the record is given up.
    private func carryOut(_ verdict: PoisonSearch.Verdict, _ entry: OutboxEntry, _ lane: Lane) {
        poison.forgetVerdict(entry.sequence)
        guard verdict.isRefusal || postponements.isDenied(lane) else {
            postponements.closed(lane, reason: verdict.reason, now: lastNow)
            return unusable.append((entry.key, verdict.reason))
        }
        postponed.append((entry.key, postponements.denied(lane, reason: verdict.reason, now: lastNow)))
    }

    private func serveProbe(now: Int64) {
        while isReady, isIdle, let entry = probe?.next(poison, now: now) {
            publish(entry)
            if unconfirmed.isEmpty { probe?.answered(entry.sequence, isConfirmed: false) }
        }
        if let present = probe, present.isOver, present.isEmpty { probe = nil }
    }

    private func publish(_ entry: OutboxEntry) {
        guard let record = OutboxRecord(entry.payload) else {
            unusable.append((entry.key, "not a record of this gateway"))
            return
        }
        envelope.write(record, sequence: entry.sequence, to: &json)
        do throws(MQTTError) {
            let identifier = try connection.publish(
                topic: topics.topic(device: record.device, kind: record.kind), payload: json.bytes,
                qualityOfService: .atLeastOnce)
            unconfirmed[identifier] = Unconfirmed(key: entry.key, sequence: entry.sequence, lane: Lane(entry))
            poison.sent(entry.sequence)
        } catch {
            switch error {
            // Also what is larger than the broker said it takes (MQTT 5 section 3.2.2.3.6).
            case .invalidMessage:
                poison.settled(entry.sequence)
                unusable.append((entry.key, error.description))
            // Without a connection nothing is confirmed, and all of it comes again.
            default: connection.shutSocket()
            }
        }
    }

    public func stop() {
        // Where it cannot be published the will says it.
        _ = publishStatus("offline")
        connection.disconnect()
    }

    private func connected() {
        lastFailure = nil
        guard publishStatus("online") else {
            // Nothing would be sent on this connection, and the reason may be gone with the next one.
            refusal = lastFailure.map { "our status cannot be published: \($0)" }
            connection.shutSocket()
            return
        }
        probe = poison.hasSuspicions ? Probe() : nil
        subscribe()
        onReady?()
    }

    private func subscribe() {
        guard let commandTopic else { return }
        do throws(MQTTError) {
            _ = try connection.subscribe(to: [commandTopic], qualityOfService: .atLeastOnce)
        } catch {
            // Asked for again with the next connection.
            lastFailure = error.description
        }
    }

    public func answer(_ body: [UInt8]) {
        guard connection.state.isConnected else { return }
        do throws(MQTTError) {
            _ = try connection.publish(topic: "weir/\(gateway)/result", payload: body, qualityOfService: .atLeastOnce)
        } catch {
            lastFailure = error.description
        }
    }

    private func lost(_ reason: MQTTError) {
        let words = refusal ?? reason.description
        lastFailure = words
        refusal = nil
        poison.ended(isClosed: reason.isClosing)
        unconfirmed.removeAll()
        probe = nil
        status = .none
        onLost?(words)
    }

    private func published(_ answer: PublishAnswer) {
        if status == .sent(answer.packetIdentifier) {
            status = .answered(isAccepted: answer.isAccepted)
            if !answer.isAccepted { refusal = "the broker refuses our status: \(answer.description)" }
            return
        }
        guard let entry = unconfirmed.removeValue(forKey: answer.packetIdentifier) else { return }
        switch answer.reason {
        case 0..<0x80:
            poison.confirmed(entry.sequence)
            postponements.taken(entry.lane)
            connection.wasOfUse()
            probe?.answered(entry.sequence, isConfirmed: true)
            onDelivered?(entry.key)
        // MQTT 5 section 3.4.2.1: topic name invalid, payload format invalid, packet too large.
        case 0x90, 0x95, 0x99:
            poison.settled(entry.sequence)
            probe?.answered(entry.sequence, isConfirmed: false)
            onRejected?(entry.key, "refused: \(answer.description)")
        // Quota exceeded: said of us, not of the record, as it is where the connection ends with it.
        case 0x97: pause(answer)
        // Not authorised and the like may be mended: try again with a pause.
        default:
            guard !postponements.isDenied(entry.lane) else {
                // It is known, so that no connection has to end for it.
                poison.settled(entry.sequence)
                probe?.answered(entry.sequence, isConfirmed: false)
                let until = postponements.denied(entry.lane, reason: answer.description, now: lastNow)
                onPostponed?(entry.key, until)
                return
            }
            poison.refused(entry.sequence, reason: answer.description)
            pause(answer)
        }
    }

    private func pause(_ answer: PublishAnswer) {
        refusal = "the broker refuses a record: \(answer.description)"
        connection.shutSocket()
    }

    /// False where it could not be sent, with the reason as the last failure.
    private func publishStatus(_ state: String) -> Bool {
        guard connection.state.isConnected else { return false }
        var json = JSONWriter()
        json.beginObject()
        json.field("gateway", gateway)
        json.field("state", state)
        json.field("time", wallClock())
        json.endObject()
        do throws(MQTTError) {
            status = .sent(
                try connection.publish(
                    topic: statusTopic, payload: json.bytes, qualityOfService: .atLeastOnce, retain: true))
        } catch {
            lastFailure = error.description
            return false
        }
        return true
    }
}
