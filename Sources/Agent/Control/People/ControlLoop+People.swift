internal import Engine
internal import Logging
internal import Telemetry

/// People at the gateway: what they ask becomes an input, journaled like every other, so that a replay repeats it.
extension ControlLoop {
    func serve(_ request: PersonRequest) -> PersonAnswer {
        guard isRecovered, !isStopping else {
            return .refused("the gateway is \(isStopping ? "stopping" : "still starting")")
        }
        let answer: PersonAnswer
        input.name = request.requester.name
        do throws(TargetName.Unknown) {
            answer =
                switch request.action {
                case .set(let value, let milliseconds):
                    try override(request.target, value: value, milliseconds: milliseconds)
                case .release: try override(request.target, value: nil, milliseconds: 0)
                case .acknowledge: try acknowledge(request.target)
                }
        } catch {
            return .refused(error.reason)
        }
        if case .refused = answer { return answer }
        if let count = peopleTally.add(now: Clock.boot) {
            logger.notice("\(request)", metadata: count > 1 ? ["count": "\(count)"] : nil)
        }
        return answer
    }

    private func target(_ text: String, noun: String) throws(TargetName.Unknown) -> TargetName {
        try TargetName(text, noun: noun, known: host.engine.deviceNames) { host.engine.device(named: $0) }
    }

    private func override(
        _ text: String, value: Bool?, milliseconds: Int64
    ) throws(TargetName.Unknown) -> PersonAnswer {
        let target = try target(text, noun: "an actuator")
        let former = host.engine.actuators(device: target.device)
        let index = try target.index(of: "actuator", among: former.map(\.name))
        if value != nil, !(1...PersonRequest.longestMilliseconds ~= milliseconds) {
            return .refused("an override lasts from a millisecond to 365 days")
        }
        if value == nil, former[index].override == nil {
            return .refused("\(text) is not overridden")
        }
        input.kind = .override
        input.now = clock.now
        input.device = target.device
        input.index = index
        input.value = value
        input.durationMilliseconds = milliseconds
        take(input)
        let view = host.engine.actuators(device: target.device)[index]
        return .actuator(device: target.deviceName, view, wallOffset: wallOffset, note: note(text, view))
    }

    private func note(_ text: String, _ view: ActuatorView) -> String {
        let value = "\(text) is \(view.value ? "on" : "off")"
        guard let override = view.override else {
            return "\(value)" + (view.winner.map { " by \($0.name)" } ?? ", at rest")
        }
        let end = Timestamp(milliseconds: override.until.milliseconds + wallOffset).rfc3339
        if override.value == view.value { return "\(value) until \(end)" }
        return "\(value): \(view.objection). The override stays until \(end), or until it is released"
    }

    private func acknowledge(_ text: String) throws(TargetName.Unknown) -> PersonAnswer {
        let target = try target(text, noun: "a rule")
        if let answer = acknowledgeFault(text, target) { return answer }
        let rules = host.engine.rules(device: target.device)
        let index = try target.index(of: "rule", among: rules.map(\.name))
        let rule = rules[index]
        guard rule.isLatching else {
            return .refused("\(text) does not latch: \(rule.isRaised ? "it clears by itself" : "and it is not raised")")
        }
        guard rule.isRaised else { return .refused("\(text) is not raised") }
        guard rule.isLatched else {
            return .refused("\(text) is acknowledged already and clears when its cause goes")
        }
        input.kind = .acknowledgement
        input.now = clock.now
        input.device = target.device
        input.index = index
        take(input)
        return .acknowledged(
            device: target.deviceName, rule: rule.name,
            isRaised: host.engine.rules(device: target.device)[index].isRaised)
    }

    /// Nil where the text names no fault of an actuator.
    private func acknowledgeFault(_ text: String, _ target: TargetName) -> PersonAnswer? {
        guard target.thing.hasSuffix(".fault") else { return nil }
        let name = target.thing.dropLast(".fault".count)
        let actuators = host.engine.actuators(device: target.device)
        guard let index = actuators.firstIndex(where: { $0.name == name }),
            let confirmation = actuators[index].confirmation
        else { return nil }
        guard confirmation.hasFailed else { return .refused("\(text) is not raised") }
        input.kind = .faultAcknowledgement
        input.now = clock.now
        input.device = target.device
        input.index = index
        take(input)
        return .acknowledged(device: target.deviceName, rule: target.thing, isRaised: false)
    }
}
