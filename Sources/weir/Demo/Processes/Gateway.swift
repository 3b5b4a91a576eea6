internal import Decoding
internal import Glibc
internal import Telemetry

/// The gateway under demonstration: `weir run` as a process of its own, asked over its control socket.
final class Gateway {
    private let child: Child
    private let client: ControlClient
    private let logPath: String
    let configuration: DemoConfiguration

    /// Starts it and returns when it answers.
    init(_ configuration: DemoConfiguration, in directory: PrivateDirectory) throws(DemoFailure) {
        self.configuration = configuration
        logPath = "\(directory.path)/weir.log"
        let child = try Child(
            path: "/proc/self/exe", arguments: ["weir", "run", "--config", configuration.path], log: logPath)
        let deadline = DemoClock.milliseconds + 15_000
        var found: ControlClient?
        while found == nil {
            guard child.isRunning, DemoClock.milliseconds < deadline else {
                throw DemoFailure("the gateway does not start:\n\(LogTail.of(logPath))")
            }
            found = ControlClient.connect(path: "\(configuration.storePath)/control.sock")
            if found == nil { usleep(10_000) }
        }
        guard let found else { throw DemoFailure("the gateway does not answer") }
        self.child = child
        client = found
    }

    var isRunning: Bool { child.isRunning }
    var lastWords: String { LogTail.of(logPath) }

    func status() throws(DemoFailure) -> GatewayStatus {
        GatewayStatus(try ask(#"{"request":"status"}"#))
    }

    /// Sets an input of the simulated chip; false where there is none of this name.
    func simulate(line: String, level: Bool) throws(DemoFailure) -> Bool {
        var request = JSONWriter()
        request.beginObject()
        request.field("request", "simulate")
        request.field("line", line)
        request.field("level", level)
        request.endObject()
        return try ask(request.text)["ok"]?.bool ?? false
    }

    private func ask(_ request: String) throws(DemoFailure) -> JSONValue {
        let limits = PayloadLimits(bytes: 16 << 20, depth: 16, members: 100_000, stringBytes: 65_536)
        do {
            return try JSONValue.parse(client.ask(Array(request.utf8)), limits: limits)
        } catch {
            throw DemoFailure("the gateway does not answer:\n\(lastWords)")
        }
    }

    func stop() {
        child.end()
    }
}

/// What the demo looks at in a status.
struct GatewayStatus {
    private let root: JSONValue

    init(_ root: JSONValue) {
        self.root = root
    }

    var isBrokerConnected: Bool { root["control"]?["broker"]?["state"]?.string == "connected" }
    var isUplinkConnected: Bool { root["uplinks"]?[DemoConfiguration.uplink]?["state"]?.string == "connected" }
    /// MQTT messages taken from the local broker.
    var received: Int64 { root["control"]?["messages"]?["received"]?.integer ?? 0 }
    /// Entries that the platform has not confirmed; nil while the store does not answer.
    var held: Int64? { root["store"]?["destinations"]?[DemoConfiguration.uplink]?["held"]?.integer }
    var events: [JSONValue] { root["control"]?["events"]?.array ?? [] }
    var commands: [JSONValue] { root["control"]?["commands"]?.array ?? [] }

    func ledger(_ name: String) -> Int64? { root["store"]?["ledger"]?[name]?.integer }

    func isOn(_ actuator: String, of device: String) -> Bool? {
        root["control"]?["devices"]?[device]?["actuators"]?[actuator]?.bool
    }

    /// The line of a device's GPIO input, where the chip is simulated.
    func simulatedInput(of device: String) -> String? {
        let line = root["control"]?["lines"]?.array?.first {
            $0["device"]?.string == device && $0["direction"]?.string == "input" && $0["simulated"]?.bool == true
        }
        return line?["line"]?.string?.split(separator: " ").last.map(String.init)
    }

    /// GPIO lines that cannot be used, with the reason.
    var faults: [String] {
        (root["control"]?["lines"]?.array ?? []).compactMap { line in
            line["fault"]?.string.map { "\(line["line"]?.string ?? "?"): \($0)" }
        }
    }
}
