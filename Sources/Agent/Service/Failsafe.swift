public import Configuration
internal import Decoding
internal import Engine
internal import GPIO
internal import Glibc
public import Logging
internal import MQTT
internal import Telemetry

/// Drives every output to its safe value without the agent: after a crash, or by hand.
public final class Failsafe {
    private struct Output {
        var name: String
        var chip: String
        var line: String
        var isActiveLow: Bool
        var safe: Bool
    }

    /// How often a holder looks after its lines.
    public static let retryMilliseconds: Int32 = 1000

    private let logger: Logger
    private let outputs: [Output]
    private let broker: BrokerConfiguration?
    private let commands: [(target: MQTTOutput, device: String, safe: Bool)]
    /// The lines that are held, and what was said last of those that are not, by the output's name.
    private var lines: [String: OutputLine] = [:]
    private var faults: [String: String] = [:]

    /// The outputs of a configuration.
    public init(configuration: GatewayConfiguration, logger: Logger) {
        self.logger = logger
        broker = configuration.localBroker
        var outputs: [Output] = []
        var commands: [(target: MQTTOutput, device: String, safe: Bool)] = []
        for (index, binding) in configuration.bindings.enumerated() {
            for actuator in binding.actuators {
                switch actuator.target {
                case .gpio(let lines):
                    for line in lines.lines where lines.chip != LineBinding.simulatedChip {
                        outputs.append(
                            Output(
                                name: "\(line.device).\(actuator.name)", chip: lines.chip, line: line.line,
                                isActiveLow: lines.isActiveLow, safe: actuator.safe))
                    }
                case .mqtt(let target):
                    for device in configuration.plan.templates[index].devices {
                        commands.append((target, device.name, actuator.safe))
                    }
                }
            }
        }
        self.outputs = outputs
        self.commands = commands
    }

    /// The outputs that the last good configuration left in the store; nil when there is no such file.
    public init?(lastGoodIn directory: String, logger: Logger) {
        guard let bytes = Failsafe.read(Failsafe.path(directory)),
            let list = try? JSONValue.parse(bytes, limits: PayloadLimits(bytes: 1 << 20, members: 4096)).array
        else {
            // Neither a file nor a readable one: there is nothing to go by.
            return nil
        }
        self.logger = logger
        broker = nil
        commands = []
        outputs = list.compactMap { entry in
            guard let name = entry["name"]?.string, let chip = entry["chip"]?.string, let line = entry["line"]?.string,
                let isActiveLow = entry["active_low"]?.bool, let safe = entry["safe"]?.bool
            else { return nil }
            return Output(name: name, chip: chip, line: line, isActiveLow: isActiveLow, safe: safe)
        }
    }

    /// Leaves the list of outputs in the store, for the day when the configuration cannot be read.
    public func save(in directory: String) {
        var json = JSONWriter()
        json.beginArray()
        for output in outputs {
            json.beginObject()
            json.field("name", output.name)
            json.field("chip", output.chip)
            json.field("line", output.line)
            json.field("active_low", output.isActiveLow)
            json.field("safe", output.safe)
            json.endObject()
        }
        json.endArray()
        let path = Failsafe.path(directory)
        guard Failsafe.read(path) != json.bytes else { return }
        mkdir(directory, 0o750)
        let file = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard file >= 0 else { return logger.warning("the list of safe values is not saved: errno \(errno)") }
        let isWritten = write(file, json.bytes, json.bytes.count) == json.bytes.count && fsync(file) == 0
        close(file)
        guard isWritten, rename(path + ".new", path) == 0 else {
            return logger.warning("the list of safe values is not saved: errno \(errno)")
        }
    }

    /// Requests every line that is not held yet at its safe value, and keeps it until `release`.
    /// - Returns: how many outputs are not held.
    @discardableResult
    public func driveLines() -> Int {
        for output in outputs {
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

    private func drive(_ output: Output) throws(GPIOError) {
        // A chip that is gone takes its lines along, without a word unless they are asked.
        if let line = lines[output.name], try line.get() == output.safe { return }
        lines[output.name] = nil
        guard let chip = ChipName(output.chip), let line = LineName(output.line) else { return }
        lines[output.name] = try OutputLine(
            chip: chip, line: line, initial: output.safe, activeLow: output.isActiveLow, consumer: "weir-failsafe")
        logger.notice("\(output.name) is \(output.safe ? "on" : "off")")
    }

    /// Lets the lines go.
    public func release() {
        lines.removeAll()
    }

    /// Sends the safe commands to the local broker, for three seconds at most, and as long as `goesOn` says so.
    /// - Returns: how many were not confirmed.
    public func sendCommands(while goesOn: () -> Bool) -> Int {
        guard let broker, !commands.isEmpty else { return 0 }
        do {
            let actuators = try MQTTActuators(broker, role: "failsafe", logger: logger)
            var confirmed = 0
            actuators.present = { [unowned self, unowned actuators] in
                actuators.driveSafe(
                    commands.map { (MQTTActuators.Target(output: $0.target, device: $0.device), $0.safe) })
            }
            actuators.connection.onPublished = { _, _ in confirmed += 1 }
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

    private static func path(_ directory: String) -> String { directory + "/outputs.json" }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = Glibc.read(file, &bytes, bytes.count)
        return count >= 0 ? Array(bytes[..<count]) : nil
    }
}
