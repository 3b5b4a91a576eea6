internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Adds a value to every open window that aggregates it; opens those that are not open.
    mutating func aggregate(
        slot: Int, value: Expressions.Value, _ template: Template, _ pass: inout Pass
    ) {
        for target in template.aggregations[slot] {
            if summaries[target.summary].window == nil {
                let size = template.summaries[target.summary].everyMilliseconds
                let window = TumblingWindow(containing: pass.wall(pass.cause.time), size: size)
                summaries[target.summary].window = window
                wait(
                    until: pass.instant(Timestamp(milliseconds: window.end)), for: .summary, index: target.summary,
                    &pass)
            }
            summaries[target.summary].items[target.item].add(value)
        }
    }

    /// Time has come for a summary.
    mutating func serve(summary index: Int, _ template: Template, _ pass: inout Pass) {
        guard let window = summaries[index].window else { return }
        let due = pass.instant(Timestamp(milliseconds: window.end))
        if pass.now < due {
            wait(until: due, for: .summary, index: index, &pass)
            return
        }
        close(summary: index, template, &pass)
    }

    /// The wall clock was set: a window stays where the new time still lies in it, and ends now where it does not.
    mutating func setClock(summary index: Int, _ template: Template, _ pass: inout Pass) {
        guard let window = summaries[index].window else { return }
        if window.contains(pass.wall(pass.now)) {
            wait(until: pass.instant(Timestamp(milliseconds: window.end)), for: .summary, index: index, &pass)
        } else {
            close(summary: index, template, &pass)
        }
    }

    /// Ends an open window and says what was in it.
    private mutating func close(summary index: Int, _ template: Template, _ pass: inout Pass) {
        guard let window = summaries[index].window else { return }
        let plan = template.summaries[index]
        summaries[index].window = nil
        summaries[index].count += 1
        let count = summaries[index].count
        var signals: [Summary.Signal] = []
        for (position, item) in plan.items.enumerated() {
            let accumulator = summaries[index].items[position]
            summaries[index].items[position].reset()
            guard accumulator.count > 0 else { continue }
            var aggregates: [(name: String, value: Telemetry.Value)] = []
            for aggregate in item.aggregates where aggregate != .count {
                if let value = accumulator.result(aggregate) { aggregates.append((aggregate.rawValue, value)) }
            }
            signals.append(Summary.Signal(name: item.name, aggregates: aggregates, count: accumulator.count))
        }
        guard !signals.isEmpty else { return }
        let id = Identifier {
            $0.combine(pass.identitySeed)
            $0.combine(nameHash)
            $0.combine(plan.name)
            $0.combine(window.start)
            $0.combine(count)
        }
        pass.records.append(
            .summary(
                Summary(
                    time: pass.wall(pass.now), device: name, name: plan.name,
                    from: Timestamp(milliseconds: window.start), to: Timestamp(milliseconds: window.end),
                    signals: signals, id: id)))
    }
}
