internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Adds a value to the windows that aggregate it.
    mutating func aggregate(slot: Int, value: Expressions.Value, _ template: Template, _ pass: inout Pass) {
        let targets = template.slotSteps[slot].aggregations
        guard !targets.isEmpty else { return }
        guard let value = value.telemetry else {
            interrupt(aggregatesOf: slot, template)
            return
        }
        let time = wall(pass.cause.measured, pass)
        for position in targets {
            let target = template.aggregationSteps[position]
            let held = target.isWeighted ? summaries[target.summary].held[target.item] : nil
            let element = SummaryContents.Element(
                item: target.item, value: value, instant: pass.cause.measured, held: held)
            if target.isWeighted, case .number(let number) = value {
                summaries[target.summary].held[target.item] = number
            }
            let admission = summaries[target.summary].windows.add(element, at: time, into: &pass.closed)
            if admission == .late { pass.counters.valuesLate += 1 }
            say(summary: target.summary, template, &pass)
            // A value in a window that is open already changes no deadline, unless the clock that the windows go by did.
            if summaries[target.summary].windows.takeNews() || eventClock != nil {
                schedule(summary: target.summary, &pass)
            }
        }
    }

    /// A value is lost: it holds no longer.
    mutating func interrupt(aggregatesOf slot: Int, _ template: Template) {
        for target in template.aggregations[slot] { summaries[target.summary].held[target.item] = nil }
    }

    /// Time has come for a summary.
    mutating func serve(summary index: Int, _ template: Template, _ pass: inout Pass) {
        summaries[index].windows.advance(to: wall(pass.cause.measured, pass), into: &pass.closed)
        say(summary: index, template, &pass)
        schedule(summary: index, &pass)
    }

    mutating func schedule(summary index: Int, _ pass: inout Pass) {
        guard let due = summaries[index].windows.deadline() else { return }
        waitLogically(until: instant(due, pass), for: .summary, index: index, &pass)
    }

    /// The clock that the windows go by was set: they are kept where the new time still lies in them, and end now where it
    /// does not. Where the former time was none at all, what is in them moves with the step.
    ///
    /// - Parameter former: the wall clock less `now` before, where it could not be true.
    mutating func setClock(summary index: Int, from former: Int64?, _ template: Template, _ pass: inout Pass) {
        let time = wall(pass.cause.time, pass)
        if let former {
            let before = Timestamp(milliseconds: pass.now.milliseconds &+ former)
            if summaries[index].windows.move(from: before, to: time) { pass.counters.windowsMoved += 1 }
        } else {
            summaries[index].windows.restart(at: time, into: &pass.closed)
        }
        say(summary: index, template, &pass)
        schedule(summary: index, &pass)
    }

    /// Says the windows that have closed.
    private mutating func say(summary index: Int, _ template: Template, _ pass: inout Pass) {
        guard !pass.closed.isEmpty else { return }
        let plan = template.summaries[index]
        let cut = summaries[index].windows.counters.cut
        pass.counters.windowsCut += Int(cut - summaries[index].cutCount)
        summaries[index].cutCount = cut
        for window in pass.closed {
            summaries[index].count += 1
            say(window, plan, count: summaries[index].count, &pass)
        }
        pass.closed.removeAll(keepingCapacity: true)
    }

    private func say(
        _ window: ClosedWindow<SummaryContents>, _ plan: SummaryPlan, count: UInt64, _ pass: inout Pass
    ) {
        var signals: [Summary.Signal] = []
        signals.reserveCapacity(plan.items.count)
        for (position, item) in plan.items.enumerated() {
            let accumulator = window.contents.items[position]
            guard accumulator.count > 0 else {
                if plan.window.saysEmpty {
                    signals.append(Summary.Signal(name: item.name, aggregates: [], count: 0))
                }
                continue
            }
            var aggregates: [(name: String, value: Telemetry.Value)] = []
            aggregates.reserveCapacity(item.aggregates.count)
            for aggregate in item.aggregates where aggregate != .count {
                let value = accumulator.result(
                    aggregate, from: instant(window.start, pass).milliseconds,
                    until: instant(window.end, pass).milliseconds)
                guard let value else { continue }
                aggregates.append((aggregate.rawValue, value))
            }
            signals.append(Summary.Signal(name: item.name, aggregates: aggregates, count: accumulator.count))
        }
        guard !signals.isEmpty else { return }
        // The clock may be known by now, and the window of before.
        let isUncertain = !pass.isClockKnown || window.end < DeviceTrust.known
        let id = Identifier {
            $0.combine(pass.identitySeed)
            $0.combine(nameHash)
            $0.combine(plan.name)
            $0.combine(window.start.milliseconds)
            $0.combine(count)
        }
        pass.records.append(
            .summary(
                Summary(
                    time: wall(pass.cause.measured, pass), device: name, name: plan.name, from: window.start,
                    to: window.end, signals: signals, id: id, isTimeUncertain: isUncertain)))
    }
}
