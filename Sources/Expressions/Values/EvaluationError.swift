/// Why an evaluation gave no value. In CEL errors are values: they travel through an expression until an operator absorbs them.
///
/// Trivially copyable, so that device state may hold one per slot at no cost.
public enum EvaluationError: Error, Hashable, Sendable {
    /// The variable has not been seen yet.
    case noValue
    /// The variable was seen, but too long ago to be trusted.
    case stale
    case undeclaredName
    case unknownFunction
    /// The operands have types for which the operator or function does nothing.
    case noSuchOverload
    case noSuchKey
    /// A map key of a type CEL does not allow: keys are bool, int, uint or string.
    case unsupportedKey
    case repeatedKey
    case indexOutOfRange
    case divisionByZero
    /// An int or uint result that does not fit 64 bits.
    case overflow
    /// A value that does not fit the range of its type, such as a year beyond 9999.
    case outOfRange
    /// Text that does not spell a value of the wanted type.
    case badConversion
    case invalidUTF8
    /// A pattern `matches` does not know, or one that is too large.
    case badPattern
    case badFormat
    case unknownTimeZone
    /// `value()` of an optional that holds nothing.
    case emptyOptional
    /// The evaluation took more steps than it was given.
    case budgetExceeded
    /// A function of the host failed, with a code of the host's choosing.
    case host(code: Int32)
}

extension EvaluationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noValue: "a variable has no value yet"
        case .stale: "a variable's value is stale"
        case .undeclaredName: "undeclared name"
        case .unknownFunction: "unknown function"
        case .noSuchOverload: "no such overload: the operands' types do not fit"
        case .noSuchKey: "no such key"
        case .unsupportedKey: "unsupported key type: keys are bool, int, uint or string"
        case .repeatedKey: "repeated key"
        case .indexOutOfRange: "index out of range"
        case .divisionByZero: "division by zero"
        case .overflow: "integer overflow"
        case .outOfRange: "value out of range"
        case .badConversion: "the text does not spell such a value"
        case .invalidUTF8: "the bytes are not UTF-8"
        case .badPattern: "the pattern is not understood or too large"
        case .badFormat: "the format string and its arguments do not fit"
        case .unknownTimeZone: "unknown time zone"
        case .emptyOptional: "the optional holds no value"
        case .budgetExceeded: "the evaluation took too many steps"
        case .host(let code): "a function failed with code \(code)"
        }
    }
}
