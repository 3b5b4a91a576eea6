import Engine
import Telemetry

/// A group of actuators, of which each asks before it starts.
extension NaiveEngine {
    /// Which member of the group a device's actuator is.
    private func member(_ index: Int, _ device: NaiveDevice) -> Int? {
        sketch.groups.first?.members.firstIndex {
            $0.device == device.name && $0.actuator == sketch.actuators[index].name
        }
    }

    /// Whether an actuator may start, which takes its place among those that wait, or gives it up.
    func askGroup(_ index: Int, _ inputs: GuardInputs, _ device: NaiveDevice) -> GroupAnswer {
        guard let member = member(index, device) else { return .granted }
        measureMembers()
        let served = group?.served
        group?.requests[member] = device.actuators[index].output.startRequest(inputs, time: now)
        if group?.served != served { isRegrouped = true }
        let answer = group?.answer(member, at: now)
        return GroupDenial.allCases.first { $0.name == answer }.map { .denied($0, retryAt: nil) } ?? .granted
    }

    /// An actuator is told a value.
    func tellGroup(_ index: Int, _ device: NaiveDevice, _ value: Bool) {
        guard let member = member(index, device) else { return }
        group?.tell(member, value, at: now)
        isRegrouped = true
    }

    /// A signal was measured, or lost.
    func noteMeasured(_ signal: String, _ device: NaiveDevice) {
        guard let plan = sketch.groups.first, plan.measured == signal else { return }
        for (index, member) in plan.members.enumerated() where member.device == device.name {
            isRegrouped = true
            group?.measuredAt[index] = kind == .edge ? now : nil
        }
    }

    private func measureMembers() {
        guard let plan = sketch.groups.first, let measured = plan.measured else { return }
        for (index, member) in plan.members.enumerated() {
            var number: Double?
            if case .number(let value)? = devices.first(where: { $0.name == member.device })?.values[measured] {
                number = value
            }
            group?.measured[index] = number
        }
    }

    /// Asks those that wait, as long as something changes in the group.
    func regroup() {
        for _ in 0..<8 where isRegrouped {
            isRegrouped = false
            recall()
        }
        isRegrouped = false
    }

    /// Time alone lets the first of those that wait start.
    func serveGroup() {
        measureMembers()
        guard let group, let served = group.served, group.obstacle(served, at: now - 1) != nil,
            group.obstacle(served, at: now) == nil
        else { return }
        endInstant()
        recall()
        regroup()
    }

    /// Whether time alone changes what the group answers a member.
    func isGroupDue(_ index: Int, _ device: NaiveDevice) -> Bool {
        guard let member = member(index, device), let group else { return false }
        return group.answer(member, at: now) != group.answer(member, at: now - 1)
    }

    private func recall() {
        for member in group?.waiting ?? [] {
            guard let entry = sketch.groups.first?.members[member],
                let device = devices.first(where: { $0.name == entry.device })
            else { continue }
            kind = .edge
            settle(
                device, touched: [],
                contested: Set(sketch.actuators.indices.filter { self.member($0, device) == member }))
            deliver(from: device)
        }
    }
}
