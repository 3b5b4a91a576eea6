internal import Documents
internal import Engine
internal import Expressions

extension TemplateCompiler {
    /// The slot of each actuator's `on`; nil where a feedback signal tells it.
    func declareActuators() -> [Int?] {
        section.actuators.map { actuator in
            guard table.claim(actuator.name, "the actuator", at: actuator.mark, diagnostics) else { return nil }
            let name = "\(actuator.name).on"
            declareFault(actuator)
            if let slot = feedbackSlot(of: actuator.value) {
                table.alias(name, .bool, slot: slot)
                return nil
            }
            return table.add(name, .bool, kind: .on, initial: .bool(actuator.value.safe ?? false))
        }
    }

    func compileActuators(
        rules: [RulePlan], derived: [DerivedPlan]
    ) -> [ActuatorPlan] {
        section.actuators.enumerated().map { index, actuator in
            let claimants = rules.enumerated().flatMap { rule, plan in
                plan.settings.filter { $0.actuator == index }.map {
                    ActuatorPlan.Claimant(rule: rule, value: $0.value)
                }
            }
            warnOfTies(claimants, actuator: actuator.name, rules: rules)
            let safe = actuator.value.safe ?? false
            let interlock = interlocks[index].flatMap { compile($0, expected: .bool) }
            let permissive = permissives[index].flatMap { compile($0, expected: .bool) }
            checkGuardPulse(interlocks[index], interlock)
            checkGuardPulse(permissives[index], permissive)
            review(actuator, interlock: interlocks[index], permissive: permissives[index])
            if let slot = actuatorSlots[index], let text = interlocks[index]?.text,
                interlock?.slotsRead.contains(slot) ?? false
            {
                diagnostics.error(
                    "the interlock of '\(actuator.name)' asks what '\(actuator.name)' does itself",
                    mend: "ask another actuator or a signal", at: text.mark(at: 0))
            }
            return ActuatorPlan(
                name: actuator.name, settings: settings(actuator.value, safe: safe), onSlot: actuatorSlots[index],
                claimants: claimants,
                required: signalsNeeded(by: claimants.flatMap { rules[$0.rule].slotsRead }, derived: derived),
                interlock: interlock, permissive: permissive, safeWhenStale: safeWhenStale(actuator.value),
                interlockSignals: signalsNeeded(by: interlock?.slotsRead ?? [], derived: derived),
                states: actuatorStates[index] ?? ActuatorPlan.States(), confirmation: confirmation(actuator))
        }
    }

    private func settings(_ actuator: ActuatorSection, safe: Bool) -> GuardSettings {
        GuardSettings(
            safe: safe, rest: actuator.rest, minOn: actuator.minOn, minOff: actuator.minOff, maxOn: actuator.maxOn,
            maxSwitches: actuator.maxSwitches.map { Frequency($0) },
            hasInterlock: actuator.interlock != nil, hasPermissive: actuator.permissive != nil,
            startDelay: actuator.startDelay)
    }

    private func safeWhenStale(_ actuator: ActuatorSection) -> [Int]? {
        actuator.safeWhenStale.map { names in
            names.compactMap { name in
                if let slot = signals.firstIndex(where: { $0.name == name }) {
                    if signals[slot].setting?.stale == nil, signals[slot].maximum == nil {
                        diagnostics.warning(
                            "'\(name)' never turns stale", mend: "write 'stale: 30s' for it under signals",
                            at: actuator.safeWhenStaleMark)
                    }
                    return slot
                }
                let mend = NearestName.nearest(to: name, among: signals.map(\.name)).map { "write '\($0)'" }
                diagnostics.error("there is no signal '\(name)'", mend: mend, at: actuator.safeWhenStaleMark)
                return nil
            }
        }
    }

    /// The signals behind slots, themselves or through derived values and what remembers.
    func signalsNeeded(by slots: [Int], derived: [DerivedPlan]) -> [Int] {
        var open = slots
        var seen: Set<Int> = []
        var hidden: Set<Int> = []
        while let slot = open.popLast() {
            guard !hidden.contains(slot), seen.insert(slot).inserted else { continue }
            if let plan = derived.first(where: { $0.slot == slot }) { open.append(contentsOf: plan.program.slotsRead) }
            if let plan = operators.first(where: { $0.slot == slot }) { open.append(contentsOf: plan.slotsRead) }
            // A score is known for a long time before it says anything: what it is made of has to be.
            if let plan = scores.first(where: { $0.signal == slot || $0.words.slots.contains(slot) }) {
                seen.remove(plan.signal)
                hidden.insert(plan.signal)
                open.append(contentsOf: plan.channels.flatMap(\.source.signals))
            }
        }
        // What nobody told holds at its rest value: it is waited for by nothing.
        return seen.filter { table.slots[$0].kind == .signal && signals[$0].restValue == nil }.sorted()
    }

    private func warnOfTies(_ claimants: [ActuatorPlan.Claimant], actuator: String, rules: [RulePlan]) {
        for (position, first) in claimants.enumerated() {
            for second in claimants[(position + 1)...]
            where first.value != second.value && rules[first.rule].priority == rules[second.rule].priority {
                let name = rules[second.rule].name
                guard let mark = section.rules.first(where: { $0.name == name })?.mark else { continue }
                diagnostics.warning(
                    "'\(rules[first.rule].name)' and '\(name)' set '\(actuator)' differently at one priority",
                    mend: "write 'priority:' in one of them; until then the safe value wins", at: mark)
            }
        }
    }
}
