internal import Documents

struct CountSection: Section {
    let every: Int64
    let perPulse: Double
    let total: String?
    let totalMark: Mark

    static let every = Field(
        "every", .duration(from: "100ms", through: "1h"), default: "1s",
        about: "How often the rate is told, on multiples of it.")
    static let perPulse = Field(
        "per_pulse", .number(Double.leastNormalMagnitude...1e12), default: "1",
        about: "What a pulse stands for; the rate is that a second.", example: "0.45")
    static let total = Field(
        "total", .text, about: "A signal that adds all pulses up, over restarts too.", example: "volume")
    static let table = FieldTable("a count", [every, perPulse, total])

    init?(from reader: MappingReader) {
        every = reader.value(Self.every)
        perPulse = reader.value(Self.perPulse)
        total = reader.value(Self.total)
        totalMark = reader.mark(of: Self.total)
        guard let total else { return }
        do throws(ValueProblem) {
            try NameRule.variable.check(total)
        } catch {
            reader.error(error.message, mend: error.mend, at: Self.total)
        }
    }
}

struct FrequencySection: Section {
    let over: Int64

    static let over = Field(
        "over", .duration(from: "100ms", through: "1h"), default: "1s",
        about: "How long edges are looked at; less than one in that time is told as 0.")
    static let table = FieldTable("a frequency", [over])

    init?(from reader: MappingReader) {
        over = reader.value(Self.over)
    }
}

struct QuadratureSection: Section {
    let a: String?
    let b: String?
    let aMark: Mark
    let bMark: Mark
    let perStep: Double
    let every: Int64

    static let a = Field(
        "a", .text, required: true, about: "The line that leads where the position grows.", example: "GPIO5")
    static let b = Field("b", .text, required: true, about: "The other line.", example: "GPIO6")
    static let perStep = Field(
        "per_step", .number, default: "1",
        about: "What a step stands for; every edge of either line is one, so a cycle has four.", example: "0.25")
    static let every = Field(
        "every", .duration(from: "10ms", through: "1h"), default: "100ms",
        about: "How often a new position is told at most.")
    static let table = FieldTable("an encoder", [a, b, perStep, every])

    init?(from reader: MappingReader) {
        a = reader.value(Self.a)
        b = reader.value(Self.b)
        aMark = reader.mark(of: Self.a)
        bMark = reader.mark(of: Self.b)
        perStep = reader.value(Self.perStep)
        every = reader.value(Self.every)
        if let a, a == b {
            reader.error("an encoder has two lines", mend: "name the other one", at: Self.b)
        }
        if perStep == 0 {
            reader.error("the position would always be 0", mend: "write what a step stands for", at: Self.perStep)
        }
    }
}

struct ButtonSection: Section {
    let long: Int64
    let double: Int64

    static let long = Field(
        "long", .duration(from: "50ms", through: "1m"), default: "1s", about: "Held for so long it is a long press.")
    static let double = Field(
        "double", .duration(from: "0s", through: "10s"), default: "400ms",
        about: "So soon after the first a second press makes it a double one; 0s knows none, and waits for none.")
    static let table = FieldTable("a button", [long, double])

    init?(from reader: MappingReader) {
        long = reader.value(Self.long)
        double = reader.value(Self.double)
    }
}
