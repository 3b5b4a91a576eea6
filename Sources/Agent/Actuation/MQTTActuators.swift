internal import Configuration
internal import Logging
internal import MQTT

/// Commands to devices over the local broker, on a connection of their own: what is read waits for commits, what is
/// commanded does not.
final class MQTTActuators {
    struct Target {
        var output: MQTTOutput
        var device: String
    }

    let connection: Connection
    private let logger: Logger
    private var recurring: RecurringLog
    private var isLost = false
    private(set) var sentCount = 0
    private(set) var unsentCount = 0
    private var failures = LogTally()
    /// Asked after each connect: to send every actuator's present value.
    var present: (() -> Void)?

    /// - Parameter role: ends the client identifier: two clients of one identifier evict each other.
    init(_ broker: BrokerConfiguration, role: String, logger: Logger) throws(MQTTError) {
        var options = ConnectionOptions(broker)
        options.clientID = broker.clientID + "-" + role
        options.session = .clean
        connection = try Connection(options: options)
        self.logger = logger
        recurring = RecurringLog(logger)
        connection.onConnected = { [unowned self] _ in
            if isLost { recurring.log(.notice, "connection", "actuators' connection to the local broker is back") }
            isLost = false
            present?()
        }
        connection.onDisconnected = { [unowned self] reason in
            isLost = true
            recurring.log(.warning, "connection", "actuators' connection to the local broker: \(reason)")
        }
    }

    /// Once a second.
    func tellWithheld() { recurring.tellWithheld() }

    func start(now: Int64) { connection.start(now: now) }
    /// Sends what was commanded; what the socket does not take at once goes when it is writable.
    func flush() { connection.flush() }
    func stop() { connection.disconnect() }

    /// Sends a command; without a connection the value is sent after the next connect.
    func send(_ output: MQTTOutput, device: String, value: Bool) {
        do throws(MQTTError) {
            _ = try connection.publish(
                topic: output.topic(device: device),
                payload: Array((value ? output.on : output.off).utf8),
                qualityOfService: output.qualityOfService == 0 ? .atMostOnce : .atLeastOnce,
                retain: output.isRetained)
            sentCount += 1
        } catch {
            unsentCount += 1
            if error != .notConnected, let count = failures.add(now: Clock.boot) {
                logger.error("a command was not sent: \(error)", metadata: ["count": "\(count)"])
            }
        }
    }

    func driveSafe(_ targets: [(target: Target, safe: Bool)]) {
        for (target, safe) in targets { send(target.output, device: target.device, value: safe) }
    }
}
