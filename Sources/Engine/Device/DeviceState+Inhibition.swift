internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Takes what inhibits the rule at present.
    mutating func observeInhibition(_ index: Int, _ rule: RulePlan, now: Instant) -> Inhibition.Change {
        guard !rule.modifiers.inhibitors.isEmpty else { return .none }
        let isInhibited = rule.modifiers.inhibitors.contains { slots[$0] == .bool(true) }
        var hold = rules[index].hold
        let change = rules[index].inhibition?.observe(isInhibited ? .yes : .no, hold: &hold, now: now)
        rules[index].hold = hold
        return change ?? .none
    }

    /// Whether an inhibition keeps a rule from being raised that would be raised now, or begin to be; says so once an
    /// inhibition.
    mutating func isKeptDown(_ index: Int, _ template: Template, _ pass: inout Pass) -> Bool {
        guard rules[index].inhibition?.isActive ?? false else { return false }
        guard rules[index].inhibition?.explain() ?? false else { return true }
        let rule = template.rules[index]
        let inhibitor = rule.modifiers.inhibitors.first { slots[$0] == .bool(true) }
        pass.counters.suppressions += 1
        pass.records.append(
            .suppression(
                Suppression(
                    time: wall(of: rule, pass), device: name, name: rule.name, reason: "inhibited",
                    winner: inhibitor.map { template.slots[$0].ruleName ?? template.slots[$0].name },
                    isTimeUncertain: !pass.isClockKnown)))
        testify(rule: index, template, &pass)
        return true
    }
}

extension SlotPlan {
    /// The rule whose state it is; nil for everything else.
    fileprivate var ruleName: String? {
        guard kind == .raised || kind == .pulse, name.hasSuffix(".raised") else { return nil }
        return String(name.dropLast(".raised".count))
    }
}
