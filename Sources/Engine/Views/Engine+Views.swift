internal import Expressions
public import Telemetry

extension Engine {
    /// The template that describes a device.
    public func template(of device: Int) -> Int { devices[device].template }

    /// A device's name.
    public func name(of device: Int) -> String { devices[device].name }

    /// Whether all that decides about the device's actuators was heard since the start; until then some stay safe.
    public func isAwake(device: Int) -> Bool { devices[device].isAwake }

    /// The present values of a device's signals and derived values that have one, in declared order.
    public func values(device: Int) -> [NamedValue] {
        let template = plan.templates[devices[device].template]
        return template.slots.indices.compactMap { slot in
            guard template.slots[slot].kind.isReported else { return nil }
            return devices[device].slots[slot].telemetry.map { NamedValue(name: template.slots[slot].name, value: $0) }
        }
    }

    /// The present value of a device's signal where it is a number.
    public func number(device: Int, signal: Int) -> Double? {
        guard case .double(let value) = devices[device].slots[signal] else { return nil }
        return value
    }

    /// The rules of a device that are raised, and the faults of its actuators, in declared order.
    public func raised(device: Int) -> [String] {
        let template = plan.templates[devices[device].template]
        let rules = template.rules.indices.filter { devices[device].rules[$0].isRaised }.map { template.rules[$0].name }
        let actuators = template.actuators.indices.filter { devices[device].actuators[$0].hasFailed }
        return rules + actuators.map { template.actuators[$0].name + ".fault" }
    }

    /// The value every actuator of a device has at present, in declared order.
    public func commanded(device: Int) -> [Bool] {
        devices[device].actuators.map(\.commanded)
    }
}

extension Engine {
    /// The present values of a device's signals and derived values that have one, with their places among those of
    /// `signals(device:)`. Allocates nothing.
    public func forEachValue(device: Int, _ body: (Int, Telemetry.Value) -> Void) {
        let template = plan.templates[devices[device].template]
        var index = 0
        for slot in template.slots.indices where template.slots[slot].kind.isReported {
            if let value = devices[device].slots[slot].telemetry { body(index, value) }
            index += 1
        }
    }
}
