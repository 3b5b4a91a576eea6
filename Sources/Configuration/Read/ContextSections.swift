internal import Decoding
internal import Documents

/// A condition of the surroundings: told over MQTT, or by the clock.
struct ContextSection: Section {
    let type: SignalSection.Kind
    let mqtt: String?
    let mqttMark: Mark
    let at: String?
    let maximum: Int64?
    let initial: Constant?
    let initialMark: Mark
    let schedule: String?
    let days: String?
    let cron: String?
    let forMilliseconds: Int64?
    let zone: String
    let scheduleMark: Mark
    let mark: Mark

    static let type = Field(
        "type", .choice(of: SignalSection.Kind.self), default: "bool", about: "What it is.", example: "bool")
    static let mqtt = Field(
        "mqtt", .text, about: "The topic that tells it: with {device} for each device, without it for all of the file.",
        example: "\"site/{device}/maintenance\"")
    static let at = Field("at", .text, about: "The path in a JSON payload; without it the payload is a bare value.")
    static let maximum = Field(
        "max", .duration(from: "1s"), about: "What was told holds for so long at most.", example: "4h")
    static let initial = Field(
        "default", .constant, about: "What holds until something is told; false for a boolean.", example: "false")
    static let schedule = Field(
        "schedule", .text, about: "The times of day at which it is true, separated by commas.",
        example: "\"22:00-06:00\"")
    static let days = Field("days", .text, about: "The days on which those times begin.", example: "mon-fri")
    static let cron = Field(
        "cron", .text, about: "When it becomes true: minute, hour, day of month, month, day of week.",
        example: "\"0 8 * * mon-fri\"")
    static let forDuration = Field(
        "for", .duration(from: "1m"), about: "How long it is true after each time of `cron`.", example: "8h")
    static let zone = Field(
        "zone", .text, default: "\"UTC\"", about: "The time zone of the times.", example: "Europe/Oslo")
    static let table = FieldTable(
        "a condition of the surroundings",
        [type, mqtt, at, maximum, initial, schedule, days, cron, forDuration, zone],
        exactlyOne: [["mqtt", "schedule", "cron"]])

    init?(from reader: MappingReader) {
        type = reader.value(Self.type)
        mqtt = reader.value(Self.mqtt)
        mqttMark = reader.mark(of: Self.mqtt)
        at = reader.value(Self.at)
        maximum = reader.value(Self.maximum)
        initial = reader.value(Self.initial)
        initialMark = reader.mark(of: Self.initial)
        schedule = reader.value(Self.schedule)
        days = reader.value(Self.days)
        cron = reader.value(Self.cron)
        forMilliseconds = reader.value(Self.forDuration)
        zone = reader.value(Self.zone)
        scheduleMark = reader.mark(of: Self.schedule)
        mark = reader.mark
        if cron != nil, forMilliseconds == nil {
            reader.error("nothing says how long it lasts", mend: "write 'for: 8h'", at: Self.cron)
        }
        if mqtt == nil {
            for field in [Self.at.description, Self.maximum.description, Self.initial.description]
            where reader.value(field.key) != nil {
                reader.diagnostics.error("'\(field.key)' belongs to 'mqtt'", mend: "remove it", at: reader.mark)
            }
        }
    }
}

/// Limits over actuators of several devices.
struct GroupSection: Section {
    let members: [String]
    let membersMark: Mark
    let oneStartPer: Int64
    let limit: GroupLimitSection?
    let atMost: Int?
    let isExclusive: Bool
    let deadTime: Int64
    let onStale: OnStaleWord
    let mark: Mark
    let node: Node

    enum OnStaleWord: String, Sendable, CaseIterable { case deny, ignore }

    static let members = Field(
        "members", .list(of: .text, atLeast: 2), required: true, about: "The actuators: DEVICE.ACTUATOR.",
        example: "[c1.motor, c2.motor]")
    static let oneStartPer = Field(
        "one_start_per", .duration, default: "0s", about: "From one start to the next, of whichever member.",
        example: "30s")
    static let limit = Field("limit", .section(GroupLimitSection.self), about: "What they may take together.")
    static let atMost = Field("at_most", .integer(1...10_000), about: "How many may be on at a time.", example: "2")
    static let exclusive = Field(
        "exclusive", .boolean, default: "false", about: "Whether a member that is on keeps all others off.")
    static let deadTime = Field(
        "dead_time", .duration, default: "0s", about: "From the end of one member to the start of another one.",
        example: "2s")
    static let onStale = Field(
        "on_stale", .choice(of: OnStaleWord.self), default: "deny",
        about: "While a measured value is missing nobody starts (deny), or the reserve counts (ignore).")
    static let table = FieldTable(
        "a group", [members, oneStartPer, limit, atMost, exclusive, deadTime, onStale])

    init?(from reader: MappingReader) {
        members = reader.value(Self.members) ?? []
        membersMark = reader.mark(of: Self.members)
        oneStartPer = reader.value(Self.oneStartPer)
        limit = reader.value(Self.limit)
        atMost = reader.value(Self.atMost)
        isExclusive = reader.value(Self.exclusive)
        deadTime = reader.value(Self.deadTime)
        onStale = reader.value(Self.onStale)
        mark = reader.mark
        node = reader.node
    }
}

struct GroupLimitSection: Section {
    let sum: String?
    let sumMark: Mark
    let maximum: Quantity?
    let maximumMark: Mark
    let reserve: [Named<Quantity>]
    let runUp: Int64?

    static let sum = Field(
        "sum", .text, required: true, about: "The signal of each member's device that is added up.", example: "power")
    static let maximum = Field("max", .quantity, required: true, about: "The most they may take.", example: "30 kW")
    static let reserve = Field(
        "reserve", .named(.quantity), about: "What each device takes from the moment it is told to start.",
        example: "{c1: 18 kW, c2: 15 kW}")
    static let runUp = Field(
        "run_up", .duration(from: "1s"), about: "How long the reserve counts after a start; then what is measured.",
        example: "30s")
    static let table = FieldTable("a group's limit", [sum, maximum, reserve, runUp])

    init?(from reader: MappingReader) {
        sum = reader.value(Self.sum)
        sumMark = reader.mark(of: Self.sum)
        maximum = reader.value(Self.maximum)
        maximumMark = reader.mark(of: Self.maximum)
        reserve = reader.value(Self.reserve) ?? []
        runUp = reader.value(Self.runUp)
    }
}
