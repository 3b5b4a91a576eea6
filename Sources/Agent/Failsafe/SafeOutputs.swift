internal import Configuration
internal import Documents
internal import Engine

/// Every output of a configuration and the value at which it is safe.
struct SafeOutputs {
    struct Line {
        var name: String
        var chip: String
        var line: String
        var isActiveLow: Bool
        var drive: LineDrive
        var bias: LineBias
        var safe: Bool

        var isSimulated: Bool { LineBinding.isSimulated(chip: chip) }
    }

    /// The command of one actuator of all devices of a device file.
    struct Command {
        /// The device file's, by which devices are found that came by a topic.
        var template: String
        var output: MQTTOutput
        var safe: Bool
        /// The devices that the file names.
        var devices: [String]
    }

    var lines: [Line] = []
    var commands: [Command] = []
    /// Where the commands go.
    var broker: BrokerConfiguration?
    /// What is known of the broker's password when it is not known itself.
    var passwordReference: String?

    init(lines: [Line], commands: [Command], broker: BrokerConfiguration?, passwordReference: String?) {
        self.lines = lines
        self.commands = commands
        self.broker = broker
        self.passwordReference = passwordReference
    }

    init(_ configuration: GatewayConfiguration) {
        broker = configuration.localBroker
        passwordReference = broker?.password?.reference
        for (template, binding) in zip(configuration.plan.templates, configuration.bindings) {
            for actuator in binding.actuators {
                switch actuator.target {
                case .gpio(let gpio):
                    for line in gpio.line.lines {
                        lines.append(
                            Line(
                                name: "\(line.device).\(actuator.name)", chip: gpio.line.chip, line: line.line,
                                isActiveLow: gpio.line.isActiveLow, drive: gpio.drive, bias: gpio.line.bias,
                                safe: actuator.safe))
                    }
                case .mqtt(let output):
                    commands.append(
                        Command(
                            template: template.name, output: output, safe: actuator.safe,
                            devices: template.devices.map(\.name)))
                }
            }
        }
    }
}
