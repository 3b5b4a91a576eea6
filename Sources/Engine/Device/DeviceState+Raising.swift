internal import Expressions
internal import Telemetry

/// The way from a rule's trigger to what is told and set: what stands between, and what becomes of the rule.
extension DeviceState {
    /// The trigger is raised: the rule is, unless it was too often.
    mutating func raise(_ index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        rules[index].deferredUntil = nil
        guard mayRaise(index, template, &pass) else { return }
        if rule.modifiers.isLatching, rules[index].latch.observe(isActive: true) != .raise { return }
        setRaised(index, template, &pass)
    }

    private mutating func mayRaise(_ index: Int, _ template: Template, _ pass: inout Pass) -> Bool {
        let now = time(of: template.rules[index], pass)
        guard rules[index].gate != nil, let answer = rules[index].gate?.ask(now: now) else { return true }
        switch answer {
        case .pass: return true
        case .cooling(let until):
            postpone(index, until: until, reason: "cooldown", template, &pass)
        case .limited(let until):
            postpone(index, until: until, reason: "limit", template, &pass)
        }
        return false
    }

    /// A raise comes too early: a condition is asked again, an instant is over.
    private mutating func postpone(
        _ index: Int, until: Instant, reason: String, _ template: Template, _ pass: inout Pass
    ) {
        if !template.rules[index].trigger.isInstant { rules[index].deferredUntil = until }
        pass.counters.suppressions += 1
        pass.records.append(
            .suppression(
                Suppression(
                    time: wall(of: template.rules[index], pass), device: name, name: template.rules[index].name,
                    reason: reason, isTimeUncertain: !pass.isClockKnown)))
        testify(rule: index, template, &pass)
    }

    mutating func clear(_ index: Int, _ template: Template, _ pass: inout Pass) {
        if rules[index].deferredUntil != nil {
            // It never was raised for anybody.
            rules[index].deferredUntil = nil
            return
        }
        if template.rules[index].modifiers.isLatching, rules[index].latch.observe(isActive: false) != .clear { return }
        setCleared(index, template, &pass)
    }

    /// An instant has come: it is told and gone.
    mutating func fire(_ index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        guard mayRaise(index, template, &pass) else { return }
        if rule.modifiers.isLatching {
            guard rules[index].latch.trigger() == .raise else { return }
            setRaised(index, template, &pass)
            return
        }
        note(index, rule, now: pass.now)
        emit(.raised, rule: index, template, &pass)
        pulse(rule.raisedSlot, template, &pass)
        for setting in rule.settings { pass.contested.insert(setting.actuator) }
    }

    private mutating func setRaised(_ index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        rules[index].isRaised = true
        note(index, rule, now: pass.now)
        let now = time(of: rule, pass)
        rules[index].repetition?.raised(at: now)
        emit(.raised, rule: index, template, &pass)
        set(rule.raisedSlot, .bool(true), template, &pass)
        for setting in rule.settings { pass.contested.insert(setting.actuator) }
    }

    mutating func setCleared(_ index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        guard rules[index].isRaised else { return }
        rules[index].isRaised = false
        rules[index].repetition?.cleared()
        emit(.cleared, rule: index, template, &pass)
        set(rule.raisedSlot, .bool(false), template, &pass)
        for setting in rule.settings { pass.contested.insert(setting.actuator) }
    }

    private mutating func note(_ index: Int, _ rule: RulePlan, now: Instant) {
        rules[index].count += 1
        rules[index].raisedAt = now
        rules[index].leaseEnd = rule.modifiers.leaseMilliseconds.map { now.advanced(by: $0) }
    }
}

extension TriggerPlan {
    /// Whether it is raised for an instant only, and never cleared.
    var isInstant: Bool {
        switch self {
        case .condition(let condition): condition.isInstant
        case .pattern, .join: true
        case .absence, .heartbeat: false
        }
    }
}
