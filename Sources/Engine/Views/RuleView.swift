/// A rule as people are shown it.
public struct RuleView: Sendable {
    public var name: String
    public var isRaised: Bool
    /// Whether only a person's acknowledgement clears it.
    public var isLatching: Bool
    /// Whether it waits for a person's acknowledgement.
    public var isLatched: Bool
}

extension Engine {
    /// The rules of a device as they are now, in declared order.
    public func rules(device: Int) -> [RuleView] {
        let template = plan.templates[devices[device].template]
        return zip(template.rules, devices[device].rules).map { plan, state in
            RuleView(
                name: plan.name, isRaised: state.isRaised, isLatching: plan.modifiers.isLatching,
                isLatched: state.latch.isLatched)
        }
    }

    /// The names of all devices, in the order of their indices.
    public var deviceNames: [String] { devices.map(\.name) }
}
