internal import Expressions

/// Finds the types of signals that the file does not state, from how expressions use them: what stands under `&&` or
/// `!` is a boolean, what is compared with a number is a number, what is compared with text is text.
struct SignalTypes {
    /// The types found; a name that is not here was not used in a telling way.
    private(set) var types: [String: ValueType]

    /// - Parameter known: types stated or given by the kind of input; these are not changed.
    init(known: [String: ValueType]) {
        types = known
    }

    /// Takes in an expression of which the result must be of type `expected` (nil: of any type). To be repeated until
    /// nothing more is found, since one expression may tell about what another uses.
    mutating func learn(from expression: Expression, expected: ValueType?) {
        if let expected { note(expression, expected) }
        switch expression.kind {
        case .unary(.not, let operand): learn(from: operand, expected: .bool)
        case .unary(.negate, let operand): learn(from: operand, expected: .double)
        case .binary(let symbol, let left, let right): learn(symbol, left, right)
        case .conditional(let condition, let then, let otherwise):
            learn(from: condition, expected: .bool)
            learn(from: then, expected: expected)
            learn(from: otherwise, expected: expected)
        default: expression.kind.forEachChild { learn(from: $0, expected: nil) }
        }
    }

    private mutating func learn(_ symbol: BinaryOperator, _ left: Expression, _ right: Expression) {
        switch symbol {
        case .and, .or:
            learn(from: left, expected: .bool)
            learn(from: right, expected: .bool)
        case .subtract, .multiply, .divide, .modulo:
            learn(from: left, expected: .double)
            learn(from: right, expected: .double)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .add:
            learn(from: left, expected: telling(right))
            learn(from: right, expected: telling(left))
        case .in:
            learn(from: left, expected: nil)
            learn(from: right, expected: nil)
        }
    }

    /// The type that an expression plainly has.
    private func telling(_ expression: Expression) -> ValueType? {
        switch expression.kind {
        case .literal(let value):
            switch value {
            case .double, .int, .uint: return .double
            case .bool: return .bool
            case .string: return .string
            default: return nil
            }
        case .unary(.not, _): return .bool
        case .unary(.negate, _): return .double
        case .binary(let symbol, let left, let right):
            switch symbol {
            case .and, .or, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: return .bool
            case .subtract, .multiply, .divide, .modulo: return .double
            case .add: return telling(left) ?? telling(right)
            }
        default: return expression.qualifiedName.flatMap { types[$0] }
        }
    }

    private mutating func note(_ expression: Expression, _ type: ValueType) {
        guard let name = expression.qualifiedName, types[name] == nil else { return }
        types[name] = type
    }
}
