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
    @Rare private(set) var after: WrittenText?
    @Rare private(set) var expect: WrittenText?
    let within: Int64?
    let heartbeat: String?
    let heartbeatMark: Mark
    let pattern: [PatternStepSection]?
    let patternMark: Mark
    @Rare private(set) var join: JoinSection?
    let group: String?
    let groupMark: Mark
    @Rare private(set) var times: TimesSection?
    @Rare private(set) var key: WrittenText?
    @Rare private(set) var skip: SkipSection?
    let forMilliseconds: Int64
    let keepMilliseconds: Int64
    let everyMilliseconds: Int64?
    let cooldown: Int64?
    @Rare private(set) var limit: Rate?
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
    let shape: UInt64
    /// The rule in one line, for people.
    let written: String
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
        "pattern", .list(of: .section(PatternStepSection.self), atLeast: 1),
        about: "A sequence of events. Each reading of a signal that any of the steps reads is one, whether or not it "
            + "changed, and is judged by what all signals are then: write becomes(...) for an edge.",
        example: "[{start: becomes(running)}, {then: \"becomes(!running)\"}]")
    static let join = Field(
        "join", .section(JoinSection.self),
        about: "Two events that come close to one another, or one that stays alone.",
        example: "{left: becomes(badge), right: becomes(door_open), within: [-5s, 10s]}")
    static let times = Field("times", .times, about: "How often the whole pattern.", example: "3")
    static let key = Field(
        "key", .expression, about: "A pattern or a join is looked for among events of the same key.", example: "user")
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
    static let group = Field(
        "group", .text,
        about:
            "The group of alarms of weir.yaml that limits how often it is told, with others; what it sets is not limited.",
        example: "floods")
    static let inhibitedBy = Field(
        "inhibited_by", .list(of: .text, atLeast: 1),
        about: "Conditions of the surroundings, rules or boolean values; while one is true the rule is not raised.",
        example: "[maintenance]")
    static let inhibit = Field(
        "inhibit", .choice(of: Inhibition.Policy.self), default: "restart",
        about: "restart: `for` begins when the inhibition ends; pause: time under inhibition does not count; "
            + "mute: it goes on, and is told only if it still lasts when the inhibition ends.")
    static let lease = Field(
        "lease", .duration(from: "10ms"), about: "How long its settings last, instead of as long as it does.",
        example: "15m")
    static let latch = Field(
        "latch", .choice(of: LatchPolicy.self), about: "It stays until a person acknowledges it: weir ack DEVICE.RULE.",
        example: "until_ack")
    static let severity = Field(
        "severity", .choice("info", "warning", "minor", "major", "critical"), default: "warning",
        about: "How urgent it is; major and critical are the last to be dropped by a full buffer.")
    static let message = Field(
        "message", .text,
        about:
            "What is told, with {device} and the names of values in braces; of a pattern's step `as: NAME` also {NAME.value}.",
        example: "\"{device} at {temperature} °C\"")
    static let set = Field(
        "set", .named(.boolean, names: .identifier), about: "What actuators do while it holds.",
        example: "{fan: true}")
    static let priority = Field(
        "priority", .integer(1...16), default: "10", about: "Whose setting wins: 1 is the highest.")

    static let table = FieldTable(
        "a rule",
        [
            when, forDuration, until, keep, after, expect, within, heartbeat, pattern, join, times, key, skip,
            every,
            cooldown,
            limit, group, inhibitedBy, inhibit, severity, message, set, lease, latch, priority,
        ], exactlyOne: [["when", "after", "heartbeat", "pattern", "join"]])

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
        join = reader.value(Self.join)
        group = reader.value(Self.group)
        groupMark = reader.mark(of: Self.group)
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
        // What a match keeps for the message lies in the order of its words.
        let isCapturing = pattern != nil && message?.contains("{") == true
        shape = Shape.hash(
            reader.node, except: isCapturing ? [Self.severity.key] : [Self.message.key, Self.severity.key])
        written = reader.node.oneLine
        check(reader)
    }

    /// Keys that mean nothing together.
    private func check(_ reader: MappingReader) {
        checkForm(reader)
        if until != nil, keepMilliseconds > 0 {
            reader.error("'until' ends the rule, so 'keep' has no effect", mend: "remove one of them", at: Self.keep)
        }
        if latch != nil, keepMilliseconds > 0 {
            reader.error("only a person ends a latch, so 'keep' has no effect", mend: "remove 'keep'", at: Self.keep)
        }
        if pattern != nil, everyMilliseconds != nil {
            reader.error("a pattern is an instant: there is nothing to repeat", mend: "remove 'every'", at: Self.every)
        }
        if reader.value(Self.set.key)?.entries?.isEmpty ?? false {
            reader.error("'set' is empty", mend: "write 'set: {ACTUATOR: true}', or remove it", at: Self.set)
        }
        if let limit, !Frequency.allows(limit) {
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
            if join == nil { refuse(Self.key, unless: "pattern") }
            refuse(Self.skip, unless: "pattern")
            if after == nil, heartbeat == nil { refuse(Self.within, unless: "after, heartbeat or pattern") }
        }
        if when == nil, after != nil || heartbeat != nil || pattern != nil || join != nil {
            refuse(Self.forDuration, unless: "when")
            refuse(Self.until, unless: "when")
            refuse(Self.keep, unless: "when")
        }
    }
}
