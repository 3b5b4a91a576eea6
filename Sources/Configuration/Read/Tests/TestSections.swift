internal import Decoding
internal import Documents
internal import Telemetry

/// A `*.test.yaml` as it is written: tests of the device files beside it.
struct TestFileSection: Section {
    let device: String?
    let deviceMark: Mark
    let tests: [Named<TestSection>]

    static let device = Field(
        "device", .name,
        about:
            "The device that the tests are about, where a test does not name another; else that of the device file of the same name.",
        example: "pump-7")
    static let tests = Field(
        "tests", .named(.section(TestSection.self), names: .title), required: true,
        about: "Tests on a virtual clock, by what they promise.")
    static let table = FieldTable("a test file", [device, tests])

    init?(from reader: MappingReader) {
        device = reader.value(Self.device)
        deviceMark = reader.mark(of: Self.device)
        tests = reader.value(Self.tests) ?? []
    }
}

struct TestSection: Section {
    let device: String?
    let deviceMark: Mark
    let start: Timestamp?
    let every: Int64?
    let parameters: [Named<Constant>]
    let given: [Named<Constant>]
    let steps: [TestStepSection]

    static let device = Field(
        "device", .name,
        about:
            "The device that the test is about. Left out: the file's first one, or `device-1` where any may appear.",
        example: "pump-7")
    static let start = Field(
        "start", .time, about: "The date and time when the test begins, as RFC 3339 writes it.",
        example: "2026-01-05T12:00:00Z")
    static let every = Field(
        "every", .duration(from: "100ms", through: "1d"),
        about:
            "How often each input repeats its last reading, as a sensor does, until a step makes it silent. Left out: a reading comes once.",
        example: "10s")
    static let parameters = Field(
        "parameters", .named(.constant, names: .identifier), about: "Parameters of the device for this test alone.",
        example: "{hot: 60.0}")
    static let given = Field(
        "given", .named(.constant, names: .name), about: "The signals' values, measured when the test begins.",
        example: "{temperature: 70.0, running: true}")
    static let steps = Field(
        "steps", .list(of: .section(TestStepSection.self), atLeast: 1), required: true,
        about: "What arrives, and what must come of it, in the order of time.",
        example: "[{at: 1s, temperature: 81.0}, {at: 7s, expect: {event: overheating}}]")
    static let table = FieldTable("a test", [device, start, every, parameters, given, steps])

    init?(from reader: MappingReader) {
        device = reader.value(Self.device)
        deviceMark = reader.mark(of: Self.device)
        start = reader.value(Self.start)
        every = reader.value(Self.every)
        parameters = reader.value(Self.parameters) ?? []
        given = reader.value(Self.given) ?? []
        steps = reader.value(Self.steps) ?? []
    }
}

struct TestStepSection: Section {
    let at: Int64?
    let device: String?
    let deviceMark: Mark
    let signals: [Named<Constant>]
    let isRetained: Bool
    let topic: String?
    let topicMark: Mark
    let payload: String?
    let lines: [Named<Bool>]
    let silent: [MarkedName]
    let isRestart: Bool
    let acknowledged: [MarkedName]
    let override: [Named<Bool>]
    let overrideMilliseconds: Int64
    let released: [MarkedName]
    let expect: TestExpectationSection?
    let mark: Mark

    static let at = Field("at", .duration, required: true, about: "When, from the start of the test.", example: "7s")
    static let device = Field(
        "device", .name, about: "The device that the step is about; the test's own when left out.", example: "tank-1")
    static let signals = Field(
        "signals", .named(.constant, names: .name),
        about: "Values of signals whose names mean something else in a step.", example: "{topic: 3.0}")
    static let retained = Field(
        "retained", .boolean, default: "false",
        about: "Whether the broker had kept what arrives: it sets values and starts nothing.")
    static let topic = Field(
        "topic", .text, about: "The topic of a message, which goes through the decoder of its input.",
        example: "plant/pump-7/telemetry")
    static let payload = Field(
        "payload", .text, about: "What the message says.", example: "'{\"temp\": 81.0, \"state\": {\"on\": true}}'")
    static let lines = Field(
        "lines", .named(.level, names: .identifier),
        about: "The levels that GPIO lines take, by the name of the input: true or 1 where it is active.",
        example: "{guard_door: true}")
    static let silent = Field(
        "silent", .names, about: "Inputs that repeat their readings no longer.", example: "telemetry")
    static let restart = Field(
        "restart", .boolean, default: "false", about: "Whether the service starts again.")
    static let acknowledge = Field(
        "ack", .names, about: "Rules that a person acknowledges, as `weir ack` does.", example: "dry_run")
    static let override = Field(
        "set", .named(.boolean, names: .identifier), about: "Actuators that a person sets, as `weir set` does.",
        example: "{motor: false}")
    static let overrideDuration = Field(
        "for", .duration(from: "1s"), default: "10m", about: "How long what a person sets is held.")
    static let release = Field(
        "release", .names, about: "Actuators that a person lets go of, as `weir release` does.", example: "motor")
    static let expect = Field(
        "expect", .section(TestExpectationSection.self), about: "What must hold then, after all that arrives.",
        example: "{event: overheating, motor: false}")
    static let others = OtherKeys(.constant, names: .name, about: "The value that a signal takes.", example: "81.0")
    static let table = FieldTable(
        "a step",
        [
            at, device, signals, retained, topic, payload, lines, silent, restart, acknowledge, override,
            overrideDuration, release, expect,
        ], others: others)

    init?(from reader: MappingReader) {
        at = reader.value(Self.at)
        device = reader.value(Self.device)
        deviceMark = reader.mark(of: Self.device)
        signals = (reader.value(Self.signals) ?? []) + reader.values(Self.others)
        isRetained = reader.value(Self.retained)
        topic = reader.value(Self.topic)
        topicMark = reader.mark(of: Self.topic)
        payload = reader.value(Self.payload)
        lines = reader.value(Self.lines) ?? []
        silent = reader.value(Self.silent) ?? []
        isRestart = reader.value(Self.restart)
        acknowledged = reader.value(Self.acknowledge) ?? []
        override = reader.value(Self.override) ?? []
        overrideMilliseconds = reader.value(Self.overrideDuration)
        released = reader.value(Self.release) ?? []
        expect = reader.value(Self.expect)
        mark = reader.mark
        if (topic == nil) != (payload == nil) {
            reader.error(
                "a message has a topic and a payload", mend: "write both",
                at: topic == nil ? Self.payload : Self.topic)
        }
    }
}
