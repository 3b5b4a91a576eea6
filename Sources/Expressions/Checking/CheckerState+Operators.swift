extension CheckerState {
    mutating func resolveUnary(_ symbol: UnaryOperator, _ operand: Expression, at offset: Int) -> Resolved {
        let resolved = resolve(operand)
        switch symbol {
        case .not:
            expectCondition(resolved, operand)
            return Resolved(.not(resolved), .bool)
        case .negate: return call("unary -", [resolved], expressions: [operand], at: offset)
        }
    }

    mutating func resolveBinary(
        _ symbol: BinaryOperator, _ left: Expression, _ right: Expression, at offset: Int
    ) -> Resolved {
        let resolvedLeft = resolve(left)
        let resolvedRight = resolve(right)
        switch symbol {
        case .and, .or:
            expectCondition(resolvedLeft, left)
            expectCondition(resolvedRight, right)
            return Resolved(
                symbol == .and ? .and(resolvedLeft, resolvedRight) : .or(resolvedLeft, resolvedRight), .bool)
        default:
            return call(symbol.rawValue, [resolvedLeft, resolvedRight], expressions: [left, right], at: offset)
        }
    }

    mutating func resolveConditional(
        _ condition: Expression, _ then: Expression, _ otherwise: Expression, at offset: Int
    ) -> Resolved {
        let resolvedCondition = resolve(condition)
        expectCondition(resolvedCondition, condition)
        let first = resolve(then)
        let second = resolve(otherwise)
        let firstType = types.resolve(first.type)
        let secondType = types.resolve(second.type)
        let joined = types.join(firstType, secondType)
        if joined == .dyn, firstType != .dyn, secondType != .dyn {
            let mend = Mend.operation("+", (firstType, then), (secondType, otherwise))
            report(
                at: offset,
                "the branches are of two types, \(types.close(firstType)) and \(types.close(secondType))",
                mend: mend.isEmpty ? "make them one type, or write dyn(...) around one" : mend)
        }
        return Resolved(.conditional(resolvedCondition, first, second), joined)
    }

    private mutating func expectCondition(_ resolved: Resolved, _ expression: Expression) {
        let found = types.resolve(resolved.type)
        guard !types.assign([found], to: [.bool]) else { return }
        report(
            at: expression.offset, "\(Mend.article(types.close(found))) is no condition",
            mend: Mend.condition(found, expression))
    }
}
