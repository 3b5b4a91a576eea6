internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Adds a value to the windows that aggregate it.
    mutating func aggregate(slot: Int, value: Expressions.Value, _ template: Template, _ pass: inout Pass) {
        guard !template.aggregations[slot].isEmpty else { return }
        guard let value = value.telemetry else {
            interrupt(aggregatesOf: slot, template)
            return
        }
        let time = pass.wall(pass.cause.time)
        for target in template.aggregations[slot] {
            let held = summaries[target.summary].held[target.item]
            let element = SummaryContents.Element(
                item: target.item, value: value, instant: pass.cause.time, held: held)
            if template.summaries[target.summary].items[target.item].isWeighted, case .number(let number) = value {
                summaries[target.summary].held[target.item] = number
            }
            let admission = summaries[target.summary].windows.add(element, at: time, into: &pass.closed)
            if admission == .late { pass.counters.valuesLate += 1 }
            say(summary: target.summary, template, &pass)
            schedule(summary: target.summary, &pass)
        }
    }

    /// A value is lost: it holds no longer.
    mutating func interrupt(aggregatesOf slot: Int, _ template: Template) {
        for target in template.aggregations[slot] { summaries[target.summary].held[target.item] = nil }
    }

    /// Time has come for a summary.
    mutating func serve(summary index: Int, _ template: Template, _ pass: inout Pass) {
        // Asked too early, nothing must change: how often it is asked is no part of the state.
        if let due = summaries[index].windows.nextDeadline, due <= pass.wall(pass.now) {
            summaries[index].windows.advance(to: pass.wall(pass.now), into: &pass.closed)
        }
        say(summary: index, template, &pass)
        schedule(summary: index, &pass)
    }

    mutating func schedule(summary index: Int, _ pass: inout Pass) {
        // Through a span, since an array hands out a copy of the whole state.
        guard let due = summaries.span[index].windows.nextDeadline else { return }
        wait(until: pass.instant(due), for: .summary, index: index, &pass)
    }

    /// The wall clock was set.
    mutating func setClock(summary index: Int, _ template: Template, _ pass: inout Pass) {
        summaries[index].windows.restart(at: pass.wall(pass.now), into: &pass.closed)
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
        for (position, item) in plan.items.enumerated() {
            let accumulator = window.contents.items[position]
            guard accumulator.count > 0 else {
                if plan.window.saysEmpty {
                    signals.append(Summary.Signal(name: item.name, aggregates: [], count: 0))
                }
                continue
            }
            var aggregates: [(name: String, value: Telemetry.Value)] = []
            for aggregate in item.aggregates where aggregate != .count {
                let value = accumulator.result(
                    aggregate, from: pass.instant(window.start).milliseconds,
                    until: pass.instant(window.end).milliseconds)
                guard let value else { continue }
                aggregates.append((aggregate.rawValue, value))
            }
            signals.append(Summary.Signal(name: item.name, aggregates: aggregates, count: accumulator.count))
        }
        guard !signals.isEmpty else { return }
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
                    time: pass.wall(pass.cause.time), device: name, name: plan.name, from: window.start, to: window.end,
                    signals: signals, id: id)))
    }
}
