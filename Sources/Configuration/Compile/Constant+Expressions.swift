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
