internal import Expressions
internal import Telemetry

extension DeviceState {
    mutating func read(_ reading: borrowing Reading, _ template: Template, _ pass: inout Pass) {
        pass.counters.readings += 1
        guard isInOrder(reading, &pass) else {
            pass.counters.readingsOutOfOrder += 1
            return
        }
        pass.cause = Cause(
            identity: identity(of: reading, seed: pass.identitySeed), time: pass.now,
            kind: reading.isRetained ? .silent : .edge)
        if template.hasBeats { beat(template.inputBeats[reading.input], template, &pass) }
        for entry in reading.values {
            if template.hasBeats, entry.value != nil { beat(template.signalBeats[entry.signal], template, &pass) }
            take(entry, template, &pass)
        }
        if pass.cause.isEdge, !isAwake { wake(template, &pass) }
        settle(template, &pass)
    }

    /// False when a reading of its input that was taken was newer by the device's own clock.
    mutating func isInOrder(_ reading: borrowing Reading, _ pass: inout Pass) -> Bool {
        guard let time = reading.time else { return true }
        guard DeviceTrust.isNear(time, pass.wall(pass.now)) else {
            pass.counters.timesNotTrusted += 1
            return true
        }
        if let latest = inputs[reading.input].latest, time < latest { return false }
        inputs[reading.input].latest = time
        return true
    }

    /// Numbers the reading within its input: readings of the same content are different causes.
    mutating func identity(of reading: borrowing Reading, seed: UInt64) -> UInt64 {
        inputs[reading.input].count += 1
        var hash = StableHash(seed: seed)
        hash.combine(nameHash)
        hash.combine(UInt64(reading.input))
        hash.combine(reading.content)
        hash.combine(inputs[reading.input].count)
        return hash.value
    }

    mutating func take(_ entry: Reading.Entry, _ template: Template, _ pass: inout Pass) {
        let signal = entry.signal
        let step = template.signalSteps[signal]
        if !step.isFiltered, case .number(let number)? = entry.value {
            take(number, signal, step, template, &pass)
            return
        }
        let plan = template.signals[signal]
        if case .error = slots[signal], entry.value != nil { contest(freshness: signal, template, &pass) }
        guard let value = entry.value else {
            lose(signal, template, &pass)
            tell(plan.validSlot, false, template, &pass)
            return
        }
        if case .number(let number) = value {
            filter(number, signal, plan, template, &pass)
        } else {
            noteSeen(signal, plan, template, &pass)
            let slot = Expressions.Value(value)
            feed(signal, slot, template, &pass)
            use(slot, signal, template, &pass)
        }
    }

    /// A number of a signal of which nothing is asked but a valid range and a deadband.
    private mutating func take(
        _ number: Double, _ signal: Int, _ step: SignalStep, _ template: Template, _ pass: inout Pass
    ) {
        if case .error = slots[signal] { contest(freshness: signal, template, &pass) }
        if step.isBounded, !(number >= step.least && number <= step.greatest) {
            pass.counters.valuesOutOfRange += 1
            tell(template.signals[signal].validSlot, false, template, &pass)
            return
        }
        if step.isTold {
            noteSeen(signal, template.signals[signal], template, &pass)
        } else {
            noteSeen(signal, &pass)
        }
        if step.isCollected { feed(signal, .double(number), template, &pass) }
        if step.deadband > 0, !(pass.cause.isEdge && signals[signal].isRetained),
            case .double(let used) = slots[signal], abs(number - used) < step.deadband
        {
            pass.counters.valuesWithinDeadband += 1
            measure(signal, &pass)
            return
        }
        use(.double(number), signal, template, &pass)
    }

    /// From now on this is the signal's value.
    private mutating func use(
        _ value: Expressions.Value, _ signal: Int, _ template: Template, _ pass: inout Pass
    ) {
        slots[signal] = value
        signals[signal].isRetained = !pass.cause.isEdge
        measure(signal, &pass)
        mark(signal, template, &pass)
    }

