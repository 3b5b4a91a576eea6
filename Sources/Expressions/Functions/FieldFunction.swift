/// A function of the field: what Weir adds to CEL for people who read sensors. One table of them serves the checker, the
/// documentation and editors.
public struct FieldFunction: Sendable {
    /// What a parameter takes.
    public enum Parameter: String, Sendable {
        /// An int, a uint or a double; all are taken as doubles.
        case number
        /// A UCUM code in quotes, such as `"Cel"`.
        case unit
        /// A signal or a derived value, or any expression over them.
        case signal
        case condition
        /// A duration written out, such as `10m`.
        case duration
        /// A number written out, 0 to 100.
        case percentage
    }

    /// One way to call it: the parameters with their names, in order, and what comes out.
    public struct Form: Sendable {
        public let parameters: [(name: String, kind: Parameter)]
        public let result: ValueType
        /// The last parameter may be given more than once.
        public let isVariadic: Bool
    }

    /// How the units of the arguments and of the result go together. Codes are UCUM's.
    public enum UnitRule: Sendable, Equatable {
        /// All arguments are in one unit, the result too.
        case same
        /// The result is in the unit of the first argument; the others are bare numbers.
        case first
        /// The first three are in one unit, the last two in another, which the result is in.
        case scaling
        /// The result is a difference of two values of the first argument.
        case difference
        /// The result is a difference per second.
        case perSecond
        /// The arguments are in these units, the result in that one.
        case stated([String], result: String)
        /// The result is a bare number, whatever the argument is in.
        case dropped
        /// The two units are arguments.
        case conversion
        /// Nothing is known of the result's unit.
        case unknown
    }

    public let name: String
    public let forms: [Form]
    public let units: UnitRule
    /// Whether it remembers something between evaluations; such calls are replaced before an expression is checked.
    public let isStateful: Bool
    /// One or two sentences.
    public let summary: String

    init(
        _ name: String, _ forms: [Form], units: UnitRule, isStateful: Bool = false, _ summary: String
    ) {
        self.name = name
        self.forms = forms
        self.units = units
        self.isStateful = isStateful
        self.summary = summary
    }

    /// Each form as a person reads it: `clamp(x: number, low: number, high: number) -> double`.
    public var signatures: [String] {
        forms.map { form in
            let parameters = form.parameters.map { "\($0.name): \($0.kind.rawValue)" }.joined(separator: ", ")
            return "\(name)(\(parameters)\(form.isVariadic ? ", ..." : "")) -> \(form.result)"
        }
    }

    /// All of them: the pure ones first, then those with state, each in a useful order. `min` and `max` are in both halves.
    public static let all: [FieldFunction] = pure + stateful

    /// The pure function of that name.
    public static func pure(named name: String) -> FieldFunction? { pureByName[name] }

    /// The function with state of that name.
    public static func stateful(named name: String) -> FieldFunction? { statefulByName[name] }

    private static let pureByName = Dictionary(uniqueKeysWithValues: pure.map { ($0.name, $0) })
    private static let statefulByName = Dictionary(uniqueKeysWithValues: stateful.map { ($0.name, $0) })
}

extension FieldFunction.Form {
    static func numbers(_ names: String..., variadic: Bool = false) -> FieldFunction.Form {
        FieldFunction.Form(parameters: names.map { ($0, .number) }, result: .double, isVariadic: variadic)
    }

    init(_ parameters: (String, FieldFunction.Parameter)..., result: ValueType) {
        self.init(parameters: parameters.map { (name: $0.0, kind: $0.1) }, result: result, isVariadic: false)
    }
}
