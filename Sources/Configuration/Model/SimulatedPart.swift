internal import Engine

/// A signal or an actuator of a device that stands on a line of the simulated chip: there is no hardware behind it.
public struct SimulatedPart: Sendable, Equatable {
    public var device: String
    /// Of the signal or the actuator.
    public var name: String
    public var line: String
    public var isOutput: Bool
}

extension GatewayConfiguration {
    /// All of them, in declared order.
    public var simulatedParts: [SimulatedPart] {
        zip(plan.templates, bindings).flatMap { template, binding in
            let inputs = binding.inputs.flatMap { input -> [SimulatedPart] in
                guard case .gpio(let gpio) = input.source, gpio.line.isSimulated else { return [] }
                return gpio.line.lines.flatMap { line in
                    gpio.signals.map { signal in
                        SimulatedPart(
                            device: line.device, name: template.signals[signal].name, line: line.line, isOutput: false)
                    }
                }
            }
            let outputs = binding.actuators.flatMap { actuator -> [SimulatedPart] in
                guard case .gpio(let gpio) = actuator.target, gpio.line.isSimulated else { return [] }
                return gpio.line.lines.map { line in
                    SimulatedPart(device: line.device, name: actuator.name, line: line.line, isOutput: true)
                }
            }
            return inputs + outputs
        }
    }
}
