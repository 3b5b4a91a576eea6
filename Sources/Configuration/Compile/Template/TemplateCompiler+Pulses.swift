internal import Documents
internal import Engine
internal import Expressions

/// What is true for an instant only is seen by the rules of that instant, and is never seen to end.
extension TemplateCompiler {
    /// An operator that compares a value with the one before sees of an instant only that it is.
    func checkPulses(_ form: MemoryFunction, over program: Program, _ argument: Expression) throws(Unresolved) {
        guard form.comparesWithEarlier, let pulse = pulse(readBy: program) else { return }
        throw Unresolved(
            argument, "'\(pulse)' is true for an instant only, which '\(form.rawValue)' never sees begin or end",
            mend: argument.description == pulse ? "write \(pulse) alone" : "write what lasts into \(form.rawValue)()")
    }

    /// A derived value keeps what it was given at the instant.
    func checkDerivedPulse(_ derive: Named<WrittenText>, _ program: Program) {
        guard let pulse = pulse(readBy: program) else { return }
        diagnostics.error(
            "'\(pulse)' is true for an instant only, and a derived value would keep it",
            mend: "write \(pulse) into the rules that need it", at: derive.value.mark(at: 0))
    }

    /// A guard that is fulfilled for an instant guards nothing.
    func checkGuardPulse(_ written: Written?, _ program: Program?) {
        guard let written, let program, let pulse = pulse(readBy: program) else { return }
        diagnostics.error(
            "'\(pulse)' is true for an instant only, so it cannot guard", mend: "write what lasts",
            at: written.text.mark(at: 0))
    }

    /// A line of which edges count is true and at once false.
    func checkEdges(_ rule: Named<RuleSection>, _ when: Expression) {
        guard rule.value.forMilliseconds > 0 else { return }
        let edges = section.inputs.compactMap { $0.value.gpio?.edge == nil ? nil : $0.value.signal }
        guard let name = when.operands.compactMap(\.qualifiedName).first(where: { edges.contains($0) }),
            when.isConjunction || when.qualifiedName == name
        else { return }
        diagnostics.error(
            "'\(name)' is true for an instant at each edge, so 'for' would never be over",
            mend: "remove 'for', or 'edge' from the input", at: rule.value.forMark)
    }

    private func pulse(readBy program: Program) -> String? {
        program.slotsRead.first { table.slots[$0].kind == .pulse }.map { table.slots[$0].name }
    }
}

extension MemoryFunction {
    /// Whether it is about how a value differs from the one before it.
    fileprivate var comparesWithEarlier: Bool {
        switch self {
        case .becomes, .changed, .delta, .unchanged, .age: true
        case .rate, .ewma, .stale, .valid, .stuck, .mean, .min, .max, .sum, .count, .first, .last, .stddev, .variance,
            .range, .median, .slope, .distinct, .percentile, .timeWeightedMean:
            false
        }
    }
}
