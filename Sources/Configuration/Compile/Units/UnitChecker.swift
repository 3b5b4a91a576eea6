internal import Expressions
internal import Telemetry

/// Finds out the units of an expression's parts from those of its names, and where two do not go together.
///
/// What is added, subtracted or compared must be in one unit, not only of one kind: 80 °C and 80 K are both temperatures. A
/// number written out fits every unit, and a name without a unit is never a mistake.
struct UnitChecker {
    /// The unit of a name, which may be dotted, such as `devices.tank.level`; nil where none is stated.
    let unitOfName: (String) -> Unit?
    private(set) var problems: [Problem] = []
    private var bound: [String] = []

    init(unitOfName: @escaping (String) -> Unit?) { self.unitOfName = unitOfName }

    /// All mistakes, in the order of the text.
    static func check(_ expression: Expression, unitOfName: @escaping (String) -> Unit?) -> [Problem] {
        var checker = UnitChecker(unitOfName: unitOfName)
        _ = checker.infer(expression)
        return checker.problems.sorted { $0.offset < $1.offset }
    }

    /// The unit of the value, for a name that is derived; nil where it is not known.
    static func unit(of expression: Expression, unitOfName: @escaping (String) -> Unit?) -> Unit? {
        var checker = UnitChecker(unitOfName: unitOfName)
        return checker.infer(expression).unit
    }

    mutating func infer(_ expression: Expression) -> InferredUnit {
        switch expression.kind {
        case .literal(.int), .literal(.uint), .literal(.double): return .number
        case .identifier, .select: return name(expression)
        case .unary(.negate, let operand): return infer(operand)
        case .binary(let symbol, let left, let right): return binary(symbol, left, right, at: expression.offset)
        case .conditional(let condition, let then, let otherwise):
            _ = infer(condition)
            let sides = [Side(then, infer(then)), Side(otherwise, infer(otherwise))]
            return agree(sides, at: expression.offset)
        case .call(let function, let target, let arguments):
            return call(function, target, arguments, at: expression.offset)
        default:
            children(of: expression)
            return .unknown
        }
    }

    /// An operand and what is known of it.
    struct Side {
        let expression: Expression
        let inferred: InferredUnit

        init(_ expression: Expression, _ inferred: InferredUnit) {
            self.expression = expression
            self.inferred = inferred
        }

        /// The operand's text when it is short enough to repeat.
        var text: String {
            guard expression.nodeCount <= 6 else { return "..." }
            let text = expression.fileText
            return text.utf8.count <= 40 ? text : "..."
        }
    }

    mutating func report(at offset: Int, _ message: String, mend: String) {
        problems.append(Problem(offset: offset, message: message, mend: mend))
    }

    // MARK: Names

    private mutating func name(_ expression: Expression) -> InferredUnit {
        if let name = expression.qualifiedName {
            let first = name.prefix { $0 != "." }
            guard !bound.contains(String(first)) else { return .unknown }
            if let unit = unitOfName(name) { return .unit(unit) }
        }
        children(of: expression)
        return .unknown
    }

    /// Visits the children for their own mistakes, with the variables of a macro bound.
    mutating func children(of expression: Expression) {
        let names = expression.kind.boundNames
        var isFirst = true
        expression.kind.forEachChild { child in
            if isFirst {
                _ = infer(child)
                bound += names
            } else {
                _ = infer(child)
            }
            isFirst = false
        }
        // A node without children binds nothing.
        if !isFirst { bound.removeLast(names.count) }
    }

    // MARK: Operators

    private mutating func binary(
        _ symbol: BinaryOperator, _ left: Expression, _ right: Expression, at offset: Int
    ) -> InferredUnit {
        let first = Side(left, infer(left))
        let second = Side(right, infer(right))
        switch symbol {
        case .add: return sum(first, second, at: offset)
        case .subtract: return difference(first, second, at: offset)
        case .multiply: return product(first.inferred, second.inferred)
        case .divide: return quotient(first.inferred, second.inferred)
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
            _ = agree([first, second], at: offset)
            return .unknown
        case .modulo, .and, .or, .in: return .unknown
        }
    }

    private mutating func sum(_ first: Side, _ second: Side, at offset: Int) -> InferredUnit {
        for (place, step) in [(first.inferred, second.inferred), (second.inferred, first.inferred)] {
            guard case .unit(let unit) = place, unit.isAffine else { continue }
            if case .difference(unit.difference) = step { return place }
            // A gain in dB is added to a level.
            if unit.isLogarithmic, step == .unit(unit.difference) { return place }
        }
        return agree([first, second], at: offset)
    }

    private mutating func difference(_ first: Side, _ second: Side, at offset: Int) -> InferredUnit {
        if case .unit(let unit) = first.inferred, unit.isAffine {
            if case .difference(unit.difference) = second.inferred { return first.inferred }
            if unit.isLogarithmic, second.inferred == .unit(unit.difference) { return first.inferred }
            if second.inferred == first.inferred { return .difference(unit.difference) }
        }
        return agree([first, second], at: offset)
    }

    private func product(_ left: InferredUnit, _ right: InferredUnit) -> InferredUnit {
        switch (left, right) {
        case (.number, let other), (let other, .number): return other
        default:
            guard let first = left.unit, let second = right.unit, !first.isLogarithmic, !second.isLogarithmic else {
                return .unknown
            }
            return .unit(first * second)
        }
    }

    private func quotient(_ left: InferredUnit, _ right: InferredUnit) -> InferredUnit {
        if right == .number { return left }
        let dividend = left == .number ? Unit.one : left.unit
        guard let dividend, let divisor = right.unit, !dividend.isLogarithmic, !divisor.isLogarithmic else {
            return .unknown
        }
        return .unit(dividend / divisor)
    }
}
