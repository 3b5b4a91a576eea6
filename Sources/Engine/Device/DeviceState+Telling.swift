internal import Telemetry

/// What a rule tells.
extension DeviceState {
    mutating func emit(
        _ state: Event.State, rule index: Int, _ template: Template, _ pass: inout Pass
    ) {
        guard let heldBack = mayTell(state, rule: index, template, &pass) else { return }
        let rule = template.rules[index]
        eventClock?.reach(pass.cause.time)
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
                    time: wall(of: rule, pass), device: name, name: rule.name, state: state, severity: rule.severity,
                    message: message(rule.message), signals: signals, suppressed: heldBack, id: id,
                    isTimeUncertain: !pass.isClockKnown)))
        testify(rule: index, template, &pass)
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
