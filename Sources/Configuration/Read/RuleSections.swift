internal import Documents
internal import Engine
internal import Telemetry

struct RuleSection: Section {
    let when: WrittenText?
    let until: WrittenText?
    let forMilliseconds: Int64
    let severity: Severity
    let message: String?
    let messageMark: Mark
    let settings: [Named<Bool>]
    let priority: Int
    let mark: Mark
    /// The rule as written, for its shape.
    let node: Node

    static let when = Field(
        "when", .expression, required: true, about: "The condition.", example: "temperature > hot")
    static let forDuration = Field(
        "for", .duration, default: "0s", about: "How long the condition must hold before it counts.", example: "5s")
    static let until = Field(
        "until", .expression, about: "What ends it; without it, the condition's end.",
        example: "temperature < hot - 5.0")
    static let severity = Field(
        "severity", .choice("info", "warning", "minor", "major", "critical"), default: "warning",
        about: "How urgent it is; major and critical are the last to be dropped by a full buffer.")
    static let message = Field(
        "message", .text, about: "What is told, with {device} and the names of values in braces.",
        example: "\"{device} at {temperature} °C\"")
    static let set = Field(
        "set", .named(.boolean, names: .identifier), about: "What actuators do while it holds.",
        example: "{fan: true}")
    static let priority = Field(
        "priority", .integer(1...16), default: "10", about: "Whose setting wins: 1 is the highest.")

    static let table = FieldTable(
        "a rule",
        [
            when, forDuration, until, severity, message, set, priority,
            PlannedField("after", about: "The edge that starts an expectation."),
            PlannedField("expect", about: "What must happen."),
            PlannedField("within", about: "The time for it."),
            PlannedField("heartbeat", about: "What must keep coming."),
            PlannedField("pattern", about: "A sequence of events."),
            PlannedField("times", about: "How often."), PlannedField("cooldown", about: "A pause after it."),
            PlannedField("lease", about: "How long a pattern's setting lasts."),
            PlannedField("latch", about: "Stays until a person acknowledges."),
            PlannedField("inhibited_by", about: "Conditions that hold it back."),
            PlannedField("inhibit", about: "How it is held back."), PlannedField("keep", about: "How long it stays."),
            PlannedField("every", about: "Repeats."), PlannedField("group", about: "Groups of rules."),
        ])

    init?(from reader: MappingReader) {
        when = reader.value(Self.when)
        forMilliseconds = reader.value(Self.forDuration)
        until = reader.value(Self.until)
        severity = Severity(name: reader.value(Self.severity)) ?? .warning
        message = reader.value(Self.message)
        messageMark = reader.mark(of: Self.message)
        settings = reader.value(Self.set) ?? []
        priority = reader.value(Self.priority)
        mark = reader.mark
        node = reader.node
    }
}

struct ActuatorSection: Section {
    let gpio: GPIOOutputSection?
    let mqtt: MQTTOutputSection?
    let safe: Bool?
    let rest: Bool?
    let mark: Mark

    static let gpio = Field("gpio", .section(GPIOOutputSection.self), about: "A line of a GPIO chip.")
    static let mqtt = Field("mqtt", .section(MQTTOutputSection.self), about: "A command over MQTT.")
    static let safe = Field(
        "safe", .boolean, required: true, about: "The value that harms nobody: taken at start, stop and crash.",
        example: "false")
    static let rest = Field(
        "rest", .boolean, about: "The value while nothing claims the actuator; `safe` when left out.",
        example: "false")
    static let table = FieldTable(
        "an actuator",
        [
            gpio, mqtt, safe, rest,
            PlannedField("min_on", about: "How long it stays on at least."),
            PlannedField("min_off", about: "How long it stays off at least."),
            PlannedField("max_on", about: "How long it stays on at most."),
            PlannedField("interlock", about: "What must be true for any value but safe."),
            PlannedField("permissive", about: "What must be true to start."),
            PlannedField("max_switches", about: "How often it may switch."),
            PlannedField("safe_when_stale", about: "Signals without which it is safe."),
        ], exactlyOne: [["gpio", "mqtt"]])

    init?(from reader: MappingReader) {
        gpio = reader.value(Self.gpio)
        mqtt = reader.value(Self.mqtt)
        safe = reader.value(Self.safe)
        rest = reader.value(Self.rest)
        mark = reader.mark
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
    }
}

struct SummarySection: Section {
    let every: Int64?
    let items: [Named<[Aggregate]>]
    let node: Node

    static let every = Field(
        "every", .duration(from: "1s", through: "31d"), required: true,
        about: "The windows' length; they begin at whole multiples of it since 1970.", example: "1m")
    static let of = Field(
        "of",
        .named(.list(of: .choice(of: Aggregate.self, planned: plannedAggregates), atLeast: 1), names: .identifier),
        required: true,
        about: "The aggregates of each signal or derived value; the count is always told.",
        example: "{temperature: [min, mean, max]}")
    private static let plannedAggregates = ["p50", "p90", "p95", "p99", "stddev", "first", "rate"]
    static let table = FieldTable("a summary", [every, of])

    init?(from reader: MappingReader) {
        every = reader.value(Self.every)
        items = reader.value(Self.of) ?? []
        node = reader.node
    }
}
