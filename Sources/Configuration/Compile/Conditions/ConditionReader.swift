internal import Expressions

/// Reduces expressions to ``Condition``s. Expressions that share something are read by one reader.
struct ConditionReader {
    let folder: ConstantFolder
    /// The valid range of each signal that has one.
    let ranges: [String: ClosedRange<Double>]
    private(set) var variables = ConditionVariables()

    init(_ folder: ConstantFolder, ranges: [String: ClosedRange<Double>]) {
        self.folder = folder
        self.ranges = ranges
    }

    mutating func read(_ expression: Expression) -> Condition {
        if case .bool(let flag)? = folder.value(of: expression) { return .constant(flag) }
        switch expression.kind {
        case .unary(.not, let operand): return .not(read(operand))
        case .binary(.and, let left, let right): return .both(read(left), read(right))
        case .binary(.or, let left, let right): return .either(read(left), read(right))
        case .binary(.in, let value, let list): return membership(value, list) ?? open(expression)
        case .binary(let symbol, let left, let right): return comparison(symbol, left, right) ?? open(expression)
        case .conditional(let condition, let then, let otherwise):
            let condition = read(condition)
            return .either(.both(condition, read(then)), .both(.not(condition), read(otherwise)))
        default: return open(expression)
        }
    }

    private mutating func open(_ expression: Expression) -> Condition { .flag(variables.flag(expression.description)) }

    private mutating func comparison(_ symbol: BinaryOperator, _ left: Expression, _ right: Expression) -> Condition? {
        let relation: Condition.Comparison
        switch symbol {
        case .less: relation = .less
        case .lessOrEqual: relation = .lessOrEqual
        case .greater: relation = .greater
        case .greaterOrEqual: relation = .greaterOrEqual
        case .equal: relation = .equal
        case .notEqual: return comparison(.equal, left, right).map { .not($0) }
        default: return nil
        }
        if let value = folder.value(of: right) { return test(left, relation, value) }
        if let value = folder.value(of: left) { return test(right, relation.mirrored, value) }
        return nil
    }

    private mutating func test(_ side: Expression, _ relation: Condition.Comparison, _ value: Value) -> Condition? {
        switch value {
        case .double(let number) where !number.isNaN: return test(side, relation, number)
        case .int(let number): return test(side, relation, Double(number))
        case .uint(let number): return test(side, relation, Double(number))
        case .duration(let nanoseconds): return test(side, relation, Double(nanoseconds))
        case .string(let text) where relation == .equal:
            return .text(variables.text(side.description), equals: text)
        case .bool(let flag) where relation == .equal: return flag ? read(side) : .not(read(side))
        default: return nil
        }
    }

    private mutating func test(_ side: Expression, _ relation: Condition.Comparison, _ limit: Double) -> Condition {
        let range = side.qualifiedName.flatMap { ranges[$0] }
        return .number(variables.number(side.description, in: range), relation, limit)
    }

    private mutating func membership(_ value: Expression, _ list: Expression) -> Condition? {
        guard case .list(let elements)? = folder.value(of: list) else { return nil }
        var result = Condition.constant(false)
        for element in elements {
            guard let test = test(value, .equal, element) else { return nil }
            result = .either(result, test)
        }
        return result
    }
}
