/// So many in a span of time: `200/s`, `6/min`.
public struct Rate: Sendable, Hashable {
    /// From 0.
    public let count: Int64

    /// The span, in milliseconds: 1 000, 60 000, 3 600 000 or 86 400 000.
    public let perMilliseconds: Int64

    public init(count: Int64, perMilliseconds: Int64) {
        self.count = count
        self.perMilliseconds = perMilliseconds
    }

    /// A billion of anything in a span is more than an edge gateway will see.
    public static let greatestCount: Int64 = 1_000_000_000

    /// How many in a second.
    public var perSecond: Double { Double(count) * 1_000 / Double(perMilliseconds) }

    private static let spans: [(name: String, milliseconds: Int64, otherSpellings: [String])] = [
        ("s", 1_000, ["sec", "second"]),
        ("min", 60_000, ["m", "minute"]),
        ("h", 3_600_000, ["hr", "hour"]),
        ("d", 86_400_000, ["day"]),
    ]

    /// What is read, as a regular expression of JSON Schema, without anchors.
    static var pattern: String { "(?:0|[1-9][0-9]{0,9})/(?:\(spans.map(\.name).joined(separator: "|")))" }

    /// Reads `200/s`, `6/min`, `30/h`, `5/d`.
    public init(_ text: String) throws(ValueProblem) {
        let shown = ShownText.quoted(text)
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let example = "write a rate such as '200/s' (the spans are s, min, h, d)"
        guard text.utf8.count <= 64, parts.count == 2 else {
            let isNumber = NumberText.kind(of: text) == .decimal && !text.hasPrefix("-")
            let mend = isNumber ? "write '\(text)/s' (the spans are s, min, h, d)" : example
            throw ValueProblem(isNumber ? "\(shown) has no span of time" : "\(shown) is not a rate", mend: mend)
        }
        let number = parts[0].filter { $0 != " " }
        let word = parts[1].filter { $0 != " " }
        if number.hasPrefix("-") { throw ValueProblem("\(shown) is negative", mend: example) }
        guard !number.isEmpty, number.utf8.allSatisfy(NumberText.isDigit) else {
            throw ValueProblem("\(shown) is not a whole number in a span of time", mend: example)
        }
        guard let span = Self.spans.first(where: { $0.name == word || $0.otherSpellings.contains(word.lowercased()) })
        else { throw ValueProblem("\(shown) has an unknown span of time", mend: example) }
        guard let count = Int64(number), count <= Self.greatestCount else {
            throw ValueProblem("\(shown) is too large", mend: "write at most '\(Self.greatestCount)/\(span.name)'")
        }
        guard text == "\(count)/\(span.name)" else {
            throw ValueProblem("\(shown) is not written as a rate", mend: "write '\(count)/\(span.name)'")
        }
        self.init(count: count, perMilliseconds: span.milliseconds)
    }
}

extension Rate: CustomStringConvertible {
    public var description: String {
        let span = Self.spans.first { $0.milliseconds == perMilliseconds }
        return "\(count)/\(span?.name ?? DurationText.write(milliseconds: perMilliseconds))"
    }
}
