internal import Documents
internal import Engine
internal import Telemetry

struct RuleSection: Section {
    /// How a rule that latches is cleared.
    enum LatchPolicy: String, Sendable, CaseIterable {
        case untilAcknowledged = "until_ack"
    }

    let when: WrittenText?
    let until: WrittenText?
    let after: WrittenText?
    let expect: WrittenText?
    let within: Int64?
    let heartbeat: String?
    let heartbeatMark: Mark
    let pattern: [PatternStepSection]?
    let patternMark: Mark
    let times: TimesSection?
    let key: WrittenText?
    let skip: SkipSection?
    let forMilliseconds: Int64
    let keepMilliseconds: Int64
    let everyMilliseconds: Int64?
    let cooldown: Int64?
    let limit: Rate?
    let inhibitedBy: [String]
    let inhibitedByMark: Mark
    let inhibition: Inhibition.Policy
    let lease: Int64?
    let latch: LatchPolicy?
    let severity: Severity
    let message: String?
    let messageMark: Mark
    let settings: [Named<Bool>]
    let settingsMark: Mark
    let priority: Int
    let mark: Mark
    /// The rule as written, for its shape.
    let node: Node
    /// Where something is wrong that only the compiler sees.
    let forMark: Mark
    let untilMark: Mark

    static let when = Field(
        "when", .expression, about: "The condition.", example: "temperature > hot")
    static let after = Field(
        "after", .expression, about: "The edge from false to true after which something is expected.",
        example: "becomes(motor.on)")
    static let expect = Field(
        "expect", .expression, about: "What must be true in time; already true is fine.", example: "flow > 0.5")
    static let within = Field(
        "within", .duration(from: "1ms"),
        about: "The time for what is expected, between messages, or for the whole pattern.", example: "5s")
    static let heartbeat = Field(
        "heartbeat", .text, about: "The input or the signal that must keep coming.", example: "telemetry")
    static let pattern = Field(
        "pattern", .list(of: .section(PatternStepSection.self), atLeast: 1), about: "A sequence of events.",
        example: "[{start: becomes(running)}, {then: \"becomes(!running)\"}]")
    static let times = Field("times", .times, about: "How often the whole pattern.", example: "3")
    static let key = Field(
        "key", .expression, about: "A pattern is looked for among events of the same key.", example: "user")
    static let skip = Field(
        "skip", .skip, about: "Where the next match of a pattern may begin; past the last event when left out.",
        example: "to_next")
    static let forDuration = Field(
        "for", .duration, default: "0s", about: "How long the condition must hold before it counts.", example: "5s")
    static let until = Field(
        "until", .expression, about: "What ends it; without it, the condition's end.",
        example: "temperature < hot - 5.0")
    static let keep = Field(
        "keep", .duration, default: "0s",
        about: "How long the condition must be false before it ends, where there is no `until`.", example: "30s")
    static let every = Field(
        "every", .duration(from: "1s"), about: "While it lasts it is told again after so long.", example: "1h")
    static let cooldown = Field(
        "cooldown", .duration(from: "1ms"),
        about: "From one raise to the next; a condition that still holds then is raised then.", example: "10m")
    static let limit = Field(
        "limit", .rate, about: "The most raises in a time; more are suppressed.", example: "6/h")
    static let inhibitedBy = Field(
        "inhibited_by", .list(of: .text, atLeast: 1),
        about: "Conditions of the surroundings, rules or boolean values; while one is true the rule is not raised.",
        example: "[maintenance]")
    static let inhibit = Field(
        "inhibit", .choice(of: Inhibition.Policy.self), default: "restart",
        about: "restart: `for` begins when the inhibition ends; pause: time under inhibition does not count; "
            + "mute: it goes on, and is told only if it still lasts when the inhibition ends.")
    static let lease = Field(
        "lease", .duration(from: "1s"), about: "How long its settings last, instead of as long as it does.",
        example: "15m")
    static let latch = Field(
        "latch", .choice(of: LatchPolicy.self), about: "It stays until a person acknowledges it: weir ack DEVICE.RULE.",
        example: "until_ack")
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
            when, forDuration, until, keep, after, expect, within, heartbeat, pattern, times, key, skip, every,
            cooldown,
            limit, inhibitedBy, inhibit, severity, message, set, lease, latch, priority,
        ], exactlyOne: [["when", "after", "heartbeat", "pattern"]])

    init?(from reader: MappingReader) {
        when = reader.value(Self.when)
        forMilliseconds = reader.value(Self.forDuration)
        forMark = reader.mark(of: Self.forDuration)
        after = reader.value(Self.after)
        expect = reader.value(Self.expect)
        within = reader.value(Self.within)
        heartbeat = reader.value(Self.heartbeat)
        heartbeatMark = reader.mark(of: Self.heartbeat)
        pattern = reader.value(Self.pattern)
        patternMark = reader.mark(of: Self.pattern)
        times = reader.value(Self.times)
        key = reader.value(Self.key)
        skip = reader.value(Self.skip)
        until = reader.value(Self.until)
        untilMark = reader.mark(of: Self.until)
        keepMilliseconds = reader.value(Self.keep)
        everyMilliseconds = reader.value(Self.every)
        cooldown = reader.value(Self.cooldown)
        limit = reader.value(Self.limit)
        inhibitedBy = reader.value(Self.inhibitedBy) ?? []
        inhibitedByMark = reader.mark(of: Self.inhibitedBy)
        inhibition = reader.value(Self.inhibit)
        lease = reader.value(Self.lease)
        latch = reader.value(Self.latch)
        severity = Severity(name: reader.value(Self.severity)) ?? .warning
        message = reader.value(Self.message)
        messageMark = reader.mark(of: Self.message)
        settings = reader.value(Self.set) ?? []
        settingsMark = reader.mark(of: Self.set)
        priority = reader.value(Self.priority)
        mark = reader.mark
        node = reader.node
        check(reader)
    }

    /// Keys that mean nothing together.
    private func check(_ reader: MappingReader) {
        checkForm(reader)
        if until != nil, keepMilliseconds > 0 {
            reader.error("'until' ends the rule, so 'keep' has no effect", mend: "remove one of them", at: Self.keep)
        }
        if let limit, !(1...1000).contains(limit.count) {
            reader.error("a limit lets through 1 to 1000", mend: "write a limit such as '6/h'", at: Self.limit)
        }
        if reader.has(Self.inhibit), inhibitedBy.isEmpty {
            reader.error("nothing inhibits the rule", mend: "write 'inhibited_by: [NAME]'", at: Self.inhibit)
        }
        if lease != nil, settings.isEmpty {
            reader.error("the rule sets nothing that could have a lease", mend: "remove 'lease'", at: Self.lease)
        }
    }

    /// Each form has keys of its own.
    private func checkForm(_ reader: MappingReader) {
        func require(_ isThere: Bool, _ field: some DeclaredField, of form: String, example: String) {
            guard !isThere else { return }
            reader.diagnostics.error(
                "a rule with '\(form)' needs '\(field.description.key)'",
                mend: "write '\(field.description.key): \(example)'", at: reader.mark)
        }
        func refuse(_ field: some DeclaredField, unless form: String) {
            guard reader.has(field) else { return }
            reader.error("'\(field.description.key)' belongs to '\(form)'", mend: "remove it", at: field)
        }
        if after != nil { require(expect != nil, Self.expect, of: "after", example: "flow > 0.5") }
        if after != nil { require(within != nil, Self.within, of: "after", example: "5s") }
        if heartbeat != nil { require(within != nil, Self.within, of: "heartbeat", example: "2m") }
        if after == nil { refuse(Self.expect, unless: "after") }
        if pattern == nil {
            refuse(Self.times, unless: "pattern")
            refuse(Self.key, unless: "pattern")
            refuse(Self.skip, unless: "pattern")
            if after == nil, heartbeat == nil { refuse(Self.within, unless: "after, heartbeat or pattern") }
        }
        if when == nil, after != nil || heartbeat != nil || pattern != nil {
            refuse(Self.forDuration, unless: "when")
            refuse(Self.until, unless: "when")
            refuse(Self.keep, unless: "when")
        }
    }
}

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
        if let maxSwitches, !(1...1000).contains(maxSwitches.count) {
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
    }
}

