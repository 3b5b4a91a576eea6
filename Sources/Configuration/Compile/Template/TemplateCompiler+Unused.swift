internal import Documents
internal import Engine
internal import Expressions

/// A name of a file that the file itself does not use; others may.
struct UnusedName {
    /// Of its slot.
    let name: String
    let message: String
    let mend: String
    let mark: Mark
}

extension TemplateCompiler {
    func findUnused(
        rules: [RulePlan], derived: [DerivedPlan], summaries: [SummaryPlan], actuators: [ActuatorPlan]
    ) -> [UnusedName] {
        let used = slotsUsed(rules: rules, derived: derived, summaries: summaries, actuators: actuators)
        func isUnused(_ name: String) -> Bool { table.slot(of: name).map { !used.contains($0) } ?? false }
        var unused: [UnusedName] = []
        for input in section.inputs {
            unused += input.value.givenSignals.filter { isUnused($0.name) }.map {
                UnusedName(
                    name: $0.name, message: "nothing uses the signal '\($0.name)'",
                    mend: "use it in a rule or a summary, or remove it", mark: $0.mark)
            }
        }
        let constants = section.parameters.map { (name: $0.name, words: "parameter", mark: $0.mark) }
        let conditions = section.context.map { (name: $0.name, words: "condition", mark: $0.mark) }
        return unused
            + (constants + conditions).filter { isUnused($0.name) }.map {
                UnusedName(
                    name: $0.name, message: "nothing uses the \($0.words) '\($0.name)'",
                    mend: "use it in an expression, or remove it", mark: $0.mark)
            }
    }

    private func slotsUsed(
        rules: [RulePlan], derived: [DerivedPlan], summaries: [SummaryPlan], actuators: [ActuatorPlan]
    ) -> Set<Int> {
        var used = Set(rules.flatMap(\.slotsRead)).union(derived.flatMap(\.program.slotsRead))
        for actuator in actuators {
            used.formUnion(actuator.interlock?.slotsRead ?? [])
            used.formUnion(actuator.permissive?.slotsRead ?? [])
            used.formUnion(actuator.safeWhenStale ?? [])
        }
        used.formUnion(operators.flatMap(\.slotsRead))
        used.formUnion(scores.flatMap(\.slotsRead))
        for (index, signal) in signals.enumerated()
        where signal.staleSlot != nil || signal.validSlot != nil || signal.stuckSlot != nil {
            used.insert(index)
        }
        used.formUnion(summaries.flatMap { $0.items.map(\.slot) })
        for rule in rules {
            for case .slot(let slot) in rule.message { used.insert(slot) }
            switch rule.trigger {
            case .heartbeat(let heartbeat): if case .signal(let signal) = heartbeat.source { used.insert(signal) }
            case .pattern(let pattern): used.formUnion(pattern.captures.map(\.slot))
            case .condition, .absence, .join: break
            }
        }
        for actuator in section.actuators {
            if let slot = actuator.value.state?.signal.flatMap({ table.slot(of: $0) }) { used.insert(slot) }
        }
        return used
    }
}
