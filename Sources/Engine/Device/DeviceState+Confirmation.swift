internal import Expressions
internal import Telemetry

extension ActuatorState {
    var hasFailed: Bool { confirmation?.hasFailed ?? false }
}

/// Outputs that do not do what they are told.
extension DeviceState {
    /// Looks whether an actuator does what it was told; tells a fault, or its end.
    mutating func confirm(
        _ index: Int, _ plan: ActuatorPlan, _ winner: Claim?, _ template: Template, _ pass: inout Pass
    ) {
        guard let confirmed = plan.confirmation else { return }
        let value = actuators[index].output.value
        let feedback = feedback(of: index, confirmed)
        let change =
            actuators[index].confirmation?.observe(
                value: value, feedback: feedback, wanted: winner?.value ?? plan.rest, now: pass.now) ?? .none
        switch change {
        case .none: return
        case .failed: tellFault(.raised, index, plan, confirmed, value: value, template, &pass)
        case .over: tellFault(.cleared, index, plan, confirmed, value: value, template, &pass)
        }
    }

    private func feedback(of index: Int, _ plan: ConfirmationPlan) -> Bool? {
        guard case .signal(let slot) = plan.feedback else { return actuators[index].readBack }
        guard case .bool(let flag) = slots[slot] else { return nil }
        return flag
    }

    /// The agent read back another level from the actuator's line; nil: none any more.
    mutating func readBack(_ level: Bool?, actuator index: Int, _ pass: inout Pass) {
        actuators[index].readBack = level
        pass.contested.insert(index)
    }

    /// A person has seen an actuator's fault: what is wanted is tried again.
    mutating func acknowledge(faultOf index: Int, _ template: Template, _ pass: inout Pass) {
        let plan = template.actuators[index]
        guard let confirmed = plan.confirmation, actuators[index].confirmation?.acknowledge() == true else { return }
        tellFault(.cleared, index, plan, confirmed, value: actuators[index].output.value, template, &pass)
        pass.contested.insert(index)
    }

    private mutating func tellFault(
        _ state: Event.State, _ index: Int, _ plan: ActuatorPlan, _ confirmed: ConfirmationPlan, value: Bool,
        _ template: Template, _ pass: inout Pass
    ) {
        let count = actuators[index].confirmation?.failureCount ?? 0
        let id = Identifier {
            $0.combine(pass.identitySeed)
            $0.combine(pass.cause.identity)
            $0.combine(nameHash)
            $0.combine(plan.name)
            $0.combine("fault")
            $0.combine(count)
            $0.combine(UInt64(state == .raised ? 1 : 0))
        }
        var signals: [NamedValue] = []
        if let slot = confirmed.feedbackSlot, let told = slots[slot].telemetry {
            signals.append(NamedValue(name: template.slots[slot].name, value: told))
        }
        pass.records.append(
            .event(
                Event(
                    time: pass.wall(pass.now), device: name, name: "\(plan.name).fault", state: state,
                    severity: .critical,
                    message: state == .raised ? complaint(index, plan, confirmed, value, template) : nil,
                    signals: signals, id: id, isTimeUncertain: !pass.isClockKnown)))
        testify(actuator: index, template, &pass)
        set(confirmed.faultSlot, .bool(state == .raised), template, &pass)
    }

    private func complaint(
        _ index: Int, _ plan: ActuatorPlan, _ confirmed: ConfirmationPlan, _ value: Bool, _ template: Template
    ) -> String {
        let told = "\(name): \(plan.name) was told to be \(value ? "on" : "off")"
        let source = confirmed.feedbackSlot.map { template.slots[$0].name } ?? "its line"
        switch feedback(of: index, confirmed) {
        case true?: return "\(told), and \(source) says that it is on"
        case false?: return "\(told), and \(source) says that it is off"
        case nil: return "\(told), and \(source) says nothing"
        }
    }
}
