internal import Documents

/// A `*.test.yaml` as it is written: tests of the device files beside it.
struct TestFileSection: Section {
    let device: String?
    let tests: [Named<TestSection>]

    static let device = Field(
        "device", .name, about: "The device that the tests are about, where a test does not name another.",
        example: "pump-7")
    static let tests = Field(
        "tests", .named(.section(TestSection.self), names: .title), required: true,
        about: "Tests on a virtual clock, by what they promise.")
    static let table = FieldTable("a test file", [device, tests])

    init?(from reader: MappingReader) {
        device = reader.value(Self.device)
        tests = reader.value(Self.tests) ?? []
    }
}

struct TestSection: Section {
    let device: String?
    let given: [Named<Constant>]
    let steps: [TestStepSection]
    let mark: Mark

    static let device = Field(
        "device", .name, about: "The device that the test is about; the first one of the file when left out.",
        example: "pump-7")
    static let given = Field(
        "given", .named(.constant, names: .identifier), about: "The signals' values before the first step.",
        example: "{temperature: 70.0, running: true}")
    static let steps = Field(
        "steps", .list(of: .section(TestStepSection.self), atLeast: 1), required: true,
        about: "What arrives, and what must come of it, in the order of time.",
        example: "[{at: 1s, temperature: 81.0}, {at: 7s, expect: {event: overheating}}]")
    static let table = FieldTable("a test", [device, given, steps])

    init?(from reader: MappingReader) {
        device = reader.value(Self.device)
        given = reader.value(Self.given) ?? []
        steps = reader.value(Self.steps) ?? []
        mark = reader.mark
    }
}

struct TestStepSection: Section {
    let at: Int64?
    let expect: TestExpectationSection?
    let signals: [Named<Constant>]
    let mark: Mark

    static let at = Field("at", .duration, required: true, about: "When, from the start of the test.", example: "7s")
    static let expect = Field(
        "expect", .section(TestExpectationSection.self), about: "What must hold then.",
        example: "{event: overheating, motor: false}")
    static let signals = OtherKeys(.constant, about: "The value that a signal takes.", example: "81.0")
    static let table = FieldTable("a step", [at, expect], others: signals)

    init?(from reader: MappingReader) {
        at = reader.value(Self.at)
        expect = reader.value(Self.expect)
        signals = reader.values(Self.signals)
        mark = reader.mark
    }
}

struct TestExpectationSection: Section {
    let events: [String]
    let absentEvents: [String]
    let actuators: [Named<Constant>]
    let mark: Mark

    static let event = Field(
        "event", oneOrMore, about: "The rules that were raised since the step before.", example: "overheating")
    static let noEvent = Field(
        "no_event", oneOrMore, about: "Rules that were not raised since the step before.", example: "[dry_run, leak]")
    static let actuators = OtherKeys(.constant, about: "The value that an actuator has.", example: "false")
    static let table = FieldTable("an expectation", [event, noEvent], others: actuators)

    private static var oneOrMore: FieldType<[String]> {
        FieldType<String>.name.map { [$0] }.orList(.list(of: .name, atLeast: 1))
    }

    init?(from reader: MappingReader) {
        events = reader.value(Self.event) ?? []
        absentEvents = reader.value(Self.noEvent) ?? []
        actuators = reader.values(Self.actuators)
        mark = reader.mark
    }
}
