internal import Expressions
internal import Telemetry

extension Engine {
    /// How far a device's clock may be off before its time is replaced by the time of arrival.
    static let trustedPastMilliseconds: Int64 = 7 * 24 * 3600 * 1000
    static let trustedFutureMilliseconds: Int64 = 60 * 1000

    mutating func read(_ reading: borrowing Reading, device: Int, into outputs: inout Outputs) {
        counters.readings += 1
        let template = plan.templates[devices[device].template]
        guard let number = accept(reading, device: device) else {
            counters.readingsOutOfOrder += 1
            return
        }
        let cause = Cause(
            identity: identity(of: reading, device: device, number: number), time: now, isEdge: !reading.isRetained)
        for entry in reading.values {
            take(entry, device: device, template: template, cause: cause)
        }
        if cause.isEdge, !devices[device].isAwake { wake(device, template: template) }
        settle(device, template: template, cause: cause, into: &outputs)
    }

    /// Numbers the reading within its input; nil when an accepted one was newer by the device's own clock.
    private mutating func accept(_ reading: borrowing Reading, device: Int) -> UInt64? {
        let index = reading.input
        if let time = reading.time {
            let (age, isAbsurd) = wall(now).milliseconds.subtractingReportingOverflow(time.milliseconds)
            if isAbsurd || age > Engine.trustedPastMilliseconds || age < -Engine.trustedFutureMilliseconds {
                counters.timesNotTrusted += 1
            } else if let latest = devices[device].inputs[index].latest, time < latest {
                return nil
            } else {
                devices[device].inputs[index].latest = time
            }
        }
        devices[device].inputs[index].count += 1
        return devices[device].inputs[index].count
    }

    private func identity(of reading: borrowing Reading, device: Int, number: UInt64) -> UInt64 {
        var hash = StableHash(seed: identitySeed)
        hash.combine(devices[device].nameHash)
        hash.combine(UInt64(reading.input))
        hash.combine(reading.content)
        hash.combine(number)
        return hash.value
    }

    private mutating func take(_ entry: Reading.Entry, device: Int, template: Template, cause: Cause) {
        let signal = entry.signal
        let plan = template.signals[signal]
        guard let value = entry.value else {
            devices[device].slots[signal] = .missing
            mark(slot: signal, template: template)
            return
        }
        if case .number(let number) = value {
            if let valid = plan.valid, !valid.contains(number) {
                counters.valuesOutOfRange += 1
                return
            }
            noteSeen(signal: signal, device: device, plan: plan)
            aggregate(slot: signal, value: .double(number), device: device, template: template)
            if plan.deadband > 0, !(cause.isEdge && devices[device].signals[signal].isRetained),
                case .double(let used) = devices[device].slots[signal],
                abs(number - used) < plan.deadband
            {
                counters.valuesWithinDeadband += 1
                return
            }
            devices[device].slots[signal] = .double(number)
        } else {
            noteSeen(signal: signal, device: device, plan: plan)
            let slot = Expressions.Value(value)
            aggregate(slot: signal, value: slot, device: device, template: template)
            devices[device].slots[signal] = slot
        }
        devices[device].signals[signal].isRetained = !cause.isEdge
        mark(slot: signal, template: template)
    }

    private mutating func noteSeen(signal: Int, device: Int, plan: SignalPlan) {
        devices[device].signals[signal].seen = now
        guard let stale = plan.staleMilliseconds else { return }
        wait(until: now.advanced(by: stale), for: .signal, index: signal, device: device)
    }

    /// Lets go of the safe value where everything that decides about an actuator is known by now.
    private mutating func wake(_ device: Int, template: Template) {
        devices[device].isAwake = true
        for (index, actuator) in template.actuators.enumerated() where !devices[device].actuators[index].isReady {
            // A required slot is a signal's, and has the signal's index. A retained value decides nothing.
            let isKnown = actuator.required.allSatisfy {
                devices[device].slots[$0].telemetry != nil && !devices[device].signals[$0].isRetained
            }
            if isKnown {
                devices[device].actuators[index].isReady = true
                contested.insert(index)
            } else {
                devices[device].isAwake = false
            }
        }
    }

    /// Adds a value to every open window that aggregates it; opens those that are not open.
    mutating func aggregate(slot: Int, value: Expressions.Value, device: Int, template: Template) {
        for target in template.aggregations[slot] {
            if devices[device].summaries[target.summary].window == nil {
                let size = template.summaries[target.summary].everyMilliseconds
                let window = TumblingWindow(containing: wall(now), size: size)
                devices[device].summaries[target.summary].window = window
                wait(
                    until: Instant(milliseconds: window.end - wallOffset), for: .summary, index: target.summary,
                    device: device)
            }
            devices[device].summaries[target.summary].items[target.item].add(
                value, at: now.milliseconds)
        }
    }
}

/// What a pass of evaluation follows from.
struct Cause {
    /// Identity of the input; 0 for what time alone brings about.
    var identity: UInt64
    /// The logical time at which everything in the pass happens.
    var time: Instant
    /// False for a retained reading: state changes, but nothing begins.
    var isEdge: Bool
}
