internal import Documents
internal import Engine
internal import Expressions

/// Conditions that say nothing are warned of; those that can never work as written are errors.
extension TemplateCompiler {
    /// What a condition that is always or never true brings about, in words; nil where nothing need be said.
    struct Consequences {
        var always: String?
        var never: String?
    }

    /// - Parameter trigger: what was compiled of the rule.
    func review(_ rule: Named<RuleSection>, _ written: WrittenRule, _ trigger: TriggerPlan) {
        let neverRaised = "the rule '\(rule.name)' can never be raised"
        let isInstant = instants.contains(rule.name)
        // A condition in which nothing changes has been told of as a whole.
        if let when = written.when, case .condition(let plan) = trigger, changes(plan.when) {
            review(
                when,
                Consequences(
                    always: isInstant || written.until != nil ? nil : "the rule '\(rule.name)' is never cleared",
                    never: neverRaised))
        }
        if let until = written.until {
            review(
                until,
                Consequences(
                    always: "the rule '\(rule.name)' ends as soon as it is raised",
                    never: "the rule '\(rule.name)' is never cleared"))
        }
        if let after = written.after { review(after, Consequences(always: neverRaised, never: neverRaised)) }
        if let expect = written.expect {
            review(
                expect,
                Consequences(
                    always: neverRaised, never: "the rule '\(rule.name)' is raised every time"))
        }
        for condition in written.pattern.conditions.compactMap(\.self) { review(condition, Consequences()) }
        checkEnd(rule, written)
        checkExpectation(rule, written)
    }

    /// The guards of an actuator.
    func review(_ actuator: Named<ActuatorSection>, interlock: Written?, permissive: Written?) {
        let consequences = Consequences(
            always: "it guards nothing", never: "'\(actuator.name)' can never leave its safe value")
        for guardian in [interlock, permissive].compactMap(\.self) { review(guardian, consequences) }
    }

    func review(_ written: Written, _ consequences: Consequences) {
        for finding in ConditionReview.findings(in: written.expression, conditionReader) {
            let consequence: String? =
                switch finding.verdict {
                case .always: consequences.always
                case .never: consequences.never
                case .repeated: nil
                }
            let end = finding.isWhole ? consequence.map { ", so \($0)" } ?? "" : ""
            expressions.warn(
                Problem(
                    offset: finding.problem.offset, message: finding.problem.message + end, mend: finding.problem.mend),
                in: written.text)
        }
    }

    private var conditionReader: ConditionReader {
        var ranges: [String: ClosedRange<Double>] = [:]
        for signal in section.signals {
            guard let valid = signal.value.valid, valid.count == 2, valid[0] <= valid[1] else { continue }
            ranges[signal.name] = valid[0]...valid[1]
        }
        return ConditionReader(constants, ranges: ranges)
    }

    /// An end that holds whenever the beginning does.
    private func checkEnd(_ rule: Named<RuleSection>, _ written: WrittenRule) {
        // The next edge is another one: `becomes(button)` may begin and end a rule.
        guard let when = written.when, let until = written.until, !when.expression.hasEdge(instants) else { return }
        guard implies(when.expression, until.expression) else { return }
        diagnostics.error(
            "'until' is true whenever 'when' is, so the rule would end as soon as it is raised",
            mend: "write when it is over, or remove 'until' where that is when 'when' is false",
            at: until.text.mark(at: 0))
    }

    /// What is there already when it is waited for.
    private func checkExpectation(_ rule: Named<RuleSection>, _ written: WrittenRule) {
        guard let after = written.after, let expect = written.expect else { return }
        var cause = after.expression
        if case .call("becomes", nil, let arguments) = cause.kind, arguments.count == 1 { cause = arguments[0] }
        guard implies(cause, expect.expression) else { return }
        diagnostics.warning(
            "'expect' is true already whenever 'after' is, so the rule '\(rule.name)' can never be raised",
            mend: "write what is to follow", at: expect.text.mark(at: 0))
    }

    /// Whether the first condition makes the second true; not where one of them says nothing.
    private func implies(_ first: Expression, _ second: Expression) -> Bool {
        var reader = conditionReader
        let cause = reader.read(first)
        let effect = reader.read(second)
        let gap = Condition.both(cause, .not(effect))
        guard let cases = ConditionCases([cause, effect], reader.variables) else { return false }
        return cases.isNever(gap) && !cases.isNever(cause) && !cases.isAlways(effect)
    }
}

extension Expression {
    /// Whether it asks for something that is true for an instant.
    /// - Parameter instants: the names of rules that are.
    func hasEdge(_ instants: Set<String>) -> Bool {
        if let name = qualifiedName { return name.hasSuffix(".raised") && instants.contains(String(name.dropLast(7))) }
        if case .call(let function, nil, _) = kind, MemoryFunction(rawValue: function)?.isPulse ?? false { return true }
        var found = false
        kind.forEachChild { if $0.hasEdge(instants) { found = true } }
        return found
    }
}
