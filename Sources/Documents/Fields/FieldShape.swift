/// The form of a field's value, for documentation and JSON Schema.
public indirect enum FieldShape: Sendable {
    case boolean
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// Boolean, number or text, as the file decides.
    case constant
    case text
    case name
    case expression
    /// In milliseconds.
    case duration(ClosedRange<Int64>)
    /// In bytes.
    case size(ClosedRange<Int64>)
    case rate
    /// Bytes a day.
    case dailySize(ClosedRange<Int64>)
    case quantity
    case choice([String])
    case secret
    case list(of: FieldShape, atLeast: Int, atMost: Int? = nil)
    /// A mapping from names that the user chooses.
    case named(of: FieldShape, names: NameRule)
    case section(SectionShape)
    case either([FieldShape])
    /// Checked by the section itself.
    case anything

    /// `a duration such as 10s`, for sentences.
    public var words: String {
        switch self {
        case .boolean: "true or false"
        case .integer(let range): "a whole number\(Self.bounds(range, .min, .max))"
        case .number(let range): "a number\(Self.bounds(range, -.greatestFiniteMagnitude, .greatestFiniteMagnitude))"
        case .constant: "a boolean, number or text"
        case .text: "text"
        case .name: "a name (A-Z a-z 0-9 . _ -)"
        case .expression: "an expression"
        case .duration: "a duration such as 10s"
        case .size: "a size such as 64KiB"
        case .rate: "a rate such as 200/s"
        case .dailySize: "a size a day such as 2GiB/day"
        case .quantity: "a number with a unit such as 30 kW"
        case .choice(let words): ShownText.alternatives(words)
        case .secret: "a secret (!secret name)"
        case .list(let element, _, _): "a list of: \(element.words)"
        case .named(let value, _): "a mapping from names to: \(value.words)"
        case .section(let section): section.table.noun
        case .either(let shapes): shapes.map(\.words).joined(separator: ", or ")
        case .anything: "a value"
        }
    }

    var isSecret: Bool {
        if case .secret = self { true } else { false }
    }

    private static func bounds<Bound>(_ range: ClosedRange<Bound>, _ least: Bound, _ greatest: Bound) -> String {
        switch (range.lowerBound > least, range.upperBound < greatest) {
        case (true, true): " from \(range.lowerBound) to \(range.upperBound)"
        case (true, false): " from \(range.lowerBound) up"
        case (false, true): " up to \(range.upperBound)"
        case (false, false): ""
        }
    }
}

/// A section inside a section. The table is asked for late, since sections may hold each other.
public struct SectionShape: Sendable {
    private let findTable: @Sendable () -> FieldTable

    /// The key meant when a single value stands for the whole section: `time: ts` is `time: {field: ts}`.
    public let shorthandKey: String?

    init(shorthandKey: String?, table: @escaping @Sendable () -> FieldTable) {
        self.shorthandKey = shorthandKey
        findTable = table
    }

    public var table: FieldTable { findTable() }
}
