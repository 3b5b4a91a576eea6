internal import Configuration
internal import Logging
internal import Telemetry

/// By device, the signals and actuators that have no hardware behind them.
struct SimulatedNames {
    private let names: [String: [String]]

    init(_ configuration: GatewayConfiguration) {
        names = Dictionary(grouping: configuration.simulatedParts, by: \.device).mapValues { $0.map(\.name) }
    }

    /// A member `simulated` with their names; none where all is real.
    func write(device: String, to json: inout JSONWriter) {
        guard let names = names[device] else { return }
        json.key("simulated")
        json.beginArray()
        for name in names { json.string(name) }
        json.endArray()
    }
}

extension ControlLoop {
    func tellSimulated() {
        for part in configuration.simulatedParts {
            logger.warning("\(part.device).\(part.name) is simulated: there is no hardware behind line \(part.line)")
        }
    }
}
