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
    private(set) var sentCount = 0
    private(set) var unsentCount = 0
    /// Asked after each connect: to send every actuator's present value.
    var present: (() -> Void)?

    /// - Parameter role: ends the client identifier: two clients of one identifier evict each other.
    init(_ broker: BrokerConfiguration, role: String, logger: Logger) throws(MQTTError) {
        var options = ConnectionOptions(broker)
        options.clientID = broker.clientID + "-" + role
        options.session = .clean
        connection = try Connection(options: options)
        self.logger = logger
        connection.onConnected = { [unowned self] _ in present?() }
        connection.onDisconnected = { [unowned self] reason in
            self.logger.warning("actuators' connection to the local broker: \(reason)")
        }
    }

    func start(now: Int64) { connection.start(now: now) }
    func service(now: Int64) { connection.service([], now: now) }
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
            if error != .notConnected { logger.error("a command was not sent: \(error)") }
        }
    }

    func driveSafe(_ targets: [(target: Target, safe: Bool)]) {
        for (target, safe) in targets { send(target.output, device: target.device, value: safe) }
    }
}
