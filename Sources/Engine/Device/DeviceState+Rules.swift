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
            let end = rule.isByArrival ? pass.until : passingEnd(pass)
            let dropped = rules[index].repetition?.drop(in: pass.number, until: max(now, end)) ?? 0
            if dropped > 0 {
                pass.counters.repeatsDropped += dropped
                continue
            }
            rules[index].count += 1
            emit(.raised, rule: index, template, &pass)
        }
        if let end = rules[index].leaseEnd, end <= pass.now {
            rules[index].leaseEnd = nil
            for setting in rule.settings { pass.contested.insert(setting.actuator) }
        }
        schedule(index, rule, &pass)
    }

    /// How far the device's time passes at once. Its own clock goes to where the readings are that are taken now, or on
    /// with the present.
    private func passingEnd(_ pass: borrowing Pass) -> Instant {
        eventClock.map { max($0.present(at: pass.until), pass.deviceUntil) } ?? pass.until
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
}
