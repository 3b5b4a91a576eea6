internal import Expressions
internal import Telemetry

/// What raises a rule: its condition, what stays away, silence, a pattern, a join.
extension DeviceState {
    mutating func judge(
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

    mutating func observe(
        _ condition: ConditionPlan, when: Truth, until: Truth?, _ index: Int, _ template: Template, _ pass: inout Pass
    ) {
        let action = rules[index].hold.observe(
            when: when, until: until, now: pass.cause.time, forMilliseconds: condition.forMilliseconds,
            keepMilliseconds: condition.keepMilliseconds)
        if case .wait = action, !rules[index].isRaised { rules[index].cause = pass.cause.identity }
        if action == .raise { rules[index].cause = pass.cause.identity }
        follow(action, rule: index, template, &pass)
    }

    mutating func judge(
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

    mutating func judge(
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

    mutating func fireMatches(_ index: Int, _ template: Template, _ pass: inout Pass) {
        guard !pass.matches.isEmpty else { return }
        if let last = pass.matches.last { pass.witness?.captures = last.match.captures.entries }
        guard case .pattern(let pattern) = template.rules[index].trigger, pattern.isCapturedTold else {
            let count = pass.matches.count
            pass.matches.removeAll(keepingCapacity: true)
            return fire(count, rule: index, template, &pass)
        }
        let matches = pass.matches
        pass.matches.removeAll(keepingCapacity: true)
        guard !isKeptDown(index, template, &pass) else { return }
        for match in matches {
            // They are there for the message of this match alone.
            pattern.show(match.match.captures, in: &slots)
            fire(index, template, &pass)
            for capture in pattern.captures { slots[capture.target] = .missing }
        }
    }

    /// So many instants have come at once.
    mutating func fire(_ count: Int, rule index: Int, _ template: Template, _ pass: inout Pass) {
        guard count > 0, !isKeptDown(index, template, &pass) else { return }
        for _ in 0..<count { fire(index, template, &pass) }
    }

    /// Carries out what a hold says.
    mutating func follow(_ action: Hold.Action, rule index: Int, _ template: Template, _ pass: inout Pass) {
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

    mutating func serve(
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
}

extension PatternPlan {
    /// Nil where the condition has no value.
    fileprivate func evaluate(_ condition: Int, slots: [Expressions.Value], captured: Captures) -> Bool? {
        let outcome: Result<Bool, EvaluationError>
        if settings.capturing.contains(condition) {
            var slots = slots
            show(captured, in: &slots)
            outcome = slots.withUnsafeBufferPointer { conditions[condition].evaluateBool($0) }
        } else {
            outcome = slots.withUnsafeBufferPointer { conditions[condition].evaluateBool($0) }
        }
        guard case .success(let holds) = outcome else { return nil }
        return holds
    }

    /// Gives the values of earlier events the slots under which they are named.
    fileprivate func show(_ captured: Captures, in slots: inout [Expressions.Value]) {
        for capture in captures {
            let position = captures.filter { $0.name == capture.name }.firstIndex { $0.slot == capture.slot } ?? 0
            let values = captured.last(capture.name)?.values ?? []
            slots[capture.target] = position < values.count ? values[position] : .missing
        }
    }
}
