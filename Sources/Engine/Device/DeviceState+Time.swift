internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Serves a deadline that has come.
    mutating func serve(_ entry: TimerQueue.Entry, _ template: Template, _ pass: inout Pass) {
        let index = Int(entry.index)
        pass.cause = Cause(identity: 0, time: pass.now, kind: .edge)
        switch entry.owner {
        case .schedule:
            guard scheduleTimers[index].take(entry.due) else { return }
            follow(schedule: index, template, &pass)
        case .signal:
            guard signals[index].timer.take(entry.due) else { return }
            serve(stale: index, template, &pass)
            if signals[index].filter?.advance(to: pass.now) ?? false {
                tell(template.signals[index].stuckSlot, signals[index].filter?.isStuck ?? false, template, &pass)
            }
            schedule(signal: index, template, &pass)
        case .operator:
            guard operatorTimers[index].take(entry.due) else { return }
            serve(operator: index, template, &pass)
        case .rule:
            guard rules[index].timer.take(entry.due) else { return }
            serve(rule: index, template, &pass)
        case .actuator:
            guard actuators[index].timer.take(entry.due) else { return }
            serve(actuator: index, &pass)
        case .group: return
        case .summary:
            guard summaries[index].timer.take(entry.due) else { return }
            serve(summary: index, template, &pass)
        case .score:
            guard scores[index].timer.take(entry.due) else { return }
            serve(score: index, template, &pass)
        }
        settle(template, &pass)
    }

    private mutating func serve(stale signal: Int, _ template: Template, _ pass: inout Pass) {
        guard let stale = template.signals[signal].staleMilliseconds, let seen = signals[signal].seen,
            pass.now >= seen.advanced(by: stale)
        else { return }
        turnStale(signal, template, &pass)
    }

    /// Sees to it that a signal is asked when it turns stale or stuck.
    private mutating func schedule(signal: Int, _ template: Template, _ pass: inout Pass) {
        if let stale = template.signals[signal].staleMilliseconds, let seen = signals[signal].seen {
            wait(until: seen.advanced(by: stale), for: .signal, index: signal, &pass)
        }
        if template.signals[signal].stuckSlot != nil, let due = signals[signal].filter?.nextDeadline {
            wait(until: due, for: .signal, index: signal, &pass)
        }
    }

    /// Sets what is true by the clock as the wall clock has it.
    mutating func follow(schedule index: Int, _ template: Template, _ pass: inout Pass) {
        let plan = template.schedules[index]
        let now = pass.wall(pass.now)
        tell(plan.slot, plan.schedule.isActive(at: now), template, &pass)
        if let next = plan.schedule.nextChange(after: now) {
            wait(until: pass.instant(next), for: .schedule, index: index, &pass)
        }
    }

    /// Makes sure that the owner is asked at `due`.
    mutating func wait(until due: Instant, for owner: TimerQueue.Owner, index: Int, _ pass: inout Pass) {
        let isNeeded =
            switch owner {
            case .schedule: scheduleTimers[index].needsEntry(for: due)
            case .signal: signals[index].timer.needsEntry(for: due)
            case .operator: operatorTimers[index].needsEntry(for: due)
            case .rule: rules[index].timer.needsEntry(for: due)
            case .actuator: actuators[index].timer.needsEntry(for: due)
            case .group: false
            case .summary: summaries[index].timer.needsEntry(for: due)
            case .score: scores[index].timer.needsEntry(for: due)
            }
        guard isNeeded else { return }
        pass.timers.push(
            TimerQueue.Entry(due: due, owner: owner, index: UInt32(index), device: UInt32(pass.device)))
    }

    /// The service starts: measured values that can turn stale are of unknown age, and outputs are at their safe values.
    /// Time that passed while the service was away is none of the engine's: `now` goes on where it ended.
    mutating func start(_ template: Template, _ pass: inout Pass) {
        isAwake = false
        pass.cause = Cause(identity: 0, time: pass.now, kind: .silent)
        for (signal, plan) in template.signals.enumerated() where plan.staleMilliseconds != nil {
            turnStale(signal, template, &pass)
        }
        for (index, rule) in template.rules.enumerated() {
            begin(rule: index, rule, &pass)
        }
        for (index, plan) in template.actuators.enumerated() {
            actuators[index].output.restart(lastKnown: pass.now, now: pass.now)
            actuators[index].confirmation?.restart()
            actuators[index].readBack = nil
            actuators[index].isReady = false
            pass.contested.insert(index)
            if let slot = plan.onSlot { set(slot, .bool(plan.safe), template, &pass) }
        }
        settle(template, &pass)
    }

    /// The wall clock was set.
    mutating func setClock(_ template: Template, _ pass: inout Pass) {
        for index in template.schedules.indices { follow(schedule: index, template, &pass) }
        for index in template.summaries.indices { setClock(summary: index, template, &pass) }
    }

    /// Every timer follows from the state that asked for it.
    mutating func restoreTimers(_ template: Template, _ pass: inout Pass) {
        for (index, plan) in template.schedules.enumerated() {
            guard let next = plan.schedule.nextChange(after: pass.wall(pass.now)) else { continue }
            wait(until: pass.instant(next), for: .schedule, index: index, &pass)
        }
        for index in template.signals.indices { schedule(signal: index, template, &pass) }
        for (index, plan) in template.operators.enumerated() {
            guard let due = deadline(operator: index, plan, now: pass.now) else { continue }
            wait(until: due, for: .operator, index: index, &pass)
        }
        for (index, rule) in template.rules.enumerated() {
            guard let due = rules[index].deadline(rule) else { continue }
            wait(until: due, for: .rule, index: index, &pass)
        }
        for index in template.actuators.indices {
            guard let due = actuators[index].deadline else { continue }
            wait(until: due, for: .actuator, index: index, &pass)
        }
        for index in template.summaries.indices { schedule(summary: index, &pass) }
        for index in template.scores.indices {
            guard let due = scores[index].due else { continue }
            wait(until: due, for: .score, index: index, &pass)
        }
    }
}
