internal import Documents
internal import Engine
internal import Expressions

extension TemplateCompiler {
    func compileJoin(_ rule: Named<RuleSection>, _ written: WrittenRule) -> TriggerPlan? {
        if rule.value.lease == nil, !rule.value.settings.isEmpty, rule.value.latch == nil {
            diagnostics.error(
                "a join is an instant: nothing says how long its setting lasts", mend: "write 'lease: 15m'",
                at: rule.value.settingsMark)
        }
        let left = written.left.flatMap { compile($0, expected: .bool) }
        let right = written.right.flatMap { compile($0, expected: .bool) }
        let key = written.key.flatMap { compile($0, expected: nil) }
        guard var settings = rule.value.join?.settings, let left, let right, written.key == nil || key != nil else {
            return nil
        }
        settings.maximumOfKey = limits.partialMatches
        settings.maximum = max(settings.maximum, limits.partialMatches)
        return .join(
            JoinPlan(
                settings: settings, left: occurrence(of: left, "left", rule),
                right: occurrence(of: right, "right", rule),
                key: key))
    }

    /// A slot that is true for every evaluation of a condition in which it is: apart from the rule, which is evaluated for
    /// the other side's sake too.
    private func occurrence(of condition: Program, _ side: String, _ rule: Named<RuleSection>) -> Int {
        let name = "\(rule.name) \(side)"
        let slot = table.add(name, .bool, kind: .pulse, initial: .bool(false))
        operators.append(OperatorPlan(name: name, source: .program(condition), function: .occurs, slot: slot))
        return slot
    }
}
