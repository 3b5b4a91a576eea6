internal import Documents
internal import Engine
internal import Expressions

extension TemplateCompiler {
    func compileRules() -> [RulePlan] {
        section.rules.enumerated().compactMap { index, rule in
            let when = rules[index].when.flatMap { compile($0, expected: .bool) }
            let until = rules[index].until.flatMap { compile($0, expected: .bool) }
            let message = compileMessage(rule.value)
            let settings = compileSettings(rule.value)
            guard let when, let raised = table.indices["\(rule.name).raised"] else { return nil }
            let read = Set(when.slotsRead + (until?.slotsRead ?? [])).sorted()
            if when.slotsRead.isEmpty {
                diagnostics.warning(
                    "the rule '\(rule.name)' depends on nothing that changes", mend: "name a signal in 'when'",
                    at: rule.mark)
            }
            return RulePlan(
                name: rule.name, when: when, until: until, forMilliseconds: rule.value.forMilliseconds,
                severity: rule.value.severity, message: message, settings: settings, priority: rule.value.priority,
                raisedSlot: raised,
                reported: reported(read),
                shape: Shape.hash(rule.value.node))
        }
    }

    private func compileMessage(_ rule: RuleSection) -> [MessageSegment] {
        guard let message = rule.message else { return [] }
        let names = table.names.filter { !$0.contains(".") }
        do throws(ValueProblem) {
            return try MessageTemplate(message, names: ["device"] + section.labels.map(\.name) + names) { name in
                if name == "device" { return .device }
                if let label = section.labels.first(where: { $0.name == name }) { return .text(label.value) }
                return table.indices[name].map { .slot($0) }
            }.segments
        } catch {
            diagnostics.error(error.message, mend: error.mend, at: rule.messageMark)
            return []
        }
    }

    private func compileSettings(_ rule: RuleSection) -> [RulePlan.Setting] {
        rule.settings.compactMap { setting in
            if let index = section.actuators.firstIndex(where: { $0.name == setting.name }) {
                return RulePlan.Setting(actuator: index, value: setting.value)
            }
            let mend = NearestName.nearest(to: setting.name, among: section.actuators.map(\.name))
            diagnostics.error(
                "there is no actuator '\(setting.name)'",
                mend: mend.map { "write '\($0)'" } ?? "declare it under 'actuators'", at: setting.mark)
            return nil
        }
    }

    /// The slots whose values an event carries: those that are read, and the signals behind what remembers.
    private func reported(_ read: [Int]) -> [Int] {
        var slots = Set(read)
        for plan in operators where slots.contains(plan.slot) { slots.formUnion(plan.slotsRead) }
        return slots.filter {
            switch table.slots[$0].kind {
            case .signal, .derived, .memory, .imported: true
            case .device, .parameter, .raised, .on, .pulse: false
            }
        }.sorted()
    }
}
