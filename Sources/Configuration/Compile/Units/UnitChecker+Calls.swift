internal import Expressions
internal import Telemetry

extension UnitChecker {
    mutating func call(
        _ function: String, _ target: Expression?, _ arguments: [Expression], at offset: Int
    ) -> InferredUnit {
        let sides = arguments.map { Side($0, infer($0)) }
        if let target {
            guard target.qualifiedName == "math" else {
                _ = infer(target)
                return .unknown
            }
            return mathCall(function, sides, at: offset)
        }
        switch function {
        case "double", "int", "uint", "dyn": return sides.first?.inferred ?? .unknown
        default: break
        }
        let isWindow = arguments.last?.writtenDuration != nil
        let entry = isWindow ? FieldFunction.stateful(named: function) : FieldFunction.pure(named: function)
        guard let entry = entry ?? FieldFunction.stateful(named: function) else { return .unknown }
        return apply(entry, sides, at: offset)
    }

    private mutating func mathCall(_ function: String, _ sides: [Side], at offset: Int) -> InferredUnit {
        switch function {
        case "greatest", "least": agree(sides, at: offset)
        case "abs", "ceil", "floor", "round", "trunc": sides.first?.inferred ?? .unknown
        default: .unknown
        }
    }

    private mutating func apply(_ function: FieldFunction, _ sides: [Side], at offset: Int) -> InferredUnit {
        let first = sides.first?.inferred ?? .unknown
        switch function.units {
        case .unknown: return .unknown
        case .dropped: return .number
        case .same: return agree(sides, at: offset)
        case .first: return first
        case .scaling:
            guard sides.count == 5 else { return .unknown }
            _ = agree(Array(sides[..<3]), at: offset)
            return agree(Array(sides[3...]), at: offset)
        case .difference:
            guard let unit = first.unit else { return .unknown }
            return unit.isAffine ? .difference(unit.difference) : first
        case .perSecond:
            guard let unit = first.unit, !unit.isLogarithmic else { return .unknown }
            return UnitChecker.unit("s").map { .unit(unit / $0) } ?? .unknown
        case .stated(let codes, let result):
            for (side, code) in zip(sides, codes) {
                if let wanted = UnitChecker.unit(code) { expect(wanted, side, of: function.name) }
            }
            return UnitChecker.unit(result).map { .unit($0) } ?? .unknown
        case .conversion: return conversion(sides)
        }
    }

    /// A code of this program's own, or one a person wrote: what cannot be read has been reported by the type checker.
    private static func unit(_ code: String) -> Unit? {
        do throws(UnitError) {
            return try Unit(parsing: code)
        } catch {
            return nil
        }
    }

    private mutating func conversion(_ sides: [Side]) -> InferredUnit {
        guard sides.count == 3, let source = UnitChecker.written(sides[1]), let target = UnitChecker.written(sides[2])
        else { return .unknown }
        let side = sides[0]
        guard let found = side.inferred.unit else { return .unit(target) }
        if case .difference = side.inferred {
            if found == source, !target.isAffine { return .difference(target) }
            report(
                at: side.expression.offset,
                "\(side.text) is \(side.inferred.words), and a difference has no zero to convert",
                mend: "write convert(\(side.text), \"\(found)\", \"\(target.difference)\")")
        } else if found != source {
            report(
                at: sides[1].expression.offset, "\(side.text) is \(side.inferred.words), not in \(source)",
                mend: found.isCommensurable(with: source)
                    ? "write convert(\(side.text), \"\(found)\", \"\(target)\")" : "write a unit of what it measures")
        }
        return .unit(target)
    }

    private static func written(_ side: Side) -> Unit? {
        guard case .literal(.string(let code)) = side.expression.kind else { return nil }
        return unit(code)
    }
}
