internal import Documents
internal import Engine
internal import Expressions

extension TemplateCompiler {
    /// A condition that asks a signal for a value outside of its valid range is never true: such values are left out.
    func warnOfUnreachable(_ rule: Named<RuleSection>, _ written: WrittenRule) {
        guard let when = written.when else { return }
        for comparison in TemplateCompiler.conjuncts(of: when.expression) {
            guard case .binary(let symbol, let left, let right) = comparison.kind,
                let name = left.qualifiedName, let number = constant(right),
                let range = section.signals.first(where: { $0.name == name })?.value.valid, range.count == 2,
                !TemplateCompiler.isPossible(symbol, number, range[0]...max(range[0], range[1]))
            else { continue }
            diagnostics.warning(
                "the rule '\(rule.name)' can never be raised: '\(name)' is valid from \(range[0]) to \(range[1])",
                mend: "write another limit, or another valid range", at: rule.mark)
        }
    }

    private static func conjuncts(of expression: Expression) -> [Expression] {
        guard case .binary(.and, let left, let right) = expression.kind else { return [expression] }
        return conjuncts(of: left) + conjuncts(of: right)
    }

    /// A number that is written out, or a parameter that is the same for all devices.
    private func constant(_ expression: Expression) -> Double? {
        switch expression.kind {
        case .literal(.double(let number)): return number
        case .literal(.int(let number)): return Double(number)
        case .unary(.negate, let operand): return constant(operand).map { -$0 }
        default: break
        }
        guard let name = expression.qualifiedName,
            !section.overrides.contains(where: { $0.value.parameters.contains { $0.name == name } }),
            case .double(let number)? = section.parameters.first(where: { $0.name == name })?.value.expressionValue
        else { return nil }
        return number
    }

    private static func isPossible(_ symbol: BinaryOperator, _ number: Double, _ range: ClosedRange<Double>) -> Bool {
        switch symbol {
        case .greater: range.upperBound > number
        case .greaterOrEqual: range.upperBound >= number
        case .less: range.lowerBound < number
        case .lessOrEqual: range.lowerBound <= number
        case .equal: range.contains(number)
        default: true
        }
    }
}
