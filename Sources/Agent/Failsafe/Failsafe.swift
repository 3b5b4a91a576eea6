public import Configuration
public import Documents
internal import GPIO
internal import Glibc
public import Logging
internal import MQTT
internal import Telemetry

/// Drives every output to its safe value without the agent: after a crash, or by hand.
public final class Failsafe {
    /// How often a holder looks after its lines.
    public static let retryMilliseconds: Int32 = 1000

    private let logger: Logger
    private let outputs: SafeOutputs
    private let commands: [(target: MQTTActuators.Target, safe: Bool)]
    /// The lines that are held, and what was said last of those that are not, by the output's name.
    private var lines: [String: OutputLine] = [:]
    private var faults: [String: String] = [:]
    /// Outputs without hardware of which it was said.
    private var simulated: Set<String> = []

    /// The outputs of a configuration, and those of the devices that its store knows.
    public convenience init(configuration: GatewayConfiguration, logger: Logger) {
        self.init(SafeOutputs(configuration), store: configuration.store.path, logger: logger)
    }

    /// The outputs that the last good configuration left in the store; nil when there is no such file.
    /// - Parameter secrets: where the broker's password may be: the file names its secret only.
    public convenience init?(lastGoodIn directory: String, secrets: any SecretSource, logger: Logger) {
        guard var outputs = SafeOutputs(in: directory) else { return nil }
        if let name = outputs.passwordReference, outputs.broker != nil {
            do throws(ValueProblem) {
                outputs.broker?.password = try secrets.secret(named: name)
            } catch {
                logger.error("connecting without a password: \(error.message)")
                outputs.broker?.username = nil
            }
        }
        self.init(outputs, store: directory, logger: logger)
    }

    private init(_ outputs: SafeOutputs, store: String, logger: Logger) {
        self.outputs = outputs
        self.logger = logger
        let admitted = AdmittedDevices(in: store)
        commands = outputs.commands.flatMap { command in
            let others = admitted[command.template].filter { !command.devices.contains($0) }
            return (command.devices + others).map { device in
                (MQTTActuators.Target(output: command.output, device: device), command.safe)
            }
        }
    }

    /// Leaves the list of outputs in the store, for the day when the configuration cannot be read.
    public static func save(_ configuration: GatewayConfiguration, logger: Logger) {
        let file = SafeOutputs.file(configuration.store.path)
        let json = SafeOutputs(configuration).json
        guard file.read() != json else { return }
        if let code = file.write(json) { logger.warning("the list of safe values is not saved: errno \(code)") }
    }

    /// Requests every line that is not held yet at its safe value, and keeps it until `release`.
    /// - Returns: how many outputs are not held.
    @discardableResult
    public func driveLines() -> Int {
        for output in outputs.lines {
            do throws(GPIOError) {
                try drive(output)
                faults[output.name] = nil
            } catch {
                lines[output.name] = nil
                let text = "\(error)"
                if faults[output.name] != text { logger.error("\(output.name): \(text)") }
                faults[output.name] = text
            }
        }
        return faults.count
    }

    private func drive(_ output: SafeOutputs.Line) throws(GPIOError) {
        guard !output.isSimulated else {
            if simulated.insert(output.name).inserted {
                logger.warning("\(output.name) is simulated: there is no hardware to be \(output.safe ? "on" : "off")")
            }
            return
        }
        // A chip that is gone takes its lines along, without a word unless they are asked.
        if let line = lines[output.name], try line.get() == output.safe { return }
        lines[output.name] = nil
        guard let chip = ChipName(output.chip), let line = LineName(output.line) else { return }
        lines[output.name] = try OutputLine(
            chip: chip, line: line, initial: output.safe, activeLow: output.isActiveLow, drive: Drive(output.drive),
            bias: Bias(output.bias), consumer: "weir-failsafe")
        logger.notice("\(output.name) is \(output.safe ? "on" : "off")")
    }

    /// Lets the lines go.
    public func release() {
        lines.removeAll()
    }

    /// Sends the safe commands to the local broker, for three seconds at most, and as long as `goesOn` says so.
    /// - Returns: how many were not confirmed.
    public func sendCommands(while goesOn: () -> Bool) -> Int {
        guard let broker = outputs.broker, !commands.isEmpty else { return 0 }
        do {
            let actuators = try MQTTActuators(broker, role: "failsafe", logger: logger)
            var confirmed = 0
            actuators.present = { [unowned self, unowned actuators] in
                actuators.driveSafe(commands)
            }
            actuators.connection.onPublished = { _ in confirmed += 1 }
            actuators.start(now: Clock.boot)
            let end = Clock.boot + 3000
            while confirmed < commands.count, Clock.boot < end, goesOn() {
                var entry = pollfd(
                    fd: actuators.connection.descriptor ?? -1, events: actuators.connection.interest.pollEvents,
                    revents: 0)
                poll(&entry, 1, 100)
                actuators.connection.service(Readiness(pollEvents: entry.revents), now: Clock.boot)
            }
            actuators.stop()
            if confirmed < commands.count {
                logger.error("\(commands.count - confirmed) safe commands were not confirmed by \(broker.address)")
            }
            return commands.count - confirmed
        } catch {
            logger.error("the local broker cannot be used: \(error)")
            return commands.count
        }
    }
}
