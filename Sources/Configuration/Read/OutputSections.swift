internal import Documents

/// Which signal tells what an actuator really does, and how soon it has to.
struct OutputState {
    /// Nil: the level of the line itself.
    let signal: String?
    let mark: Mark
    /// Nil where nothing is checked.
    let confirm: Int64?

    static let confirm = Field(
        "confirm", .duration(from: "1ms", through: "1h"),
        about:
            "How soon the state must follow; else NAME.fault is raised and the actuator is safe, until its claim has "
            + "dropped or somebody acknowledges it.", example: "3s")
}

struct GPIOOutputSection: Section {
    let chip: String?
    let line: String?
    let lineMark: Mark
    let active: ActiveLevel
    let drive: LineDrive
    let bias: LineBias
    let state: OutputState?
    let mark: Mark

    static let chip = GPIOInputSection.chip
    static let line = GPIOInputSection.line
    static let active = Field(
        "active", .choice(of: ActiveLevel.self), default: "high", about: "The level that means on.")
    static let drive = Field(
        "drive", .choice(of: LineDrive.self), default: "push-pull",
        about:
            "Which levels the line makes itself: `open-drain` only pulls to ground, `open-source` only drives high, and "
            + "a resistor makes the other.")
    static let bias = GPIOInputSection.bias
    static let state = Field(
        "state", .text,
        about:
            "The boolean signal that tells what the actuator really does, such as a contactor's own contact; without "
            + "it `confirm` reads the line back.", example: "running")
    static let confirm = OutputState.confirm
    static let table = FieldTable("a GPIO output", [chip, line, active, drive, bias, state, confirm])

    init?(from reader: MappingReader) {
        chip = reader.value(Self.chip)
        line = reader.value(Self.line)
        lineMark = reader.mark(of: Self.line)
        active = reader.value(Self.active)
        drive = reader.value(Self.drive)
        bias = reader.value(Self.bias)
        let signal = reader.value(Self.state)
        let confirm = reader.value(Self.confirm)
        state =
            signal == nil && confirm == nil
            ? nil : OutputState(signal: signal, mark: reader.mark(of: Self.state), confirm: confirm)
        mark = reader.mark
    }
}

struct MQTTOutputSection: Section {
    let topic: String?
    let topicMark: Mark
    let payload: OutputPayloadSection?
    let state: OutputState?
    let qualityOfService: Int
    let isRetained: Bool

    static let topic = Field(
        "topic", .text, required: true, about: "The command's topic, with {device}.", example: "\"plant/{device}/cmd\"")
    static let payload = Field(
        "payload", .section(OutputPayloadSection.self), about: "The command's payloads.",
        example: "{on: \"ON\", off: \"OFF\"}")
    static let state = Field(
        "state", .text, about: "The boolean signal that tells what the actuator really does.", example: "running")
    static let confirm = OutputState.confirm
    static let qos = Field("qos", .integer(0...1), default: "1", about: "How surely the command is delivered.")
    static let retain = Field(
        "retain", .boolean, default: "false",
        about: "Whether the broker keeps the command; a device that comes back would obey an old one.")
    static let table = FieldTable("an MQTT output", [topic, payload, state, confirm, qos, retain])

    init?(from reader: MappingReader) {
        topic = reader.value(Self.topic)
        topicMark = reader.mark(of: Self.topic)
        payload = reader.value(Self.payload)
        let confirm = reader.value(Self.confirm)
        let signal = reader.value(Self.state)
        state = signal.map { OutputState(signal: $0, mark: reader.mark(of: Self.state), confirm: confirm) }
        qualityOfService = reader.value(Self.qos)
        isRetained = reader.value(Self.retain)
        if confirm != nil, signal == nil {
            reader.error(
                "nothing tells whether it does what it was told", mend: "write 'state:' and the signal that does",
                at: Self.confirm)
        }
    }
}

struct OutputPayloadSection: Section {
    let on: String
    let off: String

    static let on = Field("on", .text, default: "\"ON\"", about: "What turns it on.")
    static let off = Field("off", .text, default: "\"OFF\"", about: "What turns it off.")
    static let table = FieldTable("the payloads", [on, off])

    init?(from reader: MappingReader) {
        on = reader.value(Self.on)
        off = reader.value(Self.off)
        if on == off {
            reader.error("on and off are the same command", mend: "write another one", at: Self.off)
        }
    }
}
