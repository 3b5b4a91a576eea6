internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Serves a deadline that has come.
    mutating func serve(_ entry: TimerQueue.Entry, _ template: Template, _ pass: inout Pass) {
        guard isDue(entry, isLogical: false, template, &pass) else { return }
        let index = Int(entry.index)
        pass.cause = cause(kind: .edge, pass)
        switch entry.owner {
        case .schedule: follow(schedule: index, template, &pass)
        case .signal:
            serve(stale: index, template, &pass)
            serve(stuck: index, template, &pass)
            schedule(signal: index, template, &pass)
        case .operator: serve(operator: index, template, &pass)
        case .rule: serve(rule: index, template, &pass)
        case .actuator: serve(actuator: index, &pass)
        case .summary: serve(summary: index, template, &pass)
        case .score: judge(score: index, template, &pass)
        case .group, .eventTime: return
        }
        settle(template, &pass)
    }

    private mutating func serve(stale signal: Int, _ template: Template, _ pass: inout Pass) {
        guard let stale = template.signals[signal].staleMilliseconds, let heard = heard(signal: signal, template),
            pass.now >= heard.advanced(by: stale)
        else { return }
        turnStale(signal, template, &pass)
    }

    /// When a signal that has a value was heard last, its turn come or not, or since when a first value is waited for; nil
    /// where it is neither.
    func heard(signal: Int, _ template: Template) -> Instant? {
        guard let seen = signals[signal].seen ?? signals[signal].awaited else { return nil }
        guard let held = eventClock?.held.arrival(ofSignal: signal, template.signals[signal]) else { return seen }
        return max(seen, held)
    }

    /// Tells whether the signal is stuck by now.
    mutating func serve(stuck signal: Int, _ template: Template, _ pass: inout Pass) {
        guard signals[signal].filter?.advance(to: pass.cause.time) ?? false else { return }
        tell(template.signals[signal].stuckSlot, signals[signal].filter?.isStuck ?? false, template, &pass)
    }

    /// Sees to it that a signal is asked when it turns stale or stuck.
    mutating func schedule(signal: Int, _ template: Template, _ pass: inout Pass) {
        if let stale = template.signals[signal].staleMilliseconds, let heard = heard(signal: signal, template) {
            wait(until: heard.advanced(by: stale), for: .signal, index: signal, &pass)
        }
        if template.signals[signal].stuckSlot != nil, let due = signals[signal].filter?.nextDeadline {
            waitLogically(until: due, for: .signal, index: signal, &pass)
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
            case .eventTime: eventClock?.wake.needsEntry(for: due) ?? false
            case .summary: summaries[index].timer.needsEntry(for: due)
            case .score: scores[index].timer.needsEntry(for: due)
            }
        guard isNeeded else { return }
        pass.timers.push(
            TimerQueue.Entry(due: due, owner: owner, index: UInt32(index), device: UInt32(pass.device)))
    }

    /// The service starts: outputs are at their safe values, whatever they were told before.
    mutating func restartActuators(_ template: Template, _ pass: inout Pass) {
        isAwake = false
        pass.cause = cause(kind: .silent, pass)
        for (index, plan) in template.actuators.enumerated() {
            actuators[index].output.restart(now: pass.now)
            actuators[index].confirmation?.restart()
            actuators[index].readBack = nil
            actuators[index].isReady = false
            tellGroups(of: index, plan.safe, &pass)
            pass.contested.insert(index)
            if let slot = plan.onSlot { set(slot, .bool(plan.safe), template, &pass) }
        }
        settle(template, &pass)
    }

    /// The service starts: measured values that can turn stale are of unknown age. `now` goes on where it ended, so what
    /// waits for a time of its own goes on as if no time had passed; for what somebody wanted for a time see `TimeAway`.
    mutating func start(_ template: Template, _ pass: inout Pass) {
        pass.cause = cause(kind: .silent, pass)
        for (signal, plan) in template.signals.enumerated() where plan.staleMilliseconds != nil {
            doubt(signal, template, &pass)
        }
        for (index, rule) in template.rules.enumerated() {
            begin(rule: index, rule, &pass)
        }
        settle(template, &pass)
    }

    /// The wall clock was set.
    ///
    /// - Parameter former: the wall clock less `now` before, where it could not be true; nil where it could.
    mutating func setClock(_ template: Template, from former: Int64?, _ pass: inout Pass) {
        for index in template.schedules.indices { follow(schedule: index, template, &pass) }
        forgetImpossibleTimes(pass)
        // The windows of a device with a clock of its own go by that.
        guard eventClock == nil else { return }
        for index in template.summaries.indices { setClock(summary: index, from: former, template, &pass) }
    }

    /// A device's time that is impossible by the new clock would keep all later readings out.
    private mutating func forgetImpossibleTimes(_ pass: borrowing Pass) {
        for index in inputs.indices {
            guard let latest = inputs[index].latest, !DeviceTrust.isNear(latest, pass.wall(pass.now)) else { continue }
            inputs[index].latest = nil
        }
    }

    /// Every timer follows from the state that asked for it.
    mutating func restoreTimers(_ template: Template, _ pass: inout Pass) {
        for (index, plan) in template.schedules.enumerated() {
            guard let next = plan.schedule.nextChange(after: pass.wall(pass.now)) else { continue }
            wait(until: pass.instant(next), for: .schedule, index: index, &pass)
        }
        for index in template.signals.indices { schedule(signal: index, template, &pass) }
        for (index, plan) in template.operators.enumerated() {
            guard let due = deadline(operator: index, plan, now: time(pass)) else { continue }
            waitLogically(until: due, for: .operator, index: index, &pass)
        }
        for (index, rule) in template.rules.enumerated() {
            // Bytes that are damaged may ask for all repeats since the beginning of time; sound ones for none.
            let now = rule.isByArrival ? pass.now : time(pass)
            rules[index].repetition?.resume(now: now)
            schedule(index, rule, &pass)
        }
        for index in template.actuators.indices {
            guard let due = actuators[index].deadline else { continue }
            wait(until: due, for: .actuator, index: index, &pass)
        }
        for index in template.summaries.indices { schedule(summary: index, &pass) }
        for index in template.scores.indices {
            guard let due = scores[index].due else { continue }
            waitLogically(until: due, for: .score, index: index, &pass)
        }
        waitForReadings(&pass)
    }
}
