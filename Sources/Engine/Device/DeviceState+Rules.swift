internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Evaluates a rule, since something that it reads has changed.
    mutating func judge(_ index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        // A retained reading is never an edge.
        guard pass.cause.kind != .silent else { return }
        let change = observeInhibition(index, rule, now: time(of: rule, pass))
        var hasResumed = false
        if case .ended = change { hasResumed = rule.modifiers.inhibition != .mute }
        switch rule.trigger {
        case .condition(let condition): judge(condition, index, template, &pass)
        case .absence(let absence): judge(absence, index, hasRestarted: hasResumed, template, &pass)
        case .heartbeat(let heartbeat):
            // Silence under inhibition is no evidence.
            if hasResumed, !rules[index].heartbeat.isRaised {
                listen(to: heartbeat, index, now: pass.now)
            }
        case .pattern(let pattern): judge(pattern, index, template, &pass)
        case .join(let join): fire(observe(join, rule: index, &pass), rule: index, template, &pass)
        }
        if case .ended(let isMuted) = change {
            let isDue = isMuted || rules[index].deferredUntil.map { $0 <= pass.cause.time } ?? false
            if isDue, rules[index].isTriggered(rule) { raise(index, template, &pass) }
        }
        schedule(index, rule, &pass)
    }

    /// The same for a rule of which its condition is all that is to be asked. Mostly nothing comes of it; then nothing that
    /// the rule waits for changes either.
    mutating func judge(_ step: NodeStep, _ template: Template, _ pass: inout Pass) {
        // A retained reading is never an edge.
        guard pass.cause.kind != .silent, let program = step.program else { return }
        let when = truth(of: program, &pass)
        let until = step.until.map { truth(of: $0, &pass) }
        guard rules[step.index].hold.isMoved(when: when, until: until) else { return }
        let rule = template.rules[step.index]
        guard case .condition(let condition) = rule.trigger else { return }
        observe(condition, when: when, until: until, step.index, template, &pass)
        schedule(step.index, rule, &pass)
    }

    /// Time has come for a rule.
    mutating func serve(rule index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        if rules[index].mayPass { serve(trigger: rule.trigger, index, template, &pass) }
        let now = time(of: rule, pass)
        if let due = rules[index].deferredUntil, due <= now, !isKeptDown(index, template, &pass) {
            raise(index, template, &pass)
        }
        while rules[index].repetition?.pass(now: now) != nil {
            rules[index].count += 1
            emit(.raised, rule: index, template, &pass)
        }
        if let end = rules[index].leaseEnd, end <= pass.now {
            rules[index].leaseEnd = nil
            for setting in rule.settings { pass.contested.insert(setting.actuator) }
        }
        schedule(index, rule, &pass)
    }

    private mutating func serve(
        trigger: TriggerPlan, _ index: Int, _ template: Template, _ pass: inout Pass
    ) {
        switch trigger {
        case .condition(let condition):
            let action = rules[index].hold.pass(
                now: pass.cause.time, forMilliseconds: condition.forMilliseconds,
                keepMilliseconds: condition.keepMilliseconds)
            follow(action, rule: index, template, &pass)
        case .absence(let absence):
            let action = rules[index].absence.pass(
                now: pass.cause.time, withinMilliseconds: absence.withinMilliseconds)
            if case .raise = action { follow(.raise, rule: index, template, &pass) }
        case .heartbeat(let heartbeat):
            let action = rules[index].heartbeat.pass(now: pass.now, withinMilliseconds: heartbeat.withinMilliseconds)
            if case .raise = action { follow(.raise, rule: index, template, &pass) }
        case .pattern:
            rules[index].patterns[0].advance(to: pass.cause.time, into: &pass.matches)
            pass.counters.count(rules[index].patterns[0].takeDrops())
            fireMatches(index, template, &pass)
        case .join:
            fire(rules[index].joins[0].advance(to: pass.cause.time), rule: index, template, &pass)
        }
    }

    /// The service starts, or a rule is new: what must keep coming is listened to from now on.
    mutating func begin(rule index: Int, _ rule: RulePlan, _ pass: inout Pass) {
        switch rule.trigger {
        case .condition: break
        case .absence(let absence):
            // Not listening is no evidence.
            let now = eventClock?.beginning(at: pass.now) ?? pass.cause.time
            _ = rules[index].absence.restart(now: now, withinMilliseconds: absence.withinMilliseconds)
        case .heartbeat(let heartbeat): listen(to: heartbeat, index, now: pass.now)
        case .pattern(let pattern):
            guard pattern.hasAbsence else { break }
            rules[index].patterns[0].reset()
            let now = eventClock?.beginning(at: pass.now) ?? pass.cause.time
            if pattern.key == nil { rules[index].patterns[0].listen(to: .flag(true), now: now) }
        case .join(let join): if join.settings.tells != .pairs { rules[index].joins[0].reset() }
        }
        let now = time(of: rule, pass)
        rules[index].repetition?.resume(now: now)
        schedule(index, rule, &pass)
    }

    private mutating func listen(to heartbeat: HeartbeatPlan, _ index: Int, now: Instant) {
        _ = rules[index].heartbeat.start(now: now, withinMilliseconds: heartbeat.withinMilliseconds)
    }

    /// A message came that rules listen to.
    mutating func beat(_ indices: [Int], _ template: Template, _ pass: inout Pass) {
        guard !indices.isEmpty, pass.cause.isEdge else { return }
        for index in indices {
            guard case .heartbeat(let heartbeat) = template.rules[index].trigger else { continue }
            let action = rules[index].heartbeat.beat(
                now: pass.now, withinMilliseconds: heartbeat.withinMilliseconds)
            if case .clear = action { follow(.clear, rule: index, template, &pass) }
            schedule(index, template.rules[index], &pass)
        }
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
            guard when == .yes, pass.cause.isEdge, !isKeptDown(index, template, &pass) else { return }
            rules[index].cause = pass.cause.identity
            fire(index, template, &pass)
            return
        }
        let until = condition.until.map { truth(of: $0, &pass) }
        if let inhibition = rules[index].inhibition {
            let admitted = inhibition.admitted(when, hold: rules[index].hold)
            if admitted != when, when == .yes { _ = isKeptDown(index, template, &pass) }
            when = admitted
        }
        observe(condition, when: when, until: until, index, template, &pass)
    }

    private mutating func observe(
        _ condition: ConditionPlan, when: Truth, until: Truth?, _ index: Int, _ template: Template, _ pass: inout Pass
    ) {
        let action = rules[index].hold.observe(
            when: when, until: until, now: pass.cause.time, forMilliseconds: condition.forMilliseconds,
            keepMilliseconds: condition.keepMilliseconds)
        if case .wait = action, !rules[index].isRaised { rules[index].cause = pass.cause.identity }
        if action == .raise { rules[index].cause = pass.cause.identity }
        follow(action, rule: index, template, &pass)
    }

    private mutating func judge(
        _ absence: AbsencePlan, _ index: Int, hasRestarted: Bool, _ template: Template, _ pass: inout Pass
    ) {
        let isHeld = rules[index].inhibition.map { $0.isActive && !$0.mayPass } ?? false
        let trigger = isHeld ? .unknown : truth(of: absence.after, &pass)
        let isExpected = truth(of: absence.expect, &pass)
        if hasRestarted, !isHeld {
            _ = rules[index].absence.restart(now: pass.cause.time, withinMilliseconds: absence.withinMilliseconds)
        }
        let action = rules[index].absence.observe(
            trigger: trigger, isExpected: isExpected, isRetained: !pass.cause.isEdge, now: pass.cause.time,
            withinMilliseconds: absence.withinMilliseconds)
        switch action {
        case .none, .raise: break
        case .wait: rules[index].cause = pass.cause.identity
        case .clear: follow(.clear, rule: index, template, &pass)
        }
    }

    private mutating func judge(
        _ pattern: PatternPlan, _ index: Int, _ template: Template, _ pass: inout Pass
    ) {
        guard pass.cause.isEdge, let key = eventKey(pattern.key, &pass) else { return }
        rules[index].eventCount += 1
        rules[index].cause = pass.cause.identity
        // Out of the state while it works, so that it is changed in place while the slots are read.
        var matcher = rules[index].patterns.removeLast()
        let slots = self.slots
        var errors = 0
        matcher.observe(
            rules[index].eventCount, key: key, now: pass.cause.time, into: &pass.matches,
            holds: { condition, captured in
                let outcome = pattern.evaluate(condition, slots: slots, captured: captured)
                if outcome == nil { errors += 1 }
                return outcome ?? false
            },
            values: { name in pattern.captures.filter { $0.name == name }.map { slots[$0.slot] } })
        pass.counters.count(matcher.takeDrops())
        rules[index].patterns.append(matcher)
        pass.counters.evaluationErrors += errors
        fireMatches(index, template, &pass)
    }

    private mutating func fireMatches(_ index: Int, _ template: Template, _ pass: inout Pass) {
        guard !pass.matches.isEmpty else { return }
        let count = pass.matches.count
        if let last = pass.matches.last { pass.witness?.captures = last.match.captures.entries }
        pass.matches.removeAll(keepingCapacity: true)
        fire(count, rule: index, template, &pass)
    }

    /// So many instants have come at once.
    private mutating func fire(_ count: Int, rule index: Int, _ template: Template, _ pass: inout Pass) {
        guard count > 0, !isKeptDown(index, template, &pass) else { return }
        for _ in 0..<count { fire(index, template, &pass) }
    }

    /// Carries out what a hold says.
    private mutating func follow(_ action: Hold.Action, rule index: Int, _ template: Template, _ pass: inout Pass) {
        var action = action
        if rules[index].inhibition != nil {
            let told = rules[index].inhibition?.told(action) ?? action
            if action == .raise, told == .none { _ = isKeptDown(index, template, &pass) }
            action = told
        }
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

    private mutating func setCleared(_ index: Int, _ template: Template, _ pass: inout Pass) {
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

    mutating func schedule(_ index: Int, _ rule: RulePlan, _ pass: inout Pass) {
        let due = rules[index].deadline(rule)
        // A lease is over when it is over, whatever time it is by the device's clock.
        let end = rules[index].leaseEnd
        guard eventClock != nil, !rule.isByArrival else {
            if let first = Instant.earlier(due, end) { wait(until: first, for: .rule, index: index, &pass) }
            return
        }
        if let due { waitLogically(until: due, for: .rule, index: index, &pass) }
        if let end { wait(until: end, for: .rule, index: index, &pass) }
    }

    // MARK: What is told

    private mutating func emit(
        _ state: Event.State, rule index: Int, _ template: Template, _ pass: inout Pass
    ) {
        guard let heldBack = mayTell(state, rule: index, template, &pass) else { return }
        let rule = template.rules[index]
        eventClock?.reach(pass.cause.time)
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
                    time: wall(of: rule, pass), device: name, name: rule.name, state: state, severity: rule.severity,
                    message: message(rule.message), signals: signals, suppressed: heldBack, id: id,
                    isTimeUncertain: !pass.isClockKnown)))
        testify(rule: index, template, &pass)
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
        case .pattern, .join: true
        case .absence, .heartbeat: false
        }
    }
}

extension PatternPlan {
    /// Nil where the condition has no value.
    fileprivate func evaluate(_ condition: Int, slots: [Expressions.Value], captured: Captures) -> Bool? {
        let outcome: Result<Bool, EvaluationError>
        if settings.capturing.contains(condition) {
            var slots = slots
            for capture in captures {
                let position = captures.filter { $0.name == capture.name }.firstIndex { $0.slot == capture.slot } ?? 0
                let values = captured.last(capture.name)?.values ?? []
                slots[capture.target] = position < values.count ? values[position] : .missing
            }
            outcome = slots.withUnsafeBufferPointer { conditions[condition].evaluateBool($0) }
        } else {
            outcome = slots.withUnsafeBufferPointer { conditions[condition].evaluateBool($0) }
        }
        guard case .success(let holds) = outcome else { return nil }
        return holds
    }
}
