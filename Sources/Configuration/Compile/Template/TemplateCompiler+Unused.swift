internal import Documents
internal import Engine
internal import Expressions

extension TemplateCompiler {
    func warnOfUnused(
        rules: [RulePlan], derived: [DerivedPlan], summaries: [SummaryPlan], actuators: [ActuatorPlan]
    ) {
        // Where something is wrong, what is unused may be used in what could not be read.
        guard !diagnostics.hasErrors else { return }
        var used = Set(rules.flatMap(\.slotsRead)).union(derived.flatMap(\.program.slotsRead))
        for actuator in actuators {
            used.formUnion(actuator.interlock?.slotsRead ?? [])
            used.formUnion(actuator.permissive?.slotsRead ?? [])
            used.formUnion(actuator.safeWhenStale ?? [])
        }
        used.formUnion(operators.flatMap(\.slotsRead))
        used.formUnion(scores.flatMap(\.slotsRead))
        for (index, signal) in signals.enumerated() where signal.staleSlot != nil || signal.validSlot != nil {
            used.insert(index)
        }
        used.formUnion(summaries.flatMap { $0.items.map(\.slot) })
        for rule in rules {
            for case .slot(let slot) in rule.message { used.insert(slot) }
        }
        for actuator in section.actuators {
            if let slot = actuator.value.mqtt?.state.flatMap({ table.indices[$0] }) { used.insert(slot) }
        }
        for input in section.inputs {
            var signals = input.value.signals.map { (name: $0.name, mark: $0.mark) }
            if let signal = input.value.signal { signals.append((signal, input.value.signalMark)) }
            for signal in signals {
                guard let slot = table.indices[signal.name], !used.contains(slot) else { continue }
                diagnostics.warning(
                    "nothing uses the signal '\(signal.name)'", mend: "use it in a rule or a summary, or remove it",
                    at: signal.mark)
            }
        }
    }
}
