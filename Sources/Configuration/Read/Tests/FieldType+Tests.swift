internal import Decoding
internal import Documents
internal import Telemetry

extension FieldType where Value == Timestamp {
    /// A date and time with its zone.
    static var time: Self {
        FieldType<String>.text.map { text throws(ValueProblem) in
            guard let time = TimestampText.parse(text) else {
                throw ValueProblem(
                    "'\(text)' is no date and time", mend: "write it as RFC 3339 does: 2026-01-05T12:00:00Z")
            }
            return time
        }
    }
}

extension FieldType where Value == Bool {
    /// The level of a line: true or false, 1 or 0.
    static var level: Self {
        Self(shape: .either([.boolean, .integer(0...1)])) { node, context in
            guard let constant = context.value(.constant, from: node) else { return nil }
            switch constant {
            case .boolean(let flag): return flag
            case .integer(0): return false
            case .integer(1): return true
            default:
                context.diagnostics.error("a line is on or off", mend: "write true or false", at: node.mark)
                return nil
            }
        }
    }
}

/// A name that a value says, with its place.
struct MarkedName: Sendable {
    let name: String
    let mark: Mark
}

extension FieldType where Value == [MarkedName] {
    /// One name, or a list of names.
    static var names: Self { alone.orList(.list(of: name)) }

    private static var name: FieldType<MarkedName> {
        FieldType<MarkedName>(shape: .name) { node, context in
            context.value(FieldType<String>.name, from: node).map { MarkedName(name: $0, mark: node.mark) }
        }
    }

    private static var alone: Self {
        Self(shape: .name) { node, context in context.value(name, from: node).map { [$0] } }
    }
}

/// A value as an expectation states it.
enum WrittenExpectation: Sendable {
    case constant(Constant)
    case range(ClosedRange<Double>)
}

extension FieldType where Value == WrittenExpectation {
    /// A value, or the least and the greatest number.
    static var expected: Self {
        FieldType<Constant>.constant.map { .constant($0) }.orList(range)
    }

    private static var range: Self {
        FieldType<[Double]>.list(of: .number, atLeast: 2, atMost: 2).map { bounds throws(ValueProblem) in
            guard bounds[0] <= bounds[1] else {
                throw ValueProblem("a range has the least number first", mend: "write [\(bounds[1]), \(bounds[0])]")
            }
            return .range(bounds[0]...bounds[1])
        }
    }
}

/// A summary that is expected, with what it says of values by aggregate.
struct WrittenSummary: Sendable {
    let name: String
    let mark: Mark
    let values: [Named<[Named<WrittenExpectation>]>]
}

extension FieldType where Value == [WrittenSummary] {
    /// The name of a summary, or summaries by name with their values.
    static var summaries: Self {
        FieldType<[MarkedName]>.names.map { $0.map { WrittenSummary(name: $0.name, mark: $0.mark, values: []) } }
            .orMapping(
                FieldType<[Named<[Named<[Named<WrittenExpectation>]>]>]>.named(
                    .named(.named(.expected)), names: .identifier
                ).map { $0.map { WrittenSummary(name: $0.name, mark: $0.mark, values: $0.value) } })
    }
}
