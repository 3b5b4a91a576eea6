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
        "zone", .zoneName, default: "\"UTC\"", about: "The time zone of the times.", example: "Europe/Oslo")
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
        func refuse(_ field: some DeclaredField, of owner: String, unless isRight: Bool) {
            guard reader.has(field), !isRight else { return }
            reader.error("'\(field.description.key)' belongs to '\(owner)'", mend: "remove it", at: field)
        }
        refuse(Self.days, of: "schedule", unless: schedule != nil)
        refuse(Self.forDuration, of: "cron", unless: cron != nil)
        refuse(Self.zone, of: "schedule", unless: mqtt == nil)
        if mqtt == nil, type != .bool {
            reader.error("the clock makes a condition true or false", mend: "remove 'type'", at: Self.type)
        }
    }
}
