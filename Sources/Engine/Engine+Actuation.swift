internal import Expressions
internal import Telemetry

extension Engine {
    /// Decides every contested actuator.
    mutating func decide(_ device: Int, template: Template, cause: Cause, into outputs: inout Outputs) {
        while let index = contested.removeFirst(from: 0) {
            decide(actuator: index, device: device, template: template, cause: cause, into: &outputs)
        }
        contested.markEmpty()
    }

    private mutating func decide(
        actuator index: Int, device: Int, template: Template, cause: Cause, into outputs: inout Outputs
    ) {
        let actuator = template.actuators[index]
        guard devices[device].actuators[index].isReady else { return }
        let arbitration = arbitrate(actuator, device: device, template: template)
        let value = arbitration.winner?.value ?? actuator.rest
        explainLosers(of: arbitration, actuator: actuator, device: device, template: template, cause: cause, &outputs)
        guard value != devices[device].actuators[index].commanded else { return }
        command(value, actuator: index, winner: arbitration.winner, device, template, cause: cause, into: &outputs)
    }

    private func arbitrate(_ actuator: ActuatorPlan, device: Int, template: Template) -> Arbitration {
        var arbitration = Arbitration(safe: actuator.safe, now: now)
        for claimant in actuator.claimants where devices[device].rules[claimant.rule].isRaised {
            arbitration.consider(
                Claim(
                    origin: .rule(claimant.rule), value: claimant.value,
                    priority: template.rules[claimant.rule].priority,
                    since: devices[device].rules[claimant.rule].raisedAt))
        }
        return arbitration
    }

    /// A claim that was raised at this very instant and lost is told so.
    private mutating func explainLosers(
        of arbitration: Arbitration, actuator: ActuatorPlan, device: Int, template: Template, cause: Cause,
        _ outputs: inout Outputs
    ) {
        guard let winner = arbitration.winner else { return }
        for claimant in actuator.claimants where claimant.value != winner.value {
            let state = devices[device].rules[claimant.rule]
            guard state.isRaised, state.raisedAt == cause.time else { continue }
            counters.suppressions += 1
            outputs.records.append(
                .suppression(
                    Suppression(
                        time: wall(cause.time), device: devices[device].name, actuator: actuator.name,
                        reason: "priority", winner: winner.rule.map { template.rules[$0].name })))
        }
    }

    private mutating func command(
        _ value: Bool, actuator index: Int, winner: Claim?, _ device: Int, _ template: Template,
        cause: Cause, into outputs: inout Outputs
    ) {
        let actuator = template.actuators[index]
        devices[device].actuators[index].commanded = value
        devices[device].actuators[index].count += 1
        let count = devices[device].actuators[index].count
        let identity = winner?.rule.map { devices[device].rules[$0].cause } ?? cause.identity
        let id = Identifier {
            $0.combine(identitySeed)
            $0.combine(identity)
            $0.combine(devices[device].nameHash)
            $0.combine(actuator.name)
            $0.combine(count)
        }
        outputs.records.append(
            .command(
                Command(
                    time: wall(cause.time), device: devices[device].name, actuator: actuator.name, value: value,
                    rule: winner?.rule.map { template.rules[$0].name }, priority: winner?.priority, id: id)))
        if let slot = actuator.onSlot {
            devices[device].slots[slot] = .bool(value)
            mark(slot: slot, template: template)
        }
    }

    /// The value every actuator of a device has at present, in declared order.
    public func commanded(device: Int) -> [Bool] {
        devices[device].actuators.map(\.commanded)
    }
}
