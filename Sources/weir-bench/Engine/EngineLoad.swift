internal import Configuration
internal import Documents
internal import Engine

/// What the engine alone is measured with: a device file, how many devices there are of it, and what they say.
struct EngineLoad {
    var file: String
    var devices: Int
    /// The signals of each reading.
    var signals: [String]
    /// Every so many readings the first signal is hot; 0: never.
    var hotEvery = 0

    /// The ten rules of the gateway's rows.
    static func tenRules(devices: Int) -> EngineLoad {
        EngineLoad(
            file: GatewaySetup.tenRules, devices: devices, signals: ["temperature", "humidity", "vibration"],
            hotEvery: 1000)
    }

    /// Filters, windows, a derived value, holds, and an actuator with guards, of which nothing comes: what a reading
    /// costs while all is well.
    static let guarded = EngineLoad(
        file: """
            device: "{device}"
            inputs:
              telemetry:
                mqtt: bench/{device}/telemetry
                signals: {temperature: temperature, humidity: humidity, vibration: vibration}
            signals:
              temperature: {unit: Cel, valid: [-40, 150], stale: 30s}
              vibration: {unit: mm/s, valid: [0, 100], stale: 30s}
            derive: {load: "vibration * temperature", calm: "mean(vibration, 1m)", peak: "max(temperature, 1m)"}
            rules:
              hot: {when: temperature > 80.0, for: 5s, until: temperature < 70.0, set: {fan: true}, priority: 4}
              worn: {when: calm > 60.0, for: 10s, set: {fan: true}}
              peaking: {when: peak > 90.0}
              dry: {when: humidity < 1.0, for: 10s, set: {fan: false}, latch: until_ack}
            actuators:
              fan:
                mqtt: {topic: "bench/{device}/command"}
                safe: false
                rest: false
                min_on: 5s
                min_off: 5s
                max_on: 1h
                interlock: humidity < 99.0
                permissive: temperature < 99.0
            summaries:
              steady: {every: 1d, of: {temperature: [min, mean, max], humidity: [mean], vibration: [mean, max]}}

            """, devices: 100, signals: ["temperature", "humidity", "vibration"])

    /// So many rules, of which ten read what the readings say.
    static func rules(_ count: Int) -> EngineLoad {
        let silent = max(1, (count - 10) / 10)
        let names = (0..<silent).map { "s\($0): s\($0)" }.joined(separator: ", ")
        let rules = (0..<count).map { rule in
            "  r\(rule): {when: \(rule < 10 ? "temperature" : "s\(rule % silent)") > \(60 + rule % 40).5, for: 1s}\n"
        }
        return EngineLoad(
            file: """
                device: "{device}"
                inputs:
                  telemetry:
                    mqtt: bench/{device}/telemetry
                    signals: {temperature: temperature, \(names)}
                rules:
                \(rules.joined())
                """, devices: 10, signals: ["temperature"])
    }

    /// - Parameter workspace: for the time of the call.
    func plan(in workspace: Workspace) throws(BenchError) -> Plan {
        let directory = "engine"
        try workspace.makeDirectory(directory)
        try workspace.makeDirectory("\(directory)/devices")
        try TextFile.write(
            """
            gateway: bench
            mqtt: {local: {url: "mqtt://127.0.0.1:1883"}}
            limits: {devices: \(devices)}

            """, to: workspace.file("\(directory)/weir.yaml"))
        try TextFile.write(file, to: workspace.file("\(directory)/devices/sensor.yaml"))
        let outcome = GatewayLoader(trust: .anything).load(directory: workspace.file(directory))
        guard let configuration = outcome.configuration else {
            throw .miscount("the files are refused: \(outcome.diagnostics.text())")
        }
        return configuration.plan
    }
}
