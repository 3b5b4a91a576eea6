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
    private var unconfirmed: [Int32: OutboxKey] = [:]
    /// Rejections found while sending, reported from `service` so that no closure runs inside `send`.
    private var unusable: [OutboxKey] = []
    private var lastFailure: String?

    /// - Parameters:
    ///   - options: where and as whom; the will is set here.
    ///   - topic: with `{gateway}`, `{device}` and `{kind}`.
    ///   - epoch: the store's, for sequences.
    ///   - takesCommands: whether `weir/GATEWAY/command` is subscribed to.
    ///   - wallClock: for the time in the status message.
    public init(
        options: ConnectionOptions, gateway: String, topic: String, epoch: Int64, takesCommands: Bool = false,
        wallClock: @escaping () -> Timestamp
    ) throws(MQTTError) {
        var options = options
        commandTopic = takesCommands ? "weir/\(gateway)/command" : nil
        statusTopic = "weir/\(gateway)/status"
        options.will = ConnectionOptions.Will(
            topic: statusTopic, payload: Array(#"{"gateway":"\#(gateway)","state":"offline"}"#.utf8), retain: true)
        connection = try Connection(options: options)
        topics = TopicTemplate(topic, gateway: gateway)
        envelope = CloudEvent(gateway: gateway, epoch: epoch)
        self.gateway = gateway
        self.wallClock = wallClock
        connection.onConnected = { [unowned self] _ in connected() }
        connection.onDisconnected = { [unowned self] reason in lost(reason) }
        connection.onMessage = { [unowned self] message in
            onCommand?(Array(message.payload), message.retained)
        }
        connection.onPublished = { [unowned self] identifier, reason in published(identifier, reason) }
    }

    public var descriptor: Int32? { connection.descriptor }
    public var generation: UInt32 { connection.descriptorGeneration }
    public var wantsRead: Bool { connection.interest.contains(.readable) }
    public var wantsWrite: Bool { connection.interest.contains(.writable) }
    public var nextDeadline: Int64? { connection.nextDeadline }
    public var isReady: Bool { connection.state.isConnected }
    public var room: Int { max(0, Int(connection.options.sendMaximum) - unconfirmed.count) }
    public var condition: String { isReady ? "connected" : lastFailure ?? "connecting" }

    public func start(now: Int64) { connection.start(now: now) }

    public func service(events: UInt32, now: Int64) {
        connection.service(Readiness(rawValue: events), now: now)
        for key in unusable { onRejected?(key, "not a record of this gateway") }
        unusable.removeAll()
        // A command is in the hands of the control thread, whose answer tells what became of it.
        if commandTopic != nil, connection.unacknowledged > 0 { connection.flush() }
    }

    public func send(_ entry: OutboxEntry) {
        guard let record = OutboxRecord(entry.payload) else {
            unusable.append(entry.key)
            return
        }
        envelope.write(record, sequence: entry.sequence, to: &json)
        do throws(MQTTError) {
            let identifier = try connection.publish(
                topic: topics.topic(device: record.device, kind: record.kind), payload: json.bytes,
                qualityOfService: .atLeastOnce)
            unconfirmed[identifier] = entry.key
        } catch {
            switch error {
            case .invalidMessage: unusable.append(entry.key)
            // Without a connection nothing is confirmed, and all of it comes again.
            default: connection.shutSocket()
            }
        }
    }

    public func stop() {
        publishStatus("offline")
        connection.disconnect()
    }

    private func connected() {
        lastFailure = nil
        publishStatus("online")
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
        lastFailure = reason.description
        unconfirmed.removeAll()
        onLost?(reason.description)
    }

    private func published(_ identifier: Int32, _ reason: UInt8) {
        guard let key = unconfirmed.removeValue(forKey: identifier) else { return }
        switch reason {
        case 0..<0x80: onDelivered?(key)
        // MQTT 5 section 3.4.2.1: topic name invalid, payload format invalid, implementation-specific size limits.
        case 0x90, 0x95, 0x99: onRejected?(key, "refused by the broker (reason \(reason))")
        // Not authorised, quota exceeded and the like may be mended: try again with a pause.
        default: connection.shutSocket()
        }
    }

    private func publishStatus(_ state: String) {
        guard connection.state.isConnected else { return }
        var status = JSONWriter()
        status.beginObject()
        status.field("gateway", gateway)
        status.field("state", state)
        status.field("time", wallClock().rfc3339)
        status.endObject()
        do throws(MQTTError) {
            _ = try connection.publish(
                topic: statusTopic, payload: status.bytes, qualityOfService: .atLeastOnce, retain: true)
        } catch {
            // The will, or the next connection, says it.
            lastFailure = error.description
        }
    }
}
