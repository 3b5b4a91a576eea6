internal import Documents

/// What a step expects, as it is written.
struct TestExpectationSection: Section {
    let events: [MarkedName]
    let cleared: [MarkedName]
    let absentEvents: [MarkedName]
    let isWithoutEvents: Bool
    let raised: [MarkedName]?
    let message: String?
    let values: [Named<WrittenExpectation>]
    let tolerance: Double?
    let withoutValue: [MarkedName]
    let commands: [Named<Bool>]
    let absentCommands: [MarkedName]
    let isWithoutCommands: Bool
    let suppressed: [Named<String>]
    let summaries: [WrittenSummary]
    let isRejected: Bool
    let others: [Named<WrittenExpectation>]
    /// Whether nothing was written that could be expected, right or wrong.
    let isEmpty: Bool
    /// Where the keys of what has no name of its own are written.
    let marks: Marks

    struct Marks: Sendable {
        let withoutEvents: Mark
        let raised: Mark
        let message: Mark
        let withoutCommands: Mark
        let whole: Mark
    }

    static let event = Field(
        "event", .names, about: "The rules that were raised since the expectation before.", example: "overheating")
    static let cleared = Field(
        "cleared", .names, about: "The rules that were cleared since the expectation before.", example: "overheating")
    static let noEvent = Field(
        "no_event", .names, about: "Rules that were not raised since the expectation before.",
        example: "[dry_run, leak]")
    static let noEvents = Field(
        "no_events", .boolean, default: "false",
        about: "Whether nothing at all was raised or cleared since the expectation before.")
    static let raised = Field(
        "raised", .names, about: "The rules that are raised now: these and no others.", example: "[overheating]")
    static let message = Field(
        "message", .text, about: "What an event since the expectation before said, to the letter.",
        example: "pump-7 at 81 °C")
    static let values = Field(
        "values", .named(.expected, names: .name),
        about: "Signals and derived values as they are now: a value, or the least and the greatest number.",
        example: "{load: 12.3, temperature: [79, 82]}")
    static let tolerance = Field(
        "tolerance", .number(0...Double.greatestFiniteMagnitude),
        about: "How far from an expected number the value may be. Left out: a millionth of the number.",
        example: "0.05")
    static let noValue = Field(
        "no_value", .names, about: "Signals and derived values that have no value now: never seen, stale, or failed.",
        example: "temperature")
    static let command = Field(
        "command", .named(.boolean, names: .identifier),
        about: "What actuators were told since the expectation before.", example: "{motor: false}")
    static let noCommand = Field(
        "no_command", .names, about: "Actuators that were told nothing since the expectation before.",
        example: "motor")
    static let noCommands = Field(
        "no_commands", .boolean, default: "false",
        about: "Whether no actuator was told anything since the expectation before.")
    static let suppressed = Field(
        "suppressed", .named(.name, names: .identifier),
        about: "Actuators or rules that were held back since the expectation before, and why.",
        example: "{fan: min_off}")
    static let summary = Field(
        "summary", .summaries,
        about: "Windows that ended since the expectation before, and what they said.",
        example: "{minute: {temperature: {mean: 70.5, count: 60}}}")
    static let rejected = Field(
        "rejected", .boolean, default: "false", about: "Whether the step's message must be refused.")
    static let others = OtherKeys(
        .expected, names: .name,
        about: "What an actuator was told last, or the value that a signal or derived value has.",
        example: "false")
    static let table = FieldTable(
        "an expectation",
        [
            event, cleared, noEvent, noEvents, raised, message, values, tolerance, noValue, command, noCommand,
            noCommands, suppressed, summary, rejected,
        ], others: others)

    init?(from reader: MappingReader) {
        events = reader.value(Self.event) ?? []
        cleared = reader.value(Self.cleared) ?? []
        absentEvents = reader.value(Self.noEvent) ?? []
        isWithoutEvents = reader.value(Self.noEvents)
        raised = reader.value(Self.raised)
        message = reader.value(Self.message)
        values = reader.value(Self.values) ?? []
        tolerance = reader.value(Self.tolerance)
        withoutValue = reader.value(Self.noValue) ?? []
        commands = reader.value(Self.command) ?? []
        absentCommands = reader.value(Self.noCommand) ?? []
        isWithoutCommands = reader.value(Self.noCommands)
        suppressed = reader.value(Self.suppressed) ?? []
        summaries = reader.value(Self.summary) ?? []
        isRejected = reader.value(Self.rejected)
        others = reader.values(Self.others)
        isEmpty = reader.node.entries?.allSatisfy { $0.name == Self.tolerance.key } ?? true
        marks = Marks(
            withoutEvents: reader.keyMark(of: Self.noEvents), raised: reader.keyMark(of: Self.raised),
            message: reader.keyMark(of: Self.message), withoutCommands: reader.keyMark(of: Self.noCommands),
            whole: reader.mark)
    }
}
