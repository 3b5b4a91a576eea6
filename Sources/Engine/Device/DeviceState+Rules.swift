internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Evaluates a rule, since something that it reads has changed.
    mutating func judge(_ index: Int, _ template: Template, _ pass: inout Pass) {
        // A retained reading is never an edge.
        guard pass.cause.isEdge else { return }
        let rule = template.rules[index]
        let isMutedRaiseDue = observeInhibition(index, rule, pass)
        switch rule.trigger {
        case .condition(let condition): judge(condition, index, template, &pass)
        }
        if isMutedRaiseDue { raise(index, template, &pass) }
        schedule(index, rule, &pass)
    }

    /// Time has come for a rule.
    mutating func serve(rule index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        if rules[index].inhibition?.mayPass ?? true {
            switch rule.trigger {
            case .condition(let condition):
                let action = rules[index].hold.pass(
                    now: pass.now, forMilliseconds: condition.forMilliseconds,
                    keepMilliseconds: condition.keepMilliseconds)
                follow(action, rule: index, template, &pass)
            }
        }
        if let due = rules[index].deferredUntil, due <= pass.now { raise(index, template, &pass) }
        while rules[index].repetition?.pass(now: pass.now) != nil {
            rules[index].count += 1
            emit(.raised, rule: index, template, &pass)
        }
        if let end = rules[index].leaseEnd, end <= pass.now {
            rules[index].leaseEnd = nil
            for setting in rule.settings { pass.contested.insert(setting.actuator) }
        }
        schedule(index, rule, &pass)
    }

    /// A person acknowledges a rule that latches.
    mutating func acknowledge(rule index: Int, _ template: Template, _ pass: inout Pass) -> Latch.Answer {
        let answer = rules[index].latch.acknowledge()
        if answer == .cleared { setCleared(index, template, &pass) }
        for setting in template.rules[index].settings { pass.contested.insert(setting.actuator) }
        return answer
    }

    // MARK: Triggers

    private mutating func judge(
        _ condition: ConditionPlan, _ index: Int, _ template: Template, _ pass: inout Pass
    ) {
        var when = truth(of: condition.when, &pass)
        if condition.isInstant {
            guard when == .yes, !(rules[index].inhibition?.isActive ?? false) else { return }
            rules[index].cause = pass.cause.identity
            fire(index, template, &pass)
            return
        }
        let until = condition.until.map { truth(of: $0, &pass) }
        if let inhibition = rules[index].inhibition { when = inhibition.admitted(when, hold: rules[index].hold) }
        let action = rules[index].hold.observe(
            when: when, until: until, now: pass.cause.time, forMilliseconds: condition.forMilliseconds,
            keepMilliseconds: condition.keepMilliseconds)
        if case .wait = action, !rules[index].isRaised { rules[index].cause = pass.cause.identity }
        if action == .raise { rules[index].cause = pass.cause.identity }
        follow(action, rule: index, template, &pass)
    }

    /// Takes what inhibits the rule at present. True when a raise that was not told while muted has to be told now.
    private mutating func observeInhibition(_ index: Int, _ rule: RulePlan, _ pass: Pass) -> Bool {
        guard rules[index].inhibition != nil else { return false }
        let isInhibited = rule.modifiers.inhibitors.contains { slots[$0] == .bool(true) }
        var hold = rules[index].hold
        let change = rules[index].inhibition?.observe(isInhibited ? .yes : .no, hold: &hold, now: pass.cause.time)
        rules[index].hold = hold
        return change == .ended(isRaiseDue: true)
    }

    /// Carries out what a hold says.
    private mutating func follow(_ action: Hold.Action, rule index: Int, _ template: Template, _ pass: inout Pass) {
        var action = action
        if rules[index].inhibition != nil { action = rules[index].inhibition?.told(action) ?? action }
        switch action {
        case .none, .wait: return
        case .raise: raise(index, template, &pass)
        case .clear: clear(index, template, &pass)
        }
    }

    // MARK: From the trigger to what is told and set

    /// The trigger is raised: the rule is, unless it was too often.
    private mutating func raise(_ index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        rules[index].deferredUntil = nil
        guard mayRaise(index, template, &pass) else { return }
        if rule.modifiers.isLatching, rules[index].latch.observe(isActive: true) != .raise { return }
        setRaised(index, template, &pass)
    }

    private mutating func mayRaise(_ index: Int, _ template: Template, _ pass: inout Pass) -> Bool {
        guard rules[index].gate != nil, let answer = rules[index].gate?.ask(now: pass.cause.time) else { return true }
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
                    time: pass.wall(pass.cause.time), device: name, name: template.rules[index].name, reason: reason)))
    }

    private mutating func clear(_ index: Int, _ template: Template, _ pass: inout Pass) {
        if rules[index].deferredUntil != nil {
            // It never was raised for anybody.
            rules[index].deferredUntil = nil
            return
        }
        if template.rules[index].modifiers.isLatching, rules[index].latch.observe(isActive: false) != .clear { return }
        setCleared(index, template, &pass)
    }

    /// An instant has come: it is told and gone.
    private mutating func fire(_ index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        guard mayRaise(index, template, &pass) else { return }
        if rule.modifiers.isLatching {
            guard rules[index].latch.trigger() == .raise else { return }
            setRaised(index, template, &pass)
            return
        }
        note(index, rule, pass)
        emit(.raised, rule: index, template, &pass)
        pulse(rule.raisedSlot, template, &pass)
        for setting in rule.settings { pass.contested.insert(setting.actuator) }
    }

    private mutating func setRaised(_ index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        rules[index].isRaised = true
        note(index, rule, pass)
        rules[index].repetition?.raised(at: pass.cause.time)
        emit(.raised, rule: index, template, &pass)
        set(rule.raisedSlot, .bool(true), template, &pass)
        for setting in rule.settings { pass.contested.insert(setting.actuator) }
    }

    private mutating func setCleared(_ index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        guard rules[index].isRaised else { return }
        rules[index].isRaised = false
        rules[index].repetition?.cleared()
        emit(.cleared, rule: index, template, &pass)
        set(rule.raisedSlot, .bool(false), template, &pass)
        for setting in rule.settings { pass.contested.insert(setting.actuator) }
    }

    private mutating func note(_ index: Int, _ rule: RulePlan, _ pass: Pass) {
        rules[index].count += 1
        rules[index].raisedAt = pass.cause.time
        rules[index].leaseEnd = rule.modifiers.leaseMilliseconds.map { pass.cause.time.advanced(by: $0) }
    }

    private mutating func schedule(_ index: Int, _ rule: RulePlan, _ pass: inout Pass) {
        guard let due = rules[index].deadline(rule) else { return }
        wait(until: due, for: .rule, index: index, &pass)
    }

    // MARK: What is told

    private func emit(_ state: Event.State, rule index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        let identity = state == .raised ? rules[index].cause : pass.cause.identity
        let count = rules[index].count
        let id = Identifier {
            $0.combine(pass.identitySeed)
            $0.combine(identity)
            $0.combine(nameHash)
            $0.combine(rule.name)
            $0.combine(count)
            $0.combine(UInt64(state == .raised ? 1 : 0))
        }
        let signals = rule.reported.compactMap { slot in
            slots[slot].telemetry.map { NamedValue(name: template.slots[slot].name, value: $0) }
        }
        pass.records.append(
            .event(
                Event(
                    time: pass.wall(pass.cause.time), device: name, name: rule.name, state: state,
                    severity: rule.severity, message: message(rule.message), signals: signals, id: id)))
    }

    private func message(_ segments: [MessageSegment]) -> String? {
        guard !segments.isEmpty else { return nil }
        var text = ""
        for segment in segments {
            switch segment {
            case .text(let piece): text += piece
            case .device: text += name
            case .slot(let slot): text += slots[slot].telemetry?.description ?? "?"
            }
        }
        return text
    }
}

extension TriggerPlan {
    /// Whether it is raised for an instant only, and never cleared.
    var isInstant: Bool {
        switch self {
        case .condition(let condition): condition.isInstant
        }
    }
}
