public import Telemetry

/// An actuator as people are shown it: what it does, who wants it so, and why it is not what is wanted.
public struct ActuatorView: Sendable {
    /// Whose claim counts.
    public struct Winner: Sendable {
        /// A rule's name, `manual`, or a command's id.
        public var name: String
        /// 1 (highest) to 16.
        public var priority: Int
        public var value: Bool
        /// Whether it waits for a person's acknowledgement.
        public var isLatched: Bool
    }

    /// What a person set.
    public struct Override: Sendable {
        public var value: Bool
        /// When it ends.
        public var until: Instant
    }

    public var name: String
    /// The value that the output was told to have.
    public var value: Bool
    public var since: Instant
    /// Nil at rest.
    public var winner: Winner?
    /// Why the output is not what the winner (or rest) wants; nil when it is.
    public var denied: DenialReason?
    public var override: Override?
    /// Who wants what at present; the order is that of the file, then people and commands.
    public var claims: [Winner]
    public var safe: Bool
    public var rest: Bool
    /// When time alone may change it.
    public var nextDeadline: Instant?
    /// Whether it does what it is told; nil where nothing is confirmed.
    public var confirmation: Confirmation?
}

extension Engine {
    /// The actuators of a device as they are now, in declared order.
    public func actuators(device: Int) -> [ActuatorView] {
        let template = plan.templates[devices[device].template]
        return template.actuators.indices.map { devices[device].view(ofActuator: $0, template, pass) }
    }
}

extension DeviceState {
    func view(ofActuator index: Int, _ template: Template, _ pass: borrowing Pass) -> ActuatorView {
        let now = pass.now
        let plan = template.actuators[index]
        let state = actuators[index]
        let override = state.held.claims.first { $0.origin == .manual && $0.isLive(at: now) }
        func shown(_ claim: Claim) -> ActuatorView.Winner {
            ActuatorView.Winner(
                name: name(of: claim, template), priority: claim.priority, value: claim.value,
                isLatched: claim.isLatched)
        }
        return ActuatorView(
            name: plan.name, value: state.output.value, since: state.output.since,
            winner: arbitrate(index, plan, template, pass).winner.map(shown),
            denied: state.output.denied,
            override: override.flatMap { claim in
                claim.until.map { ActuatorView.Override(value: claim.value, until: $0) }
            },
            claims: liveClaims(on: index, plan, template, pass).map(shown), safe: plan.safe, rest: plan.rest,
            nextDeadline: state.deadline, confirmation: state.confirmation)
    }
}
