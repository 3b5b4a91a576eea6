import Documents

/// A small configuration with every kind of field, as a section of the real one would declare it.
struct PumpFile: Section {
    let actuators: [Named<PumpActuator>]
    let broker: PumpBroker?
    let time: PumpTime?

    static let actuatorsField = Field(
        "actuators", .named(.section(PumpActuator.self), names: .identifier), default: "{}", about: "What it drives.")
    static let mqttField = Field("mqtt", .section(PumpBroker.self), about: "The broker.")
    static let timeField = Field("time", .section(PumpTime.self, shorthand: "field"), about: "Where the time stands.")
    static let table = FieldTable(
        "a device file",
        [actuatorsField, mqttField, timeField, PlannedField("waveform", about: "Fast samples.")])

    init?(from reader: MappingReader) {
        actuators = reader.value(Self.actuatorsField)
        broker = reader.value(Self.mqttField)
        time = reader.value(Self.timeField)
    }
}

struct PumpActuator: Section {
    enum Direction: String, CaseIterable {
        case up
        case down
    }

    let safe: Bool
    let minOn: Int64?
    let priority: Int
    let direction: Direction
    let interlock: WrittenText?

    static let safeField = Field(
        "safe", .boolean, required: true, about: "The level that does no harm.", example: "false")
    static let minOnField = Field("min_on", .duration(from: "1s", through: "1h"), about: "How long on at least.")
    static let priorityField = Field("priority", .integer(1...16), default: "10", about: "1 is the highest.")
    static let directionField = Field("direction", .choice(of: Direction.self), default: "up", about: "Where to.")
    static let interlockField = Field("interlock", .expression, about: "What must hold.")
    static let table = FieldTable(
        "an actuator", [safeField, minOnField, priorityField, directionField, interlockField])

    init?(from reader: MappingReader) {
        minOn = reader.value(Self.minOnField)
        priority = reader.value(Self.priorityField)
        direction = reader.value(Self.directionField)
        interlock = reader.value(Self.interlockField)
        guard let safe = reader.value(Self.safeField) else { return nil }
        self.safe = safe
    }
}

struct PumpBroker: Section {
    let url: String?
    let socket: String?
    let password: Secret?
    let send: [String]

    static let urlField = Field("url", .text, about: "Where the broker is.")
    static let socketField = Field("socket", .text, about: "Its socket.")
    static let passwordField = Field("password", .secret, about: "The password.")
    static let sendField = Field(
        "send", .list(of: .choice("events", "readings"), atLeast: 1), default: "[events]", about: "What.")
    static let table = FieldTable(
        "a broker", [urlField, socketField, passwordField, sendField], exactlyOne: [["url", "socket"]])

    init?(from reader: MappingReader) {
        url = reader.value(Self.urlField)
        socket = reader.value(Self.socketField)
        password = reader.value(Self.passwordField)
        send = reader.value(Self.sendField)
    }
}

struct PumpTime: Section {
    let field: String?
    let maxDelay: Int64

    static let fieldField = Field("field", .text, required: true, about: "The field.", example: "ts")
    static let maxDelayField = Field("max_delay", .duration, default: "5s", about: "How late a reading may be.")
    static let table = FieldTable("a time", [fieldField, maxDelayField])

    init?(from reader: MappingReader) {
        field = reader.value(Self.fieldField)
        maxDelay = reader.value(Self.maxDelayField)
    }
}

/// Reads a pump file; `text` is what people see, with source lines on request.
func readPump(
    _ yaml: String, environment: [String: String] = [:], secrets: [String: String] = ["mqtt": "canary"],
    showingSource: Bool = false
) -> (pump: PumpFile?, text: String) {
    let diagnostics = Diagnostics()
    let context = ReadingContext(
        diagnostics: diagnostics, environment: Environment(environment), secrets: SecretsInMemory(secrets))
    let root = YAMLReader(diagnostics: diagnostics).read(SourceFile(path: "devices/pump.yaml", text: yaml))
    let pump = root.flatMap { context.section(PumpFile.self, from: $0) }
    return (pump, diagnostics.text(showingSource: showingSource))
}