struct SummarySection: Section {
    let every: Int64?
    let slide: Int64?
    let session: Int64?
    let maximum: Int64?
    let count: Int?
    let saysEmpty: Bool
    let items: [Named<[Aggregate]>]
    let node: Node
    let mark: Mark

    static let every = Field(
        "every", .duration(from: "1s", through: "31d"),
        about: "The windows' length; they begin at whole multiples of it since 1970.", example: "1m")
    static let slide = Field(
        "slide", .duration(from: "1s", through: "31d"),
        about: "A window of the length `every` begins so often: they overlap.", example: "10s")
    static let session = Field(
        "session", .duration(from: "1ms", through: "31d"),
        about: "A window lasts as long as values come no further apart.", example: "5m")
    static let maximum = Field(
        "max", .duration(from: "1s", through: "31d"), about: "The greatest length of a session.", example: "1h")
    static let count = Field(
        "count", .integer(1...1_000_000), about: "A window of so many values, of the one signal.", example: "100")
    static let emitEmpty = Field(
        "emit_empty", .boolean, default: "false",
        about: "Whether windows without a value are told, once there was one.")
    static let of = Field(
        "of", .named(.list(of: .choice(of: Aggregate.self), atLeast: 1), names: .identifier), required: true,
        about: "The aggregates of each signal or derived value; the count is always told.",
        example: "{temperature: [min, mean, max]}")
    static let table = FieldTable(
        "a summary", [every, slide, session, maximum, count, emitEmpty, of],
        exactlyOne: [["every", "session", "count"]])

    init?(from reader: MappingReader) {
        every = reader.value(Self.every)
        slide = reader.value(Self.slide)
        session = reader.value(Self.session)
        maximum = reader.value(Self.maximum)
        count = reader.value(Self.count)
        saysEmpty = reader.value(Self.emitEmpty)
        items = reader.value(Self.of) ?? []
        node = reader.node
        mark = reader.mark
        if slide != nil, every == nil {
            reader.error("'slide' belongs to 'every'", mend: "remove it", at: Self.slide)
        }
        if let slide, let every, every / slide > 10_000 {
            reader.error("more than 10000 windows would overlap", mend: "write a longer 'slide'", at: Self.slide)
        }
        if maximum != nil, session == nil {
            reader.error("'max' belongs to 'session'", mend: "remove it", at: Self.maximum)
        }
        if saysEmpty, every == nil {
            reader.error("only windows of a length can be empty", mend: "remove it", at: Self.emitEmpty)
        }
        if count != nil, items.count > 1 {
            reader.error("the values of one signal are counted", mend: "write a summary for each", at: Self.of)
        }
    }

    /// Nil after an error was reported.
    var window: WindowSettings? {
        if let every {
            guard let slide, slide != every else { return WindowSettings(.tumbling(size: every), saysEmpty: saysEmpty) }
            guard every / slide <= 10_000 else { return nil }
            return WindowSettings(.hopping(size: every, slide: slide), saysEmpty: saysEmpty)
        }
        if let session { return WindowSettings(.session(gap: session, maximumLength: maximum)) }
        return count.map { WindowSettings(.count(size: $0, slide: $0)) }
    }
}
