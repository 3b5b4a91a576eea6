internal import Documents
internal import Engine

/// One step of a pattern.
struct PatternStepSection: Section {
    /// How the step is written.
    enum Form {
        case start(WrittenText)
        case then(WrittenText)
        case next(WrittenText)
        case any(WrittenText)
        case not(WrittenText)
        case all([OperandSection])
        case either([OperandSection])
        case group([PatternStepSection])
    }

    let form: Form?
    let name: String?
    let nameMark: Mark
    let times: TimesSection?
    let isOptional: Bool
    let isConsecutive: Bool
    let isGreedy: Bool
    let forMilliseconds: Int64?
    let until: WrittenText?
    let mark: Mark

    static let start = Field("start", .expression, about: "The first event.", example: "becomes(running)")
    static let then = Field(
        "then", .expression, about: "The next event that is like this; others may come between.",
        example: "temperature > hot")
    static let next = Field("next", .expression, about: "The very next event.", example: "temperature > hot")
    static let any = Field(
        "any", .expression, about: "Any later event that is like this, not only the next one.", example: "flow < 0.1")
    static let not = Field(
        "not", .expression,
        about: "What must not happen until the next step, or until `within` is over; with `for`, for so long.",
        example: "flow > 0.5")
    static let all = Field(
        "all", .list(of: .operand, atLeast: 2), about: "All of these, in any order.",
        example: "[door_open, {not: motion, for: 10s}]")
    static let either = Field(
        "either", .list(of: .operand, atLeast: 2), about: "One of these.", example: "[door_open, window_open]")
    static let group = Field(
        "group", .list(of: .section(PatternStepSection.self), atLeast: 1), about: "Steps that are repeated together.")
    static let name = Field(
        "as", .text, about: "A name under which later steps see the values of this event: NAME.temperature.",
        example: "first")
    static let times = Field(
        "times", .times, about: "How often: a number, or {min, max}; without `max`, any number of times.",
        example: "{min: 2, max: 5}")
    static let optional = Field("optional", .boolean, default: "false", about: "Whether the step may be left out.")
    static let consecutive = Field(
        "consecutive", .boolean, default: "false", about: "Whether nothing may come between the repeats.")
    static let greedy = Field(
        "greedy", .boolean, default: "false", about: "Whether the step takes all it can before the next one begins.")
    static let forDuration = Field(
        "for", .duration(from: "1ms"), about: "With `not`: it must not happen for so long.", example: "10s")
    static let until = Field("until", .expression, about: "What ends the repeats.", example: "!running")

    static let table = FieldTable(
        "a pattern step",
        [
            start, then, next, any, not, all, either, group, name, times, optional, consecutive, greedy, forDuration,
            until,
        ], exactlyOne: [["start", "then", "next", "any", "not", "all", "either", "group"]])

    init?(from reader: MappingReader) {
        let start = reader.value(Self.start)
        let then = reader.value(Self.then)
        let next = reader.value(Self.next)
        let any = reader.value(Self.any)
        let not = reader.value(Self.not)
        let all = reader.value(Self.all)
        let either = reader.value(Self.either)
        let group = reader.value(Self.group)
        name = reader.value(Self.name)
        nameMark = reader.mark(of: Self.name)
        times = reader.value(Self.times)
        isOptional = reader.value(Self.optional)
        isConsecutive = reader.value(Self.consecutive)
        isGreedy = reader.value(Self.greedy)
        forMilliseconds = reader.value(Self.forDuration)
        until = reader.value(Self.until)
        mark = reader.mark
        form =
            start.map { .start($0) } ?? then.map { .then($0) } ?? next.map { .next($0) } ?? any.map { .any($0) }
            ?? not.map { .not($0) } ?? all.map { .all($0) } ?? either.map { .either($0) } ?? group.map { .group($0) }
        if forMilliseconds != nil, not == nil {
            reader.error("only what must not happen has a time", mend: "write it beside 'not'", at: Self.forDuration)
        }
        if let name {
            do throws(ValueProblem) {
                try NameRule.identifier.check(name)
            } catch {
                reader.error(error.message, mend: error.mend, at: Self.name)
            }
        }
    }
}

/// How often a step comes.
struct TimesSection: Section {
    let minimum: Int
    let maximum: Int?

    static let min = Field("min", .integer(1...1000), default: "1", about: "At least so often.")
    static let max = Field("max", .integer(1...1000), about: "At most so often; without it, any number of times.")
    static let table = FieldTable("a number of times", [min, max])

    init?(from reader: MappingReader) {
        minimum = reader.value(Self.min)
        maximum = reader.value(Self.max)
        if let maximum, maximum < minimum {
            reader.error("'max' is below 'min'", mend: "write a greater 'max'", at: Self.max)
        }
    }

    init(exactly count: Int) {
        minimum = count
        maximum = count
    }
}

extension FieldType where Value == TimesSection {
    /// A number, or a mapping with `min` and `max`.
    static var times: Self {
        FieldType<Int>.integer(1...1000).map { (count) throws(ValueProblem) in TimesSection(exactly: count) }
            .orMapping(.section(TimesSection.self))
    }
}

/// A part of `all` or `either`.
struct OperandSection: Section {
    /// Nil where it is a `not`.
    let event: WrittenText?
    let not: WrittenText?
    let forMilliseconds: Int64?

    static let not = Field(
        "not", .expression, required: true, about: "What must not happen.", example: "motion")
    static let forDuration = Field("for", .duration(from: "1ms"), about: "For so long.", example: "10s")
    static let table = FieldTable("a part of a step", [not, forDuration])

    init?(from reader: MappingReader) {
        event = nil
        not = reader.value(Self.not)
        forMilliseconds = reader.value(Self.forDuration)
    }

    init(event: WrittenText) {
        self.event = event
        not = nil
        forMilliseconds = nil
    }
}

extension FieldType where Value == OperandSection {
    /// An expression, or a mapping with `not`.
    static var operand: Self {
        FieldType<WrittenText>.expression.map { (text) throws(ValueProblem) in OperandSection(event: text) }
            .orMapping(.section(OperandSection.self))
    }
}

/// Which overlapping matches count.
struct SkipSection: Section {
    let toFirst: String?
    let toLast: String?
    /// One of the words; nil where a mapping is written.
    let word: Word?

    enum Word: String, Sendable, CaseIterable {
        case none
        case toNext = "to_next"
        case pastLast = "past_last"
    }

    static let toFirst = Field(
        "to_first", .text, about: "The next match begins at this step's first event at the earliest.")
    static let toLast = Field(
        "to_last", .text, about: "The next match begins at this step's last event at the earliest.")
    static let table = FieldTable(
        "where the next match may begin", [toFirst, toLast], exactlyOne: [["to_first", "to_last"]])

    init?(from reader: MappingReader) {
        toFirst = reader.value(Self.toFirst)
        toLast = reader.value(Self.toLast)
        word = nil
    }

    init(_ word: Word) {
        toFirst = nil
        toLast = nil
        self.word = word
    }
}

extension FieldType where Value == SkipSection {
    static var skip: Self {
        FieldType<SkipSection.Word>.choice(of: SkipSection.Word.self)
            .map { (word) throws(ValueProblem) in SkipSection(word) }
            .orMapping(.section(SkipSection.self))
    }
}
