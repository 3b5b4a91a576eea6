internal import Expressions
internal import Telemetry

/// Conditions that ask for nothing that is measured (a schedule, another rule, a parameter) would be judged only when one
/// of these changes. So each is judged as it stands when the service starts and when its device appears.
extension Engine {
    /// Judges a device's rules by what there is.
    mutating func judgeStanding(_ device: Int) {
        let template = plan.templates[devices[device].template]
        pass.device = device
        pass.cause = Cause(identity: 0, time: pass.now, kind: .standing)
        devices[device].judgeStanding(template, &pass)
        propagate(from: device)
    }

    /// Gives those who read a device what it has that they do not know: of a device that has just appeared.
    mutating func tellReaders(of source: Int) {
        for subscriber in links.subscribers[source] where !subscriber.isPulse {
            let value = devices[source].slots[subscriber.slot]
            guard devices[subscriber.device].slots[subscriber.target] != value else { continue }
            links.deliveries.append(
                Links.Delivery(
                    device: subscriber.device, target: .slot(subscriber.target, isPulse: false), value: value))
        }
        deliver()
    }
}

extension DeviceState {
    mutating func judgeStanding(_ template: Template, _ pass: inout Pass) {
        for (node, step) in template.nodes.enumerated() {
            if case .rule(let rule) = step, mayStand(template.rules[rule]) { pass.dirty.insert(node) }
        }
        settle(template, &pass)
        if !isAwake { wakeUnmeasured(template, &pass) }
    }

    /// Lets go of the safe value where nothing measured decides about an actuator, so that there is nothing to wait for.
    mutating func wakeUnmeasured(_ template: Template, _ pass: inout Pass) {
        isAwake = true
        for index in template.actuators.indices where !actuators[index].isReady {
            if template.needsNoSignal[index], isDecided(template.actuators[index], template, &pass) {
                actuators[index].isReady = true
                pass.contested.insert(index)
            } else {
                isAwake = false
            }
        }
        settle(template, &pass)
    }

    /// With a retained value nothing begins.
    private func mayStand(_ rule: RulePlan) -> Bool {
        rule.required.allSatisfy { !signals[$0].isRetained }
    }

    /// Whether every rule that sets the actuator knows whether it is raised.
    private func isDecided(_ actuator: ActuatorPlan, _ template: Template, _ pass: inout Pass) -> Bool {
        actuator.claimants.allSatisfy { claimant in
            guard case .condition(let condition) = template.rules[claimant.rule].trigger else { return true }
            return truth(of: condition.when, &pass) != .unknown
        }
    }
}
