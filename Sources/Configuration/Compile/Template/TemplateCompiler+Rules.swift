internal import Documents
internal import Engine
internal import Expressions

extension TemplateCompiler {
    func declareRules() {
        // A rule that asks for an instant one is one itself.
        var count = -1
        while instants.count != count {
            count = instants.count
            for (rule, written) in zip(section.rules, rules)
            where rule.value.latch == nil && written.isInstant(among: instants) { instants.insert(rule.name) }
        }
        for rule in section.rules where table.claim(rule.name, "the rule", at: rule.mark, diagnostics) {
            let kind: SlotPlan.Kind = instants.contains(rule.name) ? .pulse : .raised
            table.add("\(rule.name).raised", .bool, kind: kind, initial: .bool(false))
        }
    }

    func compileRules(derived: [DerivedPlan]) -> [RulePlan] {
        section.rules.enumerated().compactMap { index, rule in
            let trigger = compileTrigger(rule, rules[index])
            let modifiers = compileModifiers(rule)
            let message = compileMessage(rule.value, captured: capturesTold[rule.name] ?? [:])
            let settings = compileSettings(rule.value)
            guard let trigger, let raised = table.slot(of: "\(rule.name).raised") else { return nil }
            review(rule, rules[index], trigger)
            let read = Set(trigger.slotsRead).sorted()
            return RulePlan(
                name: rule.name, trigger: trigger, modifiers: modifiers, severity: rule.value.severity,
                message: message, settings: settings, priority: rule.value.priority, raisedSlot: raised,
                reported: reported(read),
                required: signalsNeeded(by: read, derived: derived),
                shape: rule.value.shape,
                written: rule.value.written,
                place: "\(rule.mark.file.path):\(rule.mark.line)")
        }
    }

    /// What is true for an instant cannot last.
    func checkInstant(_ rule: Named<RuleSection>) {
        if rule.value.forMilliseconds > 0 {
            diagnostics.error(
                "an edge does not last, so 'for' would never be over", mend: "remove 'for'", at: rule.value.forMark)
        }
        if rule.value.keepMilliseconds > 0 || rule.value.everyMilliseconds != nil {
            diagnostics.error(
                "an edge does not last: there is nothing to keep or to repeat", mend: "remove 'keep' and 'every'",
                at: rule.mark)
        }
        if !rule.value.settings.isEmpty, rule.value.lease == nil, rule.value.latch == nil {
            diagnostics.error(
                "an edge does not last: nothing says how long its setting does",
                mend: "write 'lease: 15m', or an 'until'", at: rule.value.settingsMark)
        }
    }

    private func compileModifiers(_ rule: Named<RuleSection>) -> RulePlan.Modifiers {
        var modifiers = RulePlan.Modifiers()
        modifiers.leaseMilliseconds = rule.value.lease
        modifiers.isLatching = rule.value.latch != nil
        modifiers.everyMilliseconds = rule.value.everyMilliseconds
        modifiers.maximumRepeats = limits.repeats
        modifiers.inhibition = rule.value.inhibition
        modifiers.inhibitors = rule.value.inhibitedBy.compactMap { inhibitor($0, of: rule) }
        modifiers.alarmGroup = alarmGroups.use(by: rule.value, in: self)
        if rule.value.cooldown != nil || rule.value.limit != nil {
            modifiers.gate = RaiseGate.Settings(
                cooldown: rule.value.cooldown ?? 0,
                limit: rule.value.limit.map { Frequency($0) })
        }
        return modifiers
    }

    private func compileMessage(_ rule: RuleSection, captured: [String: Int]) -> [MessageSegment] {
        guard let message = rule.message else { return [] }
        let names = table.names.filter { !$0.contains(".") }
        do throws(ValueProblem) {
            return try MessageTemplate(message, names: ["device"] + section.labels.map(\.name) + names) { name in
                if name == "device" { return .device }
                if table.slot(of: name) == nil, let label = section.labels.first(where: { $0.name == name }) {
                    return .text(label.value)
                }
                return (table.slot(of: name) ?? captured[name]).map { .slot($0) }
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
        // What a score says of itself: which signal, how far, since when.
        for plan in scores where slots.contains(plan.signal) { slots.formUnion(plan.words.explanation) }
        return slots.filter {
            switch table.slots[$0].kind {
            case .signal, .derived, .memory, .imported, .scheduled: true
            case .device, .parameter, .raised, .on, .pulse, .captured, .member, .table: false
            }
        }.sorted()
    }
}
