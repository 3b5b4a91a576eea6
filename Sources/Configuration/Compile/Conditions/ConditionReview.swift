internal import Expressions

/// Finds conditions, and parts of them, that say nothing: always true, never true, or said already.
struct ConditionReview {
    /// Something odd, and whether the whole condition is.
    struct Finding {
        enum Verdict {
            case always, never, repeated
        }

        let verdict: Verdict
        let problem: Problem
        let isWhole: Bool
    }

    private(set) var reader: ConditionReader
    private(set) var findings: [Finding] = []

    init(_ reader: ConditionReader) {
        self.reader = reader
    }

    /// What is odd about a condition.
    static func findings(in expression: Expression, _ reader: ConditionReader) -> [Finding] {
        var review = ConditionReview(reader)
        review.visit(expression, isWhole: true)
        return review.findings
    }

    // MARK: The walk

    private mutating func visit(_ expression: Expression, isWhole: Bool) {
        // Inside a macro names may mean something else.
        guard expression.kind.boundNames.isEmpty else { return }
        guard expression.isCondition else { return visitParts(of: expression) }
        if let verdict = verdict(of: expression) { return explain(expression, verdict, isWhole: isWhole) }
        switch expression.kind {
        case .binary(.and, _, _), .binary(.or, _, _):
            let operands = expression.operands
            for operand in operands { visit(operand, isWhole: false) }
            findRepeats(operands, isAll: expression.isConjunction)
        default: visitParts(of: expression)
        }
    }

    private mutating func visitParts(of expression: Expression) {
        var parts: [Expression] = []
        expression.kind.forEachChild { parts.append($0) }
        for part in parts { visit(part, isWhole: false) }
    }

    private mutating func verdict(of expression: Expression) -> Finding.Verdict? {
        // A word such as `true` is plain enough.
        if case .literal = expression.kind { return nil }
        let condition = reader.read(expression)
        return verdict(on: condition)
    }

    private func verdict(on condition: Condition) -> Finding.Verdict? {
        guard let cases = ConditionCases([condition], reader.variables) else { return nil }
        if cases.isNever(condition) { return .never }
        return cases.isAlways(condition) ? .always : nil
    }

    // MARK: Words

    private mutating func explain(_ expression: Expression, _ verdict: Finding.Verdict, isWhole: Bool) {
        let isNever = verdict == .never
        if expression.isConjunction && isNever || expression.isDisjunction && !isNever {
            let operands = expression.operands
            for operand in operands where self.verdict(of: operand) == verdict {
                return explain(operand, verdict, isWhole: isWhole)
            }
            if let (first, second) = pair(operands, isNever: isNever) {
                let texts = (first.quoted(orElse: "this"), second.quoted(orElse: "that"))
                return add(
                    verdict, second,
                    isNever
                        ? "\(texts.0) and \(texts.1) are never true at once"
                        : "\(texts.0) or \(texts.1) is always true",
                    mend: "correct one of them", isWhole: isWhole)
            }
        }
        let text = expression.quoted(orElse: "this")
        let message = "\(text) is \(isNever ? "never" : "always") true"
        if let (name, range) = rangeBehind(expression) {
            add(
                verdict, expression, "\(message): '\(name)' is valid from \(range.lowerBound) to \(range.upperBound)",
                mend: "write another limit, or another valid range", isWhole: isWhole)
        } else if mayDiffer(expression), reader.folder.value(of: expression) != nil {
            add(
                verdict, expression, message + " with these parameters", mend: "write others, or remove it",
                isWhole: isWhole)
        } else {
            add(verdict, expression, message, mend: "correct it, or remove it", isWhole: isWhole)
        }
    }

    /// The signal whose valid range decides a comparison.
    private func rangeBehind(_ expression: Expression) -> (String, ClosedRange<Double>)? {
        guard case .binary(_, let left, let right) = expression.kind else { return nil }
        for side in [left, right] {
            if let name = side.qualifiedName, let range = reader.ranges[name] { return (name, range) }
        }
        return nil
    }

    /// Two that exclude each other, or of which one always holds.
    private mutating func pair(_ operands: [Expression], isNever: Bool) -> (Expression, Expression)? {
        let conditions = operands.prefix(ConditionReview.mostOperands).map { reader.read($0) }
        for (index, second) in conditions.enumerated() {
            for (earlier, first) in conditions[..<index].enumerated() {
                let both: Condition = isNever ? .both(first, second) : .either(first, second)
                guard verdict(on: both) == (isNever ? .never : .always) else { continue }
                return (operands[earlier], operands[index])
            }
        }
        return nil
    }

    /// Of more operands the pairs are not looked at.
    private static let mostOperands = 16

    /// Of what is joined by `&&` one may follow from another, of what is joined by `||` one may include another.
    private mutating func findRepeats(_ operands: [Expression], isAll: Bool) {
        guard operands.count <= ConditionReview.mostOperands else { return }
        let conditions = operands.map { reader.read($0) }
        var isSpent = [Bool](repeating: false, count: operands.count)
        for second in operands.indices {
            for first in operands.indices where first != second && !isSpent[first] && !isSpent[second] {
                // Of two that say the same the later one is told.
                let (strong, weak) = isAll ? (first, second) : (second, first)
                guard verdict(on: conditions[first]) == nil, verdict(on: conditions[second]) == nil,
                    !mayDiffer(operands[first]), !mayDiffer(operands[second]),
                    verdict(on: .both(conditions[strong], .not(conditions[weak]))) == .never,
                    first < second || verdict(on: .both(conditions[weak], .not(conditions[strong]))) != .never
                else { continue }
                isSpent[second] = true
                add(
                    .repeated, operands[second],
                    "\(operands[second].quoted(orElse: "this")) adds nothing to \(operands[first].quoted(orElse: "the rest"))",
                    mend: "correct one of them, or remove it", isWhole: false)
            }
        }
    }

    /// Whether a parameter takes part: with another value of it the condition may say something.
    private func mayDiffer(_ expression: Expression) -> Bool {
        if reader.folder.isNamedConstant(expression) { return true }
        var found = false
        expression.kind.forEachChild { if mayDiffer($0) { found = true } }
        return found
    }

    private mutating func add(
        _ verdict: Finding.Verdict, _ expression: Expression, _ message: String, mend: String, isWhole: Bool
    ) {
        findings.append(
            Finding(
                verdict: verdict,
                problem: Problem(offset: expression.firstOffset, message: message, mend: mend), isWhole: isWhole))
    }
}

extension Expression {
    /// Whether it is true or false by its form.
    var isCondition: Bool {
        switch kind {
        case .unary(.not, _): true
        case .binary(let symbol, _, _):
            switch symbol {
            case .and, .or, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: true
            case .add, .subtract, .multiply, .divide, .modulo: false
            }
        default: false
        }
    }

    var isConjunction: Bool { if case .binary(.and, _, _) = kind { true } else { false } }
    var isDisjunction: Bool { if case .binary(.or, _, _) = kind { true } else { false } }

    /// What a chain of one logical operator joins; the expression itself where it is none.
    var operands: [Expression] {
        guard case .binary(let symbol, let left, let right) = kind, symbol == .and || symbol == .or else {
            return [self]
        }
        return [left, right].flatMap { side -> [Expression] in
            if case .binary(symbol, _, _) = side.kind { side.operands } else { [side] }
        }
    }

    /// Where its text begins.
    var firstOffset: Int {
        var first = offset
        kind.forEachChild { first = min(first, $0.firstOffset) }
        return first
    }
}
