internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Decides every contested actuator.
    mutating func decide(_ template: Template, _ pass: inout Pass) {
        while let index = pass.contested.removeFirst(from: 0) { decide(actuator: index, template, &pass) }
        pass.contested.markEmpty()
    }

    private mutating func decide(actuator index: Int, _ template: Template, _ pass: inout Pass) {
        let actuator = template.actuators[index]
        guard actuators[index].isReady else { return }
        let arbitration = arbitrate(actuator, template)
        let value = arbitration.winner?.value ?? actuator.rest
        explainLosers(of: arbitration, actuator, template, &pass)
        guard value != actuators[index].commanded else { return }
        command(value, actuator: index, winner: arbitration.winner, template, &pass)
    }

    private func arbitrate(_ actuator: ActuatorPlan, _ template: Template) -> Arbitration {
        var arbitration = Arbitration(safe: actuator.safe)
        for claimant in actuator.claimants where rules[claimant.rule].isRaised {
            arbitration.consider(
                Arbitration.Claim(
                    rule: claimant.rule, value: claimant.value, priority: template.rules[claimant.rule].priority,
                    since: rules[claimant.rule].raisedAt))
        }
        return arbitration
    }

    /// A claim that was raised at this very instant and lost is told so.
    private mutating func explainLosers(
        of arbitration: Arbitration, _ actuator: ActuatorPlan, _ template: Template, _ pass: inout Pass
    ) {
        guard let winner = arbitration.winner else { return }
        for claimant in actuator.claimants where claimant.value != winner.value {
            let state = rules[claimant.rule]
            guard state.isRaised, state.raisedAt == pass.cause.time else { continue }
            pass.counters.suppressions += 1
            pass.records.append(
                .suppression(
                    Suppression(
                        time: pass.wall(pass.cause.time), device: name, actuator: actuator.name,
                        reason: "priority", winner: template.rules[winner.rule].name)))
        }
    }

    private mutating func command(
        _ value: Bool, actuator index: Int, winner: Arbitration.Claim?, _ template: Template, _ pass: inout Pass
    ) {
        let actuator = template.actuators[index]
        actuators[index].commanded = value
        actuators[index].count += 1
        let count = actuators[index].count
        let identity = winner.map { rules[$0.rule].cause } ?? pass.cause.identity
        let id = Identifier {
            $0.combine(pass.identitySeed)
            $0.combine(identity)
            $0.combine(nameHash)
            $0.combine(actuator.name)
            $0.combine(count)
        }
        pass.records.append(
            .command(
                Command(
                    time: pass.wall(pass.cause.time), device: name, actuator: actuator.name, value: value,
                    rule: winner.map { template.rules[$0.rule].name }, priority: winner?.priority, id: id)))
        if let slot = actuator.onSlot { set(slot, .bool(value), template, &pass) }
    }
}
