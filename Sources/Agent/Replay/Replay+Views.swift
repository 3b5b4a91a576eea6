internal import Configuration
internal import Engine
public import Telemetry

/// What has become of the devices after the lines taken so far; nothing for a device that has not appeared.
extension Replay {
    /// The present values of a device's signals and derived values that have one, in declared order.
    public func values(device name: String) -> [NamedValue] {
        host.engine.device(named: name).map { host.engine.values(device: $0) } ?? []
    }

    /// The rules of a device that are raised, in declared order.
    public func raised(device name: String) -> [String] {
        host.engine.device(named: name).map { host.engine.raised(device: $0) } ?? []
    }

    /// What each actuator of a device was told last, or its safe value; in declared order.
    public func actuators(device name: String) -> [(name: String, isOn: Bool)] {
        guard let device = host.engine.device(named: name) else { return [] }
        let plans = host.engine.plan.templates[host.engine.template(of: device)].actuators
        return zip(plans, host.engine.commanded(device: device)).map { ($0.name, $1) }
    }

    /// The names of the plan's templates.
    public var templateNames: [String] { configuration.plan.templates.map(\.name) }

    /// The names of a template's inputs, in declared order.
    public func inputNames(template: Int) -> [String] { configuration.plan.templates[template].inputs }
}
