internal import Documents
internal import Engine

struct ActuatorSection: Section {
    let gpio: GPIOOutputSection?
    let mqtt: MQTTOutputSection?
    let safe: Bool?
    let rest: Bool?
    let minOn: Int64
    let minOff: Int64
    let maxOn: Int64?
    let maxSwitches: Rate?
    let startDelay: Int64
    let interlock: WrittenText?
    let permissive: WrittenText?
    let safeWhenStale: [String]?
    let safeWhenStaleMark: Mark
    let mark: Mark

    static let gpio = Field("gpio", .section(GPIOOutputSection.self), about: "A line of a GPIO chip.")
    static let mqtt = Field("mqtt", .section(MQTTOutputSection.self), about: "A command over MQTT.")
    static let safe = Field(
        "safe", .boolean, required: true, about: "The value that harms nobody: taken at start, stop and crash.",
        example: "false")
    static let rest = Field(
        "rest", .boolean, about: "The value while nothing claims the actuator; `safe` when left out.",
        example: "false")
    static let minOn = Field(
        "min_on", .duration, default: "0s",
        about: "Once on, it stays on so long; a stop by a guard, a latch or priority 1 or 2 comes at once.",
        example: "30s")
    static let minOff = Field(
        "min_off", .duration, default: "0s", about: "Once off, it stays off so long, restarts included.",
        example: "60s")
    static let maxOn = Field(
        "max_on", .duration(from: "1s"),
        about: "Once on, it goes off after so long, and starts again only after its claim has dropped.", example: "4h")
    static let maxSwitches = Field(
        "max_switches", .rate, about: "How often it may switch.", example: "6/min")
    static let startDelay = Field(
        "start_delay", .duration, default: "0s", about: "After a start of the service it stays safe so long.",
        example: "30s")
    static let interlock = Field(
        "interlock", .expression,
        about: "What must be true for any value but `safe`, at any time; what cannot be evaluated is not true.",
        example: "door_open == false")
    static let permissive = Field(
        "permissive", .expression, about: "What must be true to leave `safe`; it never stops anything.",
        example: "temperature < 60.0")
    static let safeWhenStale = Field(
        "safe_when_stale", .list(of: .text, atLeast: 1),
        about: "Signals without which it is safe; left out: those of the interlock and of the rule that sets it.",
        example: "[temperature]")
    static let table = FieldTable(
        "an actuator",
        [
            gpio, mqtt, safe, rest, minOn, minOff, maxOn, maxSwitches, startDelay, interlock, permissive,
            safeWhenStale,
        ], exactlyOne: [["gpio", "mqtt"]])

    init?(from reader: MappingReader) {
        gpio = reader.value(Self.gpio)
        mqtt = reader.value(Self.mqtt)
        safe = reader.value(Self.safe)
        rest = reader.value(Self.rest)
        minOn = reader.value(Self.minOn)
        minOff = reader.value(Self.minOff)
        maxOn = reader.value(Self.maxOn)
        maxSwitches = reader.value(Self.maxSwitches)
        startDelay = reader.value(Self.startDelay)
        interlock = reader.value(Self.interlock)
        permissive = reader.value(Self.permissive)
        safeWhenStale = reader.value(Self.safeWhenStale)
        safeWhenStaleMark = reader.mark(of: Self.safeWhenStale)
        mark = reader.mark
        check(reader)
    }

    /// Guards that contradict one another.
    private func check(_ reader: MappingReader) {
        if let maxOn, minOn > maxOn {
            reader.error("it must stay on longer than it may", mend: "write a 'min_on' below 'max_on'", at: Self.minOn)
        }
        if maxOn != nil, safe == true {
            reader.error(
                "on is the safe value: there is no limit to how long it may be safe", mend: "remove 'max_on'",
                at: Self.maxOn)
        }
        if let maxSwitches, !Frequency.allows(maxSwitches) {
            reader.error(
                "the rate lets through 1 to 1000 switches", mend: "write a rate such as '6/min'", at: Self.maxSwitches)
        }
    }
}

struct GPIOOutputSection: Section {
    let chip: String?
    let line: String?
    let lineMark: Mark
    let active: ActiveLevel
    let mark: Mark

    static let chip = GPIOInputSection.chip
    static let line = GPIOInputSection.line
    static let active = Field(
        "active", .choice(of: ActiveLevel.self), default: "high", about: "The level that means on.")
    static let table = FieldTable("a GPIO output", [chip, line, active])

    init?(from reader: MappingReader) {
        chip = reader.value(Self.chip)
        line = reader.value(Self.line)
        lineMark = reader.mark(of: Self.line)
        active = reader.value(Self.active)
        mark = reader.mark
    }
}

struct MQTTOutputSection: Section {
    let topic: String?
    let topicMark: Mark
    let payload: OutputPayloadSection?
    let state: String?
    let stateMark: Mark
    let qualityOfService: Int
    let isRetained: Bool

    static let topic = Field(
        "topic", .text, required: true, about: "The command's topic, with {device}.", example: "\"plant/{device}/cmd\"")
    static let payload = Field(
        "payload", .section(OutputPayloadSection.self), about: "The command's payloads.",
        example: "{on: \"ON\", off: \"OFF\"}")
    static let state = Field(
        "state", .text, about: "The boolean signal that tells what the actuator really does.", example: "running")
    static let qos = Field("qos", .integer(0...1), default: "1", about: "How surely the command is delivered.")
    static let retain = Field(
        "retain", .boolean, default: "false",
        about: "Whether the broker keeps the command; a device that comes back would obey an old one.")
    static let table = FieldTable(
        "an MQTT output",
        [
            topic, payload, state, qos, retain,
            PlannedField("confirm", about: "How soon the state must follow."),
        ])

    init?(from reader: MappingReader) {
        topic = reader.value(Self.topic)
        topicMark = reader.mark(of: Self.topic)
        payload = reader.value(Self.payload)
        state = reader.value(Self.state)
        stateMark = reader.mark(of: Self.state)
        qualityOfService = reader.value(Self.qos)
        isRetained = reader.value(Self.retain)
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
