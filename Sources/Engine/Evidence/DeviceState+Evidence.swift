internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Remembers what the record said last followed from, if somebody asks for it.
    func testify(rule index: Int, _ template: Template, _ pass: inout Pass) {
        guard let record = wanted(pass) else { return }
        let found = Evidence(
            record: record, now: pass.now, hasCause: pass.cause.identity != 0,
            rules: [evidence(ofRule: index, record, template, pass)])
        pass.witness?.evidence = found
    }

    /// The same for what was said of an actuator.
    func testify(actuator index: Int, _ template: Template, _ pass: inout Pass) {
        guard let record = wanted(pass) else { return }
        let plan = template.actuators[index]
        let claimants = plan.claimants.map(\.rule).filter { rules[$0].claims(template.rules[$0], at: pass.now) }
        let found = Evidence(
            record: record, now: pass.now, hasCause: pass.cause.identity != 0,
            rules: claimants.map { evidence(ofRule: $0, nil, template, pass) },
            actuator: evidence(ofActuator: index, template, pass))
        pass.witness?.evidence = found
    }

    private func wanted(_ pass: borrowing Pass) -> Output? {
        guard let witness = pass.witness, let record = pass.records.last, witness.wants(record) else { return nil }
        return record
    }

    private func evidence(
        ofActuator index: Int, _ template: Template, _ pass: borrowing Pass
    ) -> ActuatorEvidence {
        let plan = template.actuators[index]
        let slots = Set(plan.slotsRead + (plan.safeWhenStale ?? []) + plan.interlockSignals)
        return ActuatorEvidence(
            view: view(ofActuator: index, template, pass),
            guards: guards(ofActuator: index, template, pass),
            values: values(of: slots, template, pass))
    }

    /// - Parameter record: what the rule said just now; nil where it only has a part in it.
    private func evidence(
        ofRule index: Int, _ record: Output?, _ template: Template, _ pass: borrowing Pass
    ) -> RuleEvidence {
        let rule = template.rules[index]
        let state = rules[index]
        let sources = SlotSources(
            signals: template.signals, nodes: template.nodes, operators: template.operators, rules: template.rules,
            scores: template.scores)
        let behind = sources.all(behind: heard(by: rule) + rule.slotsRead)
        return RuleEvidence(
            name: rule.name, written: rule.written, place: rule.place, version: rule.shape, priority: rule.priority,
            isRaised: state.isRaised, raisedAt: state.count > 0 ? pass.wall(state.raisedAt) : nil,
            count: state.count, isInhibited: state.inhibition?.isActive ?? false,
            conditions: conditions(of: rule.trigger), timers: timers(of: index, record, rule, pass),
            values: values(of: behind, template, pass), windows: windows(over: behind, template, pass),
            steps: record == nil ? [] : steps(of: rule, pass))
    }

    /// The signals of a heartbeat, which reads none.
    private func heard(by rule: RulePlan) -> [Int] {
        guard case .heartbeat(let heartbeat) = rule.trigger else { return [] }
        if case .signal(let signal) = heartbeat.source { return [signal] }
        return Array(signals.indices)
    }

    private func conditions(of trigger: TriggerPlan) -> [RuleEvidence.Condition] {
        switch trigger {
        case .condition(let plan):
            [RuleEvidence.Condition(role: "when", holds: holds(plan.when))]
                + (plan.until.map { [RuleEvidence.Condition(role: "until", holds: holds($0))] } ?? [])
        case .absence(let plan):
            [
                RuleEvidence.Condition(role: "after", holds: holds(plan.after)),
                RuleEvidence.Condition(role: "expect", holds: holds(plan.expect)),
            ]
        case .pattern(let plan):
            plan.conditions.enumerated().map {
                RuleEvidence.Condition(role: "condition \($0 + 1)", holds: holds($1))
            }
        case .heartbeat, .join: []
        }
    }

    /// The events of a pattern.
    private func steps(of rule: RulePlan, _ pass: borrowing Pass) -> [RuleEvidence.Step] {
        guard case .pattern = rule.trigger, let captures = pass.witness?.captures else { return [] }
        return captures.map { RuleEvidence.Step(step: $0.name, time: wall($0.event.time, pass)) }
    }

    private func values(
        of slots: Set<Int>, _ template: Template, _ pass: borrowing Pass
    ) -> [ValueEvidence] {
        var values: [ValueEvidence] = []
        for slot in slots.sorted() where template.slots[slot].kind != .memory && template.slots[slot].kind != .device {
            if template.slots[slot].kind == .table {
                values += rows(of: slot, keys: slots, template)
                continue
            }
            let signal = slot < template.signals.count ? signals[slot] : nil
            let imported = template.imports.first { $0.slot == slot }
            values.append(
                ValueEvidence(
                    name: template.slots[slot].name, kind: template.slots[slot].kind,
                    value: self.slots[slot].telemetry, seen: signal?.seen.map { pass.wall($0) },
                    isRetained: signal?.isRetained ?? false, source: imported.map { ($0.device, $0.name) }))
        }
        return values
    }

    /// Of a lookup table the rows that may have been asked for: those under the device's name, and under each text that was
    /// read. Where there are none the table is told of without a value.
    private func rows(of table: Int, keys slots: Set<Int>, _ template: Template) -> [ValueEvidence] {
        let name = template.slots[table].name
        let texts = slots.sorted().compactMap { slot in
            if case .string(let text) = self.slots[slot] { text } else { nil }
        }
        var rows: [ValueEvidence] = []
        if case .map(let column) = self.slots[table] {
            var seen: Set<String> = []
            for key in [self.name] + texts where seen.insert(key).inserted {
                guard let value = column[key]?.telemetry else { continue }
                let parts = name.split(separator: ".", maxSplits: 1)
                let row = "\(parts[0])[\"\(key)\"]" + (parts.count > 1 ? ".\(parts[1])" : "")
                rows.append(ValueEvidence(name: row, kind: .table, value: value, seen: nil, isRetained: false))
            }
        }
        return rows.isEmpty ? [ValueEvidence(name: name, kind: .table, value: nil, seen: nil, isRetained: false)] : rows
    }

    private func windows(
        over slots: Set<Int>, _ template: Template, _ pass: borrowing Pass
    ) -> [WindowEvidence] {
        var windows: [WindowEvidence] = []
        for (index, plan) in template.operators.enumerated() where slots.contains(plan.slot) {
            guard let window = rolling[index], case .window(_, let milliseconds) = plan.function else { continue }
            windows.append(
                WindowEvidence(
                    name: plan.name, milliseconds: milliseconds, value: self.slots[plan.slot].telemetry,
                    samples: window.present.map { (wall(Instant(milliseconds: $0.time), pass), $0.number) }))
        }
        return windows
    }
}
