internal import Expressions
internal import Telemetry

extension Engine {
    /// Makes a new device's actuators members of their groups.
    mutating func enlist(_ device: Int) {
        let name = devices[device].name
        let template = plan.templates[devices[device].template]
        for (group, plan) in plan.groups.enumerated() {
            for (member, entry) in plan.members.enumerated() where entry.device == name {
                guard let actuator = template.actuators.firstIndex(where: { $0.name == entry.actuator }) else {
                    continue
                }
                devices[device].actuators[actuator].memberships.append(
                    ActuatorState.Membership(group: group, member: member))
                guard let measured = plan.measured,
                    let slot = template.slots.firstIndex(where: { $0.name == measured && $0.kind == .signal })
                else { continue }
                devices[device].measures.append(GroupMeasure(slot: slot, group: group, member: member))
            }
        }
    }

    /// Asks the members that wait for a group whose members or measured values have changed.
    mutating func regroup() {
        var rounds = 0
        while !pass.regrouped.isEmpty {
            rounds += 1
            guard rounds <= DeviceState.maximumRounds else {
                pass.counters.chainsCut += 1
                pass.regrouped.removeAll(keepingCapacity: true)
                return
            }
            let groups = pass.regrouped.sorted()
            pass.regrouped.removeAll(keepingCapacity: true)
            for group in groups { recall(group) }
        }
    }

    /// Time has come for the members that wait for a group.
    mutating func serve(group: Int, due: Instant) {
        guard pass.groupTimers[group].take(due) else { return }
        guard pass.groups[group].isFree(now: pass.now) else { return pass.waitForGroup(group) }
        recall(group)
        regroup()
    }

    private mutating func recall(_ group: Int) {
        for member in pass.groups[group].waiting {
            let entry = plan.groups[group].members[member]
            guard let device = indices[entry.device] else { continue }
            let template = plan.templates[devices[device].template]
            guard let actuator = template.actuators.firstIndex(where: { $0.name == entry.actuator }) else { continue }
            pass.device = device
            pass.cause = devices[device].cause(identity: pass.cause.identity, kind: .edge, pass)
            pass.contested.insert(actuator)
            devices[device].settle(template, &pass)
            propagate(from: device)
        }
    }
}
