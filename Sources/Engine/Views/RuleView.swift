public import Telemetry

/// A rule as people are shown it.
public struct RuleView: Sendable {
    public enum Phase: Sendable, Equatable {
        /// Nothing points to it.
        case cleared
        /// Its condition is true and has to be for longer.
        case pending(since: Instant)
        /// It would be raised, but for `cooldown` or `limit`.
        case postponed(until: Instant)
        case raised(since: Instant)
    }

    public var name: String
    public var severity: Severity
    public var phase: Phase
    /// Whether only a person's acknowledgement clears it.
    public var isLatching: Bool
    /// Whether it waits for a person's acknowledgement.
    public var isLatched: Bool
    /// Whether something that inhibits it is true.
    public var isInhibited: Bool
    /// Until when its cooldown keeps it from being raised again; nil where nothing does.
    public var coolingEnd: Instant?
    /// When time alone may change it; nil when it waits for nothing.
    public var nextDeadline: Instant?
    /// How often it was raised.
    public var count: UInt64

    public var isRaised: Bool {
        if case .raised = phase { true } else { false }
    }
}

extension Engine {
    /// The rules of a device as they are now, in declared order.
    public func rules(device: Int) -> [RuleView] {
        let template = plan.templates[devices[device].template]
        return zip(template.rules, devices[device].rules).map { plan, state in
            // A copy: asking for a deadline borrows mutably.
            var copy = state
            return RuleView(
                name: plan.name, severity: plan.severity, phase: state.phase, isLatching: plan.modifiers.isLatching,
                isLatched: state.latch.isLatched, isInhibited: state.inhibition?.isActive ?? false,
                coolingEnd: state.gate?.coolingEnd(now: now), nextDeadline: copy.deadline(plan), count: state.count)
        }
    }

    /// The names of all devices, in the order of their indices.
    public var deviceNames: [String] { devices.map(\.name) }
}

extension RuleState {
    fileprivate var phase: RuleView.Phase {
        if isRaised { return .raised(since: raisedAt) }
        if let deferredUntil { return .postponed(until: deferredUntil) }
        if case .pending(let since) = hold.state { return .pending(since: since) }
        return .cleared
    }
}
