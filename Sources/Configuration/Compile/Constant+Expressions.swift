internal import Documents
internal import Expressions

extension Constant {
    /// The type that expressions see; every number is a double.
    var type: ValueType {
        switch self {
        case .boolean: .bool
        case .integer, .double: .double
        case .text: .string
        }
    }

    var expressionValue: Expressions.Value {
        switch self {
        case .boolean(let flag): .bool(flag)
        case .integer(let number): .double(Double(number))
        case .double(let number): .double(number)
        case .text(let text): .string(text)
        }
    }

    /// As a message repeats it.
    var shown: String {
        switch self {
        case .boolean(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)"
        case .text(let text): "'\(text)'"
        }
    }

    var words: String {
        switch self {
        case .boolean: "a boolean"
        case .integer, .double: "a number"
        case .text: "text"
        }
    }
}

extension SignalSection.Kind {
    var valueType: ValueType {
        switch self {
        case .number: .double
        case .bool: .bool
        case .text: .string
        }
    }
}

extension Named where Value == Constant {
    /// Whether a value that stands in for a parameter's is of the declared one's type; an error is reported where not.
    func fits(_ declared: Constant, _ diagnostics: Diagnostics) -> Bool {
        guard declared.type != value.type else { return true }
        diagnostics.error(
            "the parameter '\(name)' is \(declared.words), here it is \(value.words)", mend: "write \(declared.words)",
            at: mark)
        return false
    }
}
