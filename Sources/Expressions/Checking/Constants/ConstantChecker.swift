/// Finds what can never have a value, whatever is measured: division by a zero that is written out, a pattern that is none,
/// a range upside down, an element that a list does not have.
///
/// In plain CEL these are errors of the evaluation, so the type checker lets them pass; in a device file they are mistakes.
public struct ConstantChecker: Sendable {
    let folder: ConstantFolder

    public init(_ folder: ConstantFolder) {
        self.folder = folder
    }

    /// All of them, in the order of the text.
    public func problems(in expression: Expression) -> [Problem] {
        var problems: [Problem] = []
        visit(expression, &problems)
        return problems.sorted { $0.offset < $1.offset }
    }

    /// - Returns: whether something was found in it: what it stands in then is not looked at as a whole.
    @discardableResult
    private func visit(_ expression: Expression, _ problems: inout [Problem]) -> Bool {
        var isFlawed = false
        expression.kind.forEachChild { if visit($0, &problems) { isFlawed = true } }
        guard !isFlawed else { return true }
        guard let problem = problem(of: expression) ?? failure(of: expression) else { return false }
        problems.append(problem)
        return true
    }

    private func problem(of expression: Expression) -> Problem? {
        switch expression.kind {
        case .binary(.divide, _, let divisor), .binary(.modulo, _, let divisor):
            guard number(divisor) == 0 else { return nil }
            return Problem(
                offset: expression.offset, message: "what is divided by zero has no value",
                mend: "write another divisor")
        case .index(let operand, let key, false): return indexing(operand, key)
        case .call("matches", let target, let arguments):
            guard let pattern = target == nil ? arguments.dropFirst().first : arguments.first else { return nil }
            return matching(pattern)
        case .call(let function, nil, let arguments): return call(function, arguments)
        default: return nil
        }
    }

    // MARK: Functions

    private func call(_ function: String, _ arguments: [Expression]) -> Problem? {
        let numbers = arguments.map(number)
        switch function {
        case "clamp":
            guard arguments.count == 3, let low = numbers[1], let high = numbers[2], low > high else { return nil }
            return Problem(
                offset: arguments[1].offset, message: "the low end of clamp() is above its high end",
                mend: "write clamp(\(arguments[0].shown(orElse: "...")), \(arguments[2]), \(arguments[1]))")
        case "scale":
            guard arguments.count == 5, let low = numbers[1], low == numbers[2] else { return nil }
            return Problem(
                offset: arguments[2].offset, message: "both ends that scale() maps from are \(arguments[1])",
                mend: "write two different ends, such as scale(x, 4, 20, 0, 100)")
        case "round":
            guard arguments.count == 2, let places = numbers[1], !(0...15 ~= places) || places != places.rounded()
            else {
                return nil
            }
            return Problem(
                offset: arguments[1].offset, message: "round() has 0 to 15 decimal places", mend: "write a whole number"
            )
        default: return nil
        }
    }

    private func matching(_ pattern: Expression) -> Problem? {
        guard case .string(let text)? = folder.value(of: pattern), let flaw = PatternFlaw.find(in: text) else {
            return nil
        }
        return Problem(
            offset: pattern.offset, message: "the regular expression '\(text)' \(flaw)",
            mend: flaw.place == nil
                ? "write a smaller one" : "close what is open; a sign that stands for itself has \\\\ before it")
    }

    // MARK: Lists and maps

    private func indexing(_ operand: Expression, _ key: Expression) -> Problem? {
        guard let value = folder.value(of: key) else { return nil }
        switch operand.kind {
        case .list(let elements):
            guard case .int(let index) = value, !elements.contains(where: \.optional),
                !(0..<Int64(elements.count) ~= index)
            else { return nil }
            return Problem(
                offset: key.offset, message: "the list has \(elements.count) elements, numbered from 0",
                mend: elements.isEmpty ? "" : "write 0 to \(elements.count - 1)")
        case .map(let entries):
            let keys = entries.map { folder.value(of: $0.key) }
            guard !keys.contains(where: { $0 == nil }), !entries.contains(where: \.optional),
                !keys.contains(where: { $0 == value })
            else { return nil }
            return Problem(
                offset: key.offset, message: "the map has no key \(key)",
                mend: entries.isEmpty
                    ? "" : "write one of \(entries.map { $0.key.description }.joined(separator: ", "))")
        default:
            guard case .int(let index) = value, index < 0 else { return nil }
            return Problem(
                offset: key.offset, message: "elements are numbered from 0", mend: "write 0 for the first")
        }
    }

    // MARK: All else

    /// What is made of constants alone and gives no value.
    private func failure(of expression: Expression) -> Problem? {
        if case .literal = expression.kind { return nil }
        guard case .error(let error)? = folder.value(of: expression), error != .budgetExceeded else { return nil }
        if case .call(let function, nil, let arguments) = expression.kind, arguments.count == 1 {
            let example =
                switch function {
                case "timestamp": "timestamp(\"2026-01-31T08:00:00Z\")"
                case "duration": "duration(\"90s\")"
                default: ""
                }
            if !example.isEmpty {
                return Problem(
                    offset: arguments[0].offset, message: "\(arguments[0]) is no \(function)",
                    mend: "write one such as \(example)")
            }
        }
        let text = expression.quoted(orElse: "this")
        return Problem(
            offset: expression.offset, message: "\(text) never has a value: \(error)", mend: "write another one")
    }

    private func number(_ expression: Expression) -> Double? {
        switch folder.value(of: expression) {
        case .double(let number): number
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        default: nil
        }
    }
}
