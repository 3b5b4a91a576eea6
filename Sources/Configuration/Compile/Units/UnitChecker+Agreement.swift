internal import Expressions
internal import Telemetry

extension UnitChecker {
    /// The unit all sides are in. Reports the first two that differ.
    mutating func agree(_ sides: [Side], at offset: Int) -> InferredUnit {
        var result: Side?
        var isKnown = true
        for side in sides {
            guard side.inferred.unit != nil else {
                if side.inferred == .unknown { isKnown = false }
                continue
            }
            guard let first = result else {
                result = side
                continue
            }
            guard UnitChecker.fit(first.inferred, side.inferred) else {
                reportMismatch(first, side, at: offset)
                return .unknown
            }
        }
        return result?.inferred ?? (isKnown ? .number : .unknown)
    }

    private static func fit(_ left: InferredUnit, _ right: InferredUnit) -> Bool { left.unit == right.unit }

    private mutating func reportMismatch(_ first: Side, _ second: Side, at offset: Int) {
        guard let left = first.inferred.unit, let right = second.inferred.unit else { return }
        let message = "\(first.text) is \(first.inferred.words) and \(second.text) \(second.inferred.words)"
        report(at: offset, message, mend: mend(first, left, second, right))
    }

    private func mend(_ first: Side, _ left: Unit, _ second: Side, _ right: Unit) -> String {
        if let mend = mend(difference: first, beside: second) ?? mend(difference: second, beside: first) { return mend }
        guard left.isCommensurable(with: right) else {
            return "they measure different things: correct a unit, or drop one: number(\(second.text))"
        }
        // The side that is a bare name is the easier one to convert; else the right one.
        let convertsLeft = first.expression.nodeCount == 1 && second.expression.nodeCount > 1
        return convertsLeft
            ? "write convert(\(first.text), \"\(left)\", \"\(right)\")"
            : "write convert(\(second.text), \"\(right)\", \"\(left)\")"
    }

    private func mend(difference: Side, beside other: Side) -> String? {
        guard case .difference(let unit) = difference.inferred, case .unit(let place) = other.inferred, place.isAffine,
            place.difference == unit
        else { return nil }
        return "if \(other.text) is a difference too, give it the unit \(unit)"
    }

    /// Reports an argument that is in another unit than the function takes.
    mutating func expect(_ wanted: Unit, _ side: Side, of function: String) {
        guard let found = side.inferred.unit, side.inferred != .unit(wanted) else { return }
        let isConvertible = side.inferred == .unit(found) && found.isCommensurable(with: wanted)
        report(
            at: side.expression.offset,
            "\(function)() takes \(wanted) here, and \(side.text) is \(side.inferred.words)",
            mend: isConvertible
                ? "write convert(\(side.text), \"\(found)\", \"\(wanted)\")" : "give it a value in \(wanted)")
    }
}
