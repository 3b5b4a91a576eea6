internal import Expressions
internal import Telemetry

extension DeviceState {
    mutating func judge(_ index: Int, _ template: Template, _ pass: inout Pass) {
        // A retained reading is never an edge.
        guard pass.cause.isEdge else { return }
        let rule = template.rules[index]
        let when = truth(of: rule.when, &pass)
        let until = rule.until.map { truth(of: $0, &pass) }
        let action = rules[index].hold.observe(
            when: when, until: until, now: pass.cause.time, forMilliseconds: rule.forMilliseconds)
        if case .wait = action { rules[index].cause = pass.cause.identity }
        if action == .raise { rules[index].cause = pass.cause.identity }
        follow(action, rule: index, template, &pass)
    }

    /// Time has come for a rule.
    mutating func serve(rule index: Int, _ template: Template, _ pass: inout Pass) {
        let action = rules[index].hold.pass(now: pass.now, forMilliseconds: template.rules[index].forMilliseconds)
        follow(action, rule: index, template, &pass)
    }

    /// Carries out what a hold says.
    private mutating func follow(_ action: Hold.Action, rule index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        switch action {
        case .none: return
        case .wait(let due):
            wait(until: due, for: .rule, index: index, &pass)
            return
        case .raise:
            rules[index].count += 1
            rules[index].raisedAt = pass.cause.time
            emit(.raised, rule: index, template, &pass)
        case .clear: emit(.cleared, rule: index, template, &pass)
        }
        set(rule.raisedSlot, .bool(action == .raise), template, &pass)
        for setting in rule.settings { pass.contested.insert(setting.actuator) }
    }

    private func emit(_ state: Event.State, rule index: Int, _ template: Template, _ pass: inout Pass) {
        let rule = template.rules[index]
        let identity = state == .raised ? rules[index].cause : pass.cause.identity
        let count = rules[index].count
        let id = Identifier {
            $0.combine(pass.identitySeed)
            $0.combine(identity)
            $0.combine(nameHash)
            $0.combine(rule.name)
            $0.combine(count)
            $0.combine(UInt64(state == .raised ? 1 : 0))
        }
        let signals = rule.reported.compactMap { slot in
            slots[slot].telemetry.map { NamedValue(name: template.slots[slot].name, value: $0) }
        }
        pass.records.append(
            .event(
                Event(
                    time: pass.wall(pass.cause.time), device: name, name: rule.name, state: state,
                    severity: rule.severity, message: message(rule.message), signals: signals, id: id)))
    }

    private func message(_ segments: [MessageSegment]) -> String? {
        guard !segments.isEmpty else { return nil }
        var text = ""
        for segment in segments {
            switch segment {
            case .text(let piece): text += piece
            case .device: text += name
            case .slot(let slot): text += slots[slot].telemetry?.description ?? "?"
            }
        }
        return text
    }
}
