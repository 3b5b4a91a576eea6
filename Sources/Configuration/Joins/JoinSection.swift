internal import Documents
internal import Engine

/// Two events that come close to one another.
struct JoinSection: Section {
    let left: WrittenText?
    let right: WrittenText?
    let within: JoinInterval?
    let unmatched: IntervalJoin.Outcome?

    static let left = Field(
        "left", .expression, required: true, about: "An event: whenever this is evaluated and true.",
        example: "becomes(badge)")
    static let right = Field(
        "right", .expression, required: true, about: "The other event.", example: "becomes(door_open)")
    static let within = Field(
        "within", JoinInterval.type, required: true,
        about: "When the right one comes, counted from the left one, both ends included; a minus means before it.",
        example: "[-5s, 10s]")
    static let unmatched = Field(
        "unmatched", .choice("left", "right", "both"),
        about: "Tells the events of this side that stay alone, as soon as that is certain; without it, every pair.",
        example: "right")
    static let table = FieldTable("a join", [left, right, within, unmatched])

    init?(from reader: MappingReader) {
        left = reader.value(Self.left)
        right = reader.value(Self.right)
        within = reader.value(Self.within)
        unmatched = reader.value(Self.unmatched).flatMap { IntervalJoin.Outcome(rawValue: $0) }
    }

    /// Nil after an error was reported.
    var settings: IntervalJoin.Settings? {
        within.map { IntervalJoin.Settings(lower: $0.lower, upper: $0.upper, tells: unmatched ?? .pairs) }
    }
}

/// From the one to the other, in milliseconds.
struct JoinInterval: Sendable {
    let lower: Int64
    let upper: Int64

    /// Longer than this nothing is kept waiting.
    private static let longest = "31d"

    /// A list of two durations, each of which may have a minus.
    static let type = FieldType<[Int64]>.list(of: signedDuration, atLeast: 2, atMost: 2)
        .map { (bounds) throws(ValueProblem) in
            guard bounds[0] <= bounds[1] else {
                throw ValueProblem(
                    "the interval ends before it begins", mend: "write the earlier end first, such as [-5s, 10s]")
            }
            return JoinInterval(lower: bounds[0], upper: bounds[1])
        }

    private static let signedDuration = FieldType<String>.text.map { (text) throws(ValueProblem) in
        let isNegative = text.hasPrefix("-")
        let milliseconds = try DurationText.milliseconds(isNegative ? String(text.dropFirst()) : text)
        guard milliseconds <= (try DurationText.milliseconds(longest)) else {
            throw ValueProblem("'\(text)' is too long", mend: "write at most \(longest)")
        }
        return isNegative ? -milliseconds : milliseconds
    }
}
