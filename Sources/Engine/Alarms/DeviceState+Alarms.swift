internal import Expressions
internal import Telemetry

/// What a rule knows of its group of alarms; nil where it is in none.
struct AlarmState: Sendable {
    /// The raise was held back, so nothing is told of its end.
    var isUntold = false
    /// Where the group's state is; found when it is first needed.
    var place: Int?
}

extension DeviceState {
    /// Asks the rule's group whether an event may be told. What is raised, cleared and set does not depend on it.
    ///
    /// - Returns: how many events of the group were held back before this one; nil where this one is.
    mutating func mayTell(
        _ state: Event.State, rule index: Int, _ template: Template, _ pass: inout Pass
    ) -> UInt64? {
        let rule = template.rules[index]
        guard let use = rule.modifiers.alarmGroup else { return 0 }
        guard state == .raised else {
            defer { rules[index].alarm?.isUntold = false }
            return rules[index].alarm?.isUntold == true ? nil : 0
        }
        let place = rules[index].alarm?.place ?? pass.alarms.place(group: use.group, key: key(of: use.key))
        rules[index].alarm?.place = place
        let answer = pass.alarms.ask(place, now: pass.now)
        if answer == nil {
            rules[index].alarm?.isUntold = true
            pass.counters.suppressions += 1
            pass.records.append(
                .suppression(
                    Suppression(
                        time: wall(of: rule, pass), device: name, name: rule.name, reason: "group",
                        winner: pass.alarms.name(of: use.group), isTimeUncertain: !pass.isClockKnown)))
            testify(rule: index, template, &pass)
        } else {
            rules[index].alarm?.isUntold = false
        }
        return answer
    }

    private func key(of key: AlarmGroupUse.Key) -> String {
        switch key {
        case .everything: return ""
        case .device: return name
        case .label(let text): return text
        case .slot(let slot):
            if case .string(let text) = slots[slot] { return text }
            return ""
        }
    }
}