    private mutating func filter(
        _ raw: Double, _ signal: Int, _ plan: SignalPlan, _ template: Template, _ pass: inout Pass
    ) {
        guard pass.cause.isEdge else {
            takeRetained(raw, signal, plan, template, &pass)
            return
        }
        let mustPass = signals[signal].isRetained
        guard
            let outcome = signals[signal].filter?.update(raw, now: pass.cause.time, mustPass: mustPass)
        else { return }
        tellStuck(signal, plan, template, &pass)
        switch outcome {
        case .rejected(let rejection):
            pass.counters.count(rejection)
            tell(plan.validSlot, rejection != .outOfRange && slots[signal].telemetry != nil, template, &pass)
        case .quiet(let number, _):
            pass.counters.valuesWithinDeadband += 1
            noteSeen(signal, plan, template, &pass)
            feed(signal, .double(number), template, &pass)
            measure(signal, &pass)
        case .news(let number):
            noteSeen(signal, plan, template, &pass)
            feed(signal, .double(number), template, &pass)
            use(.double(number), signal, template, &pass)
        }
    }

    /// Old, age unknown: in the signal's unit and in its range, but no part of any course.
    private mutating func takeRetained(
        _ raw: Double, _ signal: Int, _ plan: SignalPlan, _ template: Template, _ pass: inout Pass
    ) {
        let number = raw * (plan.filter?.scale ?? 1) + (plan.filter?.offset ?? 0)
        guard number.isFinite, plan.filter?.valid?.contains(number) ?? true else {
            pass.counters.valuesOutOfRange += 1
            return
        }
        noteSeen(signal, plan, template, &pass)
        use(.double(number), signal, template, &pass)
    }

    /// Tells whether the signal is stuck, and sees to it that it is told when it comes to be.
    mutating func tellStuck(_ signal: Int, _ plan: SignalPlan, _ template: Template, _ pass: inout Pass) {
        guard plan.stuckSlot != nil, let filter = signals[signal].filter else { return }
        tell(plan.stuckSlot, filter.isStuck, template, &pass)
        if let due = filter.nextDeadline { waitLogically(until: due, for: .signal, index: signal, &pass) }
    }

    /// Hands a measured value to what collects values: summaries and the windows of expressions. A retained one was
    /// measured nobody knows when.
    private mutating func feed(
        _ signal: Int, _ value: Expressions.Value, _ template: Template, _ pass: inout Pass
    ) {
        guard pass.cause.isEdge else { return }
        if template.isGathered[signal] { pass.measured.append(Pass.Measured(signal: signal, value: value)) }
        aggregate(slot: signal, value: value, template, &pass)
        for index in template.feeds[signal] { feed(operator: index, value, template, &pass) }
        if !template.scoreFeeds.isEmpty { feed(scoresOf: signal, value, template, &pass) }
        guard template.samples else { return }
        // What is made of the signal is sampled too, whether it changes or not.
        for node in template.samplers[signal] { pass.dirty.insert(node) }
        for node in template.sampled[signal] { pass.samples.insert(node) }
    }

    private mutating func noteSeen(
        _ signal: Int, _ plan: SignalPlan, _ template: Template, _ pass: inout Pass
    ) {
        let seen = noteSeen(signal, &pass)
        tell(plan.validSlot, true, template, &pass)
        tell(plan.staleSlot, false, template, &pass)
        guard let stale = plan.staleMilliseconds else { return }
        wait(until: seen.advanced(by: stale), for: .signal, index: signal, &pass)
    }

    @discardableResult
    private mutating func noteSeen(_ signal: Int, _ pass: inout Pass) -> Instant {
        let seen = max(signals[signal].seen ?? pass.cause.arrival, pass.cause.arrival)
        signals[signal].seen = seen
        signals[signal].awaited = nil
        return seen
    }

