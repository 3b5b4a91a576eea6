internal import Expressions
internal import Telemetry

extension Engine {
    /// Serves every deadline up to `instant`, each at its own time, and arrives there.
    mutating func advance(to instant: Instant, into outputs: inout Outputs) {
        while let entry = timers.popDue(at: instant) {
            now = max(now, entry.due)
            serve(entry, into: &outputs)
        }
        now = max(now, instant)
    }

    private mutating func serve(_ entry: TimerQueue.Entry, into outputs: inout Outputs) {
        let device = Int(entry.device)
        let index = Int(entry.index)
        let template = plan.templates[devices[device].template]
        let cause = Cause(identity: 0, time: now, isEdge: true)
        switch entry.owner {
        case .signal:
            guard devices[device].signals[index].timer.take(entry.due) else { return }
            serveStale(signal: index, device: device, template: template)
        case .rule:
            guard devices[device].rules[index].timer.take(entry.due) else { return }
            let action = devices[device].rules[index].hold.pass(
                now: now, forMilliseconds: template.rules[index].forMilliseconds)
            follow(action, rule: index, device: device, template: template, cause: cause, into: &outputs)
        case .summary:
            guard devices[device].summaries[index].timer.take(entry.due) else { return }
            serveSummary(index, device: device, template: template, into: &outputs)
        }
        settle(device, template: template, cause: cause, into: &outputs)
    }

    private mutating func serveStale(signal: Int, device: Int, template: Template) {
        guard let stale = template.signals[signal].staleMilliseconds, let seen = devices[device].signals[signal].seen
        else { return }
        let due = seen.advanced(by: stale)
        if now < due {
            wait(until: due, for: .signal, index: signal, device: device)
            return
        }
        devices[device].signals[signal].seen = nil
        devices[device].slots[signal] = .missing
        mark(slot: signal, template: template)
    }

    private mutating func serveSummary(
        _ index: Int, device: Int, template: Template, into outputs: inout Outputs
    ) {
        guard let window = devices[device].summaries[index].window else { return }
        let due = Instant(milliseconds: window.end - wallOffset)
        if now < due {
            wait(until: due, for: .summary, index: index, device: device)
            return
        }
        close(summary: index, device: device, template: template, into: &outputs)
    }

    /// Ends an open window and says what was in it.
    private mutating func close(summary index: Int, device: Int, template: Template, into outputs: inout Outputs) {
        guard let window = devices[device].summaries[index].window else { return }
        let plan = template.summaries[index]
        devices[device].summaries[index].window = nil
        devices[device].summaries[index].count += 1
        let count = devices[device].summaries[index].count
        var signals: [Summary.Signal] = []
        for (position, item) in plan.items.enumerated() {
            let accumulator = devices[device].summaries[index].items[position]
            devices[device].summaries[index].items[position].reset()
            guard accumulator.count > 0 else { continue }
            var aggregates: [(name: String, value: Telemetry.Value)] = []
            for aggregate in item.aggregates where aggregate != .count {
                guard let value = accumulator.result(aggregate, until: window.end - wallOffset) else { continue }
                aggregates.append((aggregate.rawValue, value))
            }
            signals.append(Summary.Signal(name: item.name, aggregates: aggregates, count: accumulator.count))
        }
        guard !signals.isEmpty else { return }
        let id = Identifier {
            $0.combine(identitySeed)
            $0.combine(devices[device].nameHash)
            $0.combine(plan.name)
            $0.combine(window.start)
            $0.combine(count)
        }
        outputs.records.append(
            .summary(
                Summary(
                    time: wall(now), device: devices[device].name, name: plan.name,
                    from: Timestamp(milliseconds: window.start), to: Timestamp(milliseconds: window.end),
                    signals: signals, id: id)))
    }

    /// Makes sure that the owner is asked at `due`.
    mutating func wait(until due: Instant, for owner: TimerQueue.Owner, index: Int, device: Int) {
        let needed =
            switch owner {
            case .signal: devices[device].signals[index].timer.needsEntry(for: due)
            case .rule: devices[device].rules[index].timer.needsEntry(for: due)
            case .summary: devices[device].summaries[index].timer.needsEntry(for: due)
            }
        guard needed else { return }
        timers.push(
            TimerQueue.Entry(due: due, owner: owner, index: UInt16(index), device: UInt32(device)))
    }

    /// The service starts: what was measured before is of unknown age, and outputs are at their safe values, where the
    /// agent has put them.
    mutating func start(wallOffset: Int64, into outputs: inout Outputs) {
        setClock(wallOffset: wallOffset, into: &outputs)
        for device in devices.indices {
            let template = plan.templates[devices[device].template]
            devices[device].isAwake = false
            for (signal, plan) in template.signals.enumerated() where plan.staleMilliseconds != nil {
                devices[device].signals[signal].seen = nil
                devices[device].slots[signal] = .missing
                mark(slot: signal, template: template)
            }
            for (index, actuator) in template.actuators.enumerated() {
                devices[device].actuators[index].commanded = actuator.safe
                devices[device].actuators[index].isReady = false
                if let slot = actuator.onSlot {
                    devices[device].slots[slot] = .bool(actuator.safe)
                    mark(slot: slot, template: template)
                }
            }
            let cause = Cause(identity: 0, time: now, isEdge: false)
            settle(device, template: template, cause: cause, into: &outputs)
        }
    }

    /// The wall clock was set: windows are kept where the new time still lies in them, and end now where it does not.
    mutating func setClock(wallOffset: Int64, into outputs: inout Outputs) {
        self.wallOffset = wallOffset
        for device in devices.indices {
            let template = plan.templates[devices[device].template]
            for index in template.summaries.indices {
                guard let window = devices[device].summaries[index].window else { continue }
                if window.contains(wall(now)) {
                    let due = Instant(milliseconds: window.end - wallOffset)
                    wait(until: due, for: .summary, index: index, device: device)
                } else {
                    close(summary: index, device: device, template: template, into: &outputs)
                }
            }
        }
    }
}
