internal import Telemetry

/// A device's own clock. Rules, operators and windows go by it where there is one; whatever must not wait goes by the
/// engine's `now`: heartbeats, staleness, actuators and their guards, leases, and what people and other devices say.
extension DeviceState {
    /// The logical time at the engine's `now`.
    func time(_ pass: borrowing Pass) -> Instant { eventClock?.present(at: pass.now) ?? pass.now }

    /// What happens now, and follows from no reading.
    func cause(identity: UInt64 = 0, kind: Cause.Kind, _ pass: borrowing Pass) -> Cause {
        Cause(identity: identity, time: time(pass), kind: kind, arrival: pass.now)
    }

    /// The logical time of a rule.
    func time(of rule: RulePlan, _ pass: borrowing Pass) -> Instant { rule.isByArrival ? pass.now : pass.cause.time }

    /// The time that a rule tells.
    func wall(of rule: RulePlan, _ pass: borrowing Pass) -> Timestamp {
        rule.isByArrival ? pass.wall(pass.now) : wall(pass.cause.time, pass)
    }

    /// The time of day of a logical instant.
    func wall(_ instant: Instant, _ pass: borrowing Pass) -> Timestamp {
        eventClock?.wall(instant) ?? pass.wall(instant)
    }

    func instant(_ time: Timestamp, _ pass: borrowing Pass) -> Instant {
        eventClock?.instant(time) ?? pass.instant(time)
    }

    /// Makes sure that the owner is asked when the device's time comes to `due`.
    mutating func waitLogically(until due: Instant, for owner: TimerQueue.Owner, index: Int, _ pass: inout Pass) {
        guard eventClock != nil else {
            wait(until: due, for: owner, index: index, &pass)
            return
        }
        let isNeeded =
            switch owner {
            case .signal: eventClock?.signalTimers[index].needsEntry(for: due) ?? false
            case .rule: eventClock?.ruleTimers[index].needsEntry(for: due) ?? false
            case .operator: operatorTimers[index].needsEntry(for: due)
            case .summary: summaries[index].timer.needsEntry(for: due)
            case .score: scores[index].timer.needsEntry(for: due)
            case .schedule, .actuator, .group, .eventTime: preconditionFailure("\(owner) goes by the engine's time")
            }
        guard isNeeded else { return }
        eventClock?.timers.push(
            TimerQueue.Entry(due: due, owner: owner, index: UInt32(index), device: UInt32(pass.device)))
        waitForReadings(&pass)
    }

    /// Makes sure that the engine looks at the device's clock when what is next comes due without another reading.
    mutating func waitForReadings(_ pass: inout Pass) {
        guard let due = eventClock?.nextWake(at: pass.now) else { return }
        wait(until: due, for: .eventTime, index: 0, &pass)
    }

    /// A reading came: what must not wait for its turn.
    mutating func hear(_ reading: borrowing Reading, _ template: Template, _ pass: inout Pass) {
        pass.counters.readings += 1
        var hash = StableHash(seed: pass.identitySeed)
        hash.combine(nameHash)
        hash.combine(UInt64(reading.input))
        hash.combine(reading.content)
        hash.combine(pass.now.milliseconds)
        pass.cause = cause(identity: hash.value, kind: reading.isRetained ? .silent : .edge, pass)
        beat(template.inputBeats[reading.input], template, &pass)
        for entry in reading.values where entry.value != nil {
            beat(template.signalBeats[entry.signal], template, &pass)
        }
        if reading.isRetained {
            for entry in reading.values { take(entry, template, &pass) }
        }
        settle(template, &pass)
    }

    /// Takes the first of the readings that are held.
    mutating func takeHeld(_ template: Template, _ pass: inout Pass) {
        guard eventClock != nil else { return }
        eventClock?.held.takeFirst(into: &pass.released)
        let measured = instant(pass.released.time, pass)
        let time = max(measured, eventClock?.reached ?? measured)
        if time > measured { eventClock?.behind += 1 }
        eventClock?.reach(time)
        let identity = identity(of: pass.released.reading, seed: pass.identitySeed)
        pass.cause = Cause(
            identity: identity, time: time, kind: .edge, measured: measured, arrival: pass.released.arrival)
        // By index: the reading stays where it is, and the pass is changed meanwhile.
        for index in pass.released.reading.values.indices {
            take(pass.released.reading.values[index], template, &pass)
        }
        let isFormer = pass.released.arrival < (eventClock?.started ?? pass.released.arrival)
        if isFormer {
            // Nothing that decides about an actuator was measured since the start.
            for entry in pass.released.reading.values { signals[entry.signal].isRetained = true }
        } else if !isAwake {
            wake(template, &pass)
        }
        settle(template, &pass)
        if isFormer { forgetReleased(template, &pass) }
    }

    /// What came before the service started was judged, and is of unknown age by now.
    private mutating func forgetReleased(_ template: Template, _ pass: inout Pass) {
        for index in pass.released.reading.values.indices {
            let signal = pass.released.reading.values[index].signal
            if template.signals[signal].staleMilliseconds != nil { doubt(signal, template, &pass) }
        }
        settle(template, &pass)
    }

    /// Serves a deadline by the device's clock.
    mutating func serve(logical entry: TimerQueue.Entry, _ template: Template, _ pass: inout Pass) {
        guard isDue(entry, isLogical: true, template, &pass) else { return }
        let index = Int(entry.index)
        let time = max(entry.due, eventClock?.reached ?? entry.due)
        pass.cause = Cause(identity: 0, time: time, kind: .edge, measured: entry.due)
        switch entry.owner {
        case .signal:
            serve(stuck: index, template, &pass)
            schedule(signal: index, template, &pass)
        case .rule: serve(rule: index, template, &pass)
        case .operator: serve(operator: index, template, &pass)
        case .summary: serve(summary: index, template, &pass)
        case .score: judge(score: index, template, &pass)
        case .schedule, .actuator, .group, .eventTime: return
        }
        settle(template, &pass)
    }
}

extension RulePlan {
    /// Whether it goes by when messages come, whatever time they tell: silence is known at once.
    var isByArrival: Bool { if case .heartbeat = trigger { true } else { false } }
}