    /// A signal has no value any more.
    mutating func lose(_ signal: Int, _ template: Template, _ pass: inout Pass) {
        let rest = template.signals[signal].restValue.map { Expressions.Value($0) }
        set(signal, rest ?? .missing, template, &pass)
        signals[signal].filter?.forget()
        for index in template.feeds[signal] { interrupt(operator: index, template, &pass) }
        interrupt(aggregatesOf: signal, template)
        measure(signal, &pass)
        contest(freshness: signal, template, &pass)
        if !template.scoreFeeds.isEmpty { withdraw(scoresOf: signal, template, &pass) }
    }

    /// A signal has been silent for too long.
    mutating func turnStale(_ signal: Int, _ template: Template, _ pass: inout Pass) {
        // What was waited for in vain had no value before either.
        if signals[signal].seen != nil { lose(signal, template, &pass) }
        signals[signal].seen = nil
        signals[signal].awaited = nil
        tell(template.signals[signal].staleSlot, true, template, &pass)
        tell(template.signals[signal].validSlot, false, template, &pass)
    }

    /// The service starts: nobody knows how old the signal is. It has no value, but it is not known to be stale either.
    mutating func doubt(_ signal: Int, _ template: Template, _ pass: inout Pass) {
        signals[signal].seen = nil
        signals[signal].awaited = nil
        lose(signal, template, &pass)
        for slot in [template.signals[signal].staleSlot, template.signals[signal].validSlot].compactMap(\.self)
        where slots[slot].telemetry != nil {
            set(slot, .missing, template, &pass)
        }
        awaitFirst(signal, template, &pass)
    }

    /// Begins to wait for the first value of a signal of which nothing is known: silence from here on is evidence.
    mutating func awaitFirst(_ signal: Int, _ template: Template, _ pass: inout Pass) {
        let plan = template.signals[signal]
        guard let stale = plan.staleMilliseconds, signals[signal].seen == nil, signals[signal].awaited == nil,
            [plan.staleSlot, plan.validSlot].contains(where: { $0.map { slots[$0].telemetry == nil } ?? false })
        else { return }
        signals[signal].awaited = pass.now
        wait(until: pass.now.advanced(by: stale), for: .signal, index: signal, &pass)
    }

    /// Whether a signal has a value changes: what must be safe without it is decided anew.
    private func contest(freshness signal: Int, _ template: Template, _ pass: inout Pass) {
        for actuator in template.freshness[signal] { pass.contested.insert(actuator) }
    }

    /// Tells groups that limit a sum what the signal is now. A retained value may be of any age.
    private func measure(_ signal: Int, _ pass: inout Pass) {
        guard !pass.groups.isEmpty else { return }
        let arrival = pass.cause.isEdge ? pass.cause.arrival : .beforeAll
        for measure in measures where measure.slot == signal {
            var number: Double?
            if case .double(let value) = slots[signal] { number = value }
            pass.groups[measure.group].measure(measure.member, number, at: arrival)
            pass.regrouped.insert(measure.group)
        }
    }

    /// Tells a state of a signal to what asks about it.
    mutating func tell(_ slot: Int?, _ flag: Bool, _ template: Template, _ pass: inout Pass) {
        guard let slot else { return }
        if case .bool(flag) = slots[slot] { return }
        set(slot, .bool(flag), template, &pass)
    }

    /// Lets go of the safe value where everything that decides about an actuator is known by now.
    mutating func wake(_ template: Template, _ pass: inout Pass) {
        isAwake = true
        for (index, actuator) in template.actuators.enumerated() where !actuators[index].isReady {
            // A required slot is a signal's, and has the signal's index. A retained value decides nothing.
            let isKnown = actuator.required.allSatisfy {
                slots[$0].telemetry != nil && !signals[$0].isRetained
            }
            if isKnown {
                actuators[index].isReady = true
                pass.contested.insert(index)
            } else {
                isAwake = false
            }
        }
    }

    /// Another device's value has changed.
    mutating func receive(
        _ value: Expressions.Value, slot: Int, isPulse: Bool, _ template: Template, _ pass: inout Pass
    ) {
        slots[slot] = value
        if isPulse { pass.pulses.append(slot) }
        mark(slot, template, &pass)
    }
}
