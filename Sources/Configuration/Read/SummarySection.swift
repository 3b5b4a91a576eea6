internal import Documents
internal import Engine

struct SummarySection: Section {
    let every: Int64?
    let slide: Int64?
    let session: Int64?
    let maximum: Int64?
    let count: Int?
    let saysEmpty: Bool
    let items: [Named<[Aggregate]>]
    let shape: UInt64
    let mark: Mark

    static let every = Field(
        "every", .duration(from: "1s", through: "31d"),
        about:
            "The windows' length; they begin at whole multiples of it since 1970. After the wall clock was set back a "
            + "window may be told once more.", example: "1m")
    static let slide = Field(
        "slide", .duration(from: "1s", through: "31d"),
        about: "A window of the length `every` begins so often: they overlap.", example: "10s")
    static let session = Field(
        "session", .duration(from: "1ms", through: "31d"),
        about: "A window lasts as long as values come no further apart.", example: "5m")
    static let maximum = Field(
        "max", .duration(from: "1s", through: "31d"), about: "The greatest length of a session.", example: "1h")
    static let count = Field(
        "count", .integer(1...1_000_000), about: "A window of so many values, of the one signal.", example: "100")
    static let emitEmpty = Field(
        "emit_empty", .boolean, default: "false",
        about: "Whether windows without a value are told, once there was one.")
    static let of = Field(
        "of", .named(.list(of: .choice(of: Aggregate.self), atLeast: 1)), required: true,
        about:
            "The aggregates of each signal or derived value; the count is always told. Percentiles and the median are "
            + "exact up to 64 values, and within 0.78 % of the value beyond; values that spread over more than "
            + "sixteen doublings are told more coarsely. `rate` is the increase per second of a counter, to which a fall "
            + "is a start from zero; `slope` is that of any value. `distinct` is exact up to 1,024 different values, and "
            + "within 13 % beyond.",
        example: "{temperature: [min, mean, max]}")
    static let table = FieldTable(
        "a summary", [every, slide, session, maximum, count, emitEmpty, of],
        exactlyOne: [["every", "session", "count"]])

    init?(from reader: MappingReader) {
        every = reader.value(Self.every)
        slide = reader.value(Self.slide)
        session = reader.value(Self.session)
        maximum = reader.value(Self.maximum)
        count = reader.value(Self.count)
        saysEmpty = reader.value(Self.emitEmpty)
        items = reader.value(Self.of) ?? []
        shape = Shape.hash(reader.node)
        mark = reader.mark
        if slide != nil, every == nil {
            reader.error("'slide' belongs to 'every'", mend: "remove it", at: Self.slide)
        }
        if let slide, let every, every / slide > 10_000 {
            reader.error("more than 10000 windows would overlap", mend: "write a longer 'slide'", at: Self.slide)
        }
        if let slide, let every, slide > every {
            reader.error(
                "values between the windows would be in none", mend: "write a 'slide' that is not above 'every'",
                at: Self.slide)
        }
        if let maximum, let session, maximum < session {
            reader.error(
                "a session would be cut before a gap could end it", mend: "write a 'max' above 'session'",
                at: Self.maximum)
        }
        if maximum != nil, session == nil {
            reader.error("'max' belongs to 'session'", mend: "remove it", at: Self.maximum)
        }
        if saysEmpty, every == nil {
            reader.error("only windows of a length can be empty", mend: "remove it", at: Self.emitEmpty)
        }
        for item in items {
            for (index, aggregate) in item.value.enumerated() where item.value[..<index].contains(aggregate) {
                reader.diagnostics.error(
                    "'\(aggregate.rawValue)' of '\(item.name)' is asked for twice", mend: "remove one", at: item.mark)
            }
        }
        if count != nil, items.count > 1 {
            reader.error("the values of one signal are counted", mend: "write a summary for each", at: Self.of)
        }
    }

    /// Nil after an error was reported.
    var window: WindowSettings? {
        if let every {
            guard let slide, slide != every else { return WindowSettings(.tumbling(size: every), saysEmpty: saysEmpty) }
            guard slide < every, every / slide <= 10_000 else { return nil }
            return WindowSettings(.hopping(size: every, slide: slide), saysEmpty: saysEmpty)
        }
        if let session { return WindowSettings(.session(gap: session, maximumLength: maximum)) }
        return count.map { WindowSettings(.count(size: $0, slide: $0)) }
    }
}
