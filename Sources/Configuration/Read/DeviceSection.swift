internal import Documents

/// A device file as it is written.
struct DeviceSection: Section {
    let device: String?
    let deviceMark: Mark
    let devices: [String]?
    let devicesMark: Mark
    let labels: [Named<String>]
    let parameters: [Named<Constant>]
    private(set) var tables: [Named<TableSection>]
    private(set) var overrides: [Named<OverrideSection>]
    private(set) var inputs: [Named<InputSection>]
    private(set) var signals: [Named<SignalSection>]
    private(set) var context: [Named<ContextSection>]
    let derive: [Named<WrittenText>]
    private(set) var rules: [Named<RuleSection>]
    private(set) var actuators: [Named<ActuatorSection>]
    private(set) var summaries: [Named<SummarySection>]
    private(set) var scores: [Named<ScoreSection>]
    private(set) var tests: [Named<TestSection>]

    static let version = FormatVersion.field
    static let device = Field(
        "device", .text, required: true,
        about: "The device's name, or \"{device}\" where it is taken from the topics of the inputs, or \"line-{line}\" "
            + "for a device that gathers the members of each line.",
        example: "\"{device}\"")
    static let devices = Field(
        "devices", .list(of: .name, atLeast: 1),
        about: "The only devices there are; others on the topics are not ours.",
        example: "[pump-7, pump-8]")
    static let labels = Field("labels", .named(.text), about: "What is told about the devices.", example: "{line: b}")
    static let parameters = Field(
        "parameters", .named(.constant, names: .variable), about: "Constants that expressions use by name.",
        example: "{hot: 80.0}")
    static let tables = Field(
        "tables", TableSection.tables, about: "Lookup tables of this file: limits[device].max, \"a\" in limits.",
        example: "{limits: {csv: limits.csv, key: device}}")
    static let overrides = Field(
        "overrides", .named(.section(OverrideSection.self)), about: "What differs by device.")
    static let inputs = Field(
        "inputs", .named(.section(InputSection.self), names: .identifier), required: true,
        about: "Where readings come from.")
    static let signals = Field(
        "signals", .named(.section(SignalSection.self)), about: "How values are judged.")
    static let context = Field(
        "context", .named(.section(ContextSection.self), names: .variable),
        about: "Conditions of the surroundings: told over MQTT, or by the clock.",
        example: "{night: {schedule: \"22:00-06:00\", zone: Europe/Oslo}}")
    static let derive = Field(
        "derive", .named(.expression, names: .variable), about: "Values computed from others.",
        example: "{load: \"vibration * temperature\"}")
    static let rules = Field(
        "rules", .named(.section(RuleSection.self), names: .variable), about: "What the readings mean.")
    static let actuators = Field(
        "actuators", .named(.section(ActuatorSection.self), names: .variable), about: "What can be moved.")
    static let summaries = Field(
        "summaries", .named(.section(SummarySection.self), names: .identifier), about: "Aggregates by time.")

    static let scores = Field(
        "scores", .named(.section(ScoreSection.self), names: .variable),
        about: "Numbers that say how a device is: detectors, remaining life, trained models. Signals like others.",
        example: "{wear: {detect: discord, of: vibration}}")

    static let tests = Field(
        "tests", .named(.section(TestSection.self), names: .title),
        about: "Tests of this file on a virtual clock, by what they promise; `weir test` runs them.",
        example: "{\"heat stops the motor\": {steps: [{at: 1s, temperature: 81.0}]}}")

    static let table: FieldTable = FieldTable(
        "a device",
        [
            device, version, devices, labels, parameters, tables, overrides, inputs, signals, context, derive, rules,
            actuators, scores, summaries, tests,
        ], neighbour: ("weir.yaml", { GatewaySection.table }))

    init?(from reader: MappingReader) {
        _ = reader.value(Self.version)
        device = reader.value(Self.device)
        deviceMark = reader.mark(of: Self.device)
        devices = reader.value(Self.devices)
        devicesMark = reader.mark(of: Self.devices)
        labels = reader.value(Self.labels) ?? []
        parameters = reader.value(Self.parameters) ?? []
        tables = reader.value(Self.tables) ?? []
        overrides = reader.value(Self.overrides) ?? []
        inputs = reader.value(Self.inputs) ?? []
        signals = reader.value(Self.signals) ?? []
        context = reader.value(Self.context) ?? []
        derive = reader.value(Self.derive) ?? []
        rules = reader.value(Self.rules) ?? []
        actuators = reader.value(Self.actuators) ?? []
        summaries = reader.value(Self.summaries) ?? []
        scores = reader.value(Self.scores) ?? []
        tests = reader.value(Self.tests) ?? []
    }

    /// Whether an input's readings are those of other devices.
    var gathers: Bool { inputs.contains { $0.value.members != nil } }

    /// Without all that only the device's own compilation reads.
    var forOthers: DeviceSection {
        var section = self
        section.tables = []
        (section.overrides, section.inputs, section.signals, section.context) = ([], [], [], [])
        (section.rules, section.actuators, section.summaries, section.tests) = ([], [], [], [])
        section.scores = []
        return section
    }
}

struct OverrideSection: Section {
    let parameters: [Named<Constant>]
    let labels: [Named<String>]
    let lines: [Named<String>]

    static let parameters = Field(
        "parameters", .named(.constant, names: .identifier), about: "Parameters of this device.",
        example: "{hot: 85.0}")
    static let labels = Field(
        "labels", .named(.text), about: "Labels of this device.", example: "{line: a}")
    static let lines = Field(
        "lines", .named(.text, names: .identifier), about: "The GPIO line of each input and actuator of this device.",
        example: "{fan: GPIO27}")
    static let table = FieldTable("an override", [parameters, labels, lines])

    init?(from reader: MappingReader) {
        parameters = reader.value(Self.parameters) ?? []
        labels = reader.value(Self.labels) ?? []
        lines = reader.value(Self.lines) ?? []
    }
}
