internal import Expressions
public import Telemetry

extension Template {
    /// The same template, in which a device has these parameters; the others keep their values.
    ///
    /// - Parameter parameters: by name; a name that is no parameter is left out.
    public func setting(_ parameters: [NamedValue], of device: String) -> Template {
        let values = parameters.compactMap { parameter -> (slot: Int, value: Expressions.Value)? in
            let slot = slots.firstIndex { $0.kind == .parameter && $0.name == parameter.name }
            return slot.map { ($0, Expressions.Value(parameter.value)) }
        }
        var devices = devices
        if let index = devices.firstIndex(where: { $0.name == device }) {
            devices[index].parameters.removeAll { earlier in values.contains { $0.slot == earlier.slot } }
            devices[index].parameters += values
        } else {
            devices.append(DevicePlan(name: device, parameters: values))
        }
        return with(devices: devices)
    }
}
