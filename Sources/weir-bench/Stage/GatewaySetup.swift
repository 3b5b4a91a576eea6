/// How the gateway is set up that is measured.
struct GatewaySetup {
    /// The most there may be.
    var devices = Load.deviceCount
    var deviceFile = GatewaySetup.tenRules
    var send = "[events, summaries]"
    /// Readings a second of all devices together.
    var rate = 1_000_000
    /// Of a device file of their own, for devices that flood; nil for none.
    var floodRate: Int?
    /// Where it finds the sensors' broker, when not at the broker itself.
    var localPort: Int?
    /// Where it finds the platform, when not at the broker upstream itself.
    var upstreamPort: Int?
    /// Below the directory of the measurement.
    var store = "store"
    /// Added to the gateway's environment.
    var environment: [String] = []

    /// - Returns: the directory of the configuration.
    func write(to stage: Stage) throws(BenchError) -> String {
        let workspace = stage.workspace
        try workspace.makeDirectory("weir")
        try workspace.makeDirectory("weir/devices")
        // There already where it is a disk of its own.
        if TextFile.isMissing(workspace.file(store)) { try workspace.makeDirectory(store) }
        let upstream = upstreamPort ?? stage.upstream.port
        let local = "mqtt://127.0.0.1:\(localPort ?? stage.local.port)"
        try TextFile.write(
            """
            gateway: bench
            mqtt:
              local: {url: "\(local)", version: 5, receive_maximum: \(Broker.messagesUnderWay)}
            store: {path: \(workspace.file(store))}
            uplinks:
              central: {mqtt: {url: "mqtt://127.0.0.1:\(upstream)"}, send: \(send), rate: 1000000/s}
            limits: {rate: \(rate)/s, devices: \(max(512, devices))}

            """, to: workspace.file("weir/weir.yaml"))
        try TextFile.write(deviceFile, to: workspace.file("weir/devices/sensor.yaml"))
        if let floodRate {
            let mqtt = #"mqtt: "flood/{device}/telemetry", rate: \#(floodRate)/s"#
            try TextFile.write(
                """
                device: "{device}"
                inputs: {telemetry: {\(mqtt), signals: {temperature: temperature}}}
                rules: {hot: {when: temperature > 1000.0}}

                """, to: workspace.file("weir/devices/flood.yaml"))
        }
        return workspace.file("weir")
    }

    /// Ten rules on three signals and a derived one of each device, ten-second summaries and an actuator.
    static let tenRules = tenRules(windows: "10s")

    /// The same with summaries of another length.
    static func tenRules(windows: String) -> String {
        """
        device: "{device}"
        parameters: {hot: 80.0}
        inputs:
          telemetry:
            mqtt: bench/{device}/telemetry
            decode: json
            signals: {temperature: temperature, humidity: humidity, vibration: vibration}
        signals:
          temperature: {unit: Cel, valid: [-40, 150]}
          humidity: {unit: "%", valid: [0, 100]}
          vibration: {unit: mm/s, valid: [0, 100]}
        derive: {load: "vibration * temperature / hot"}
        rules:
          overheating: {when: temperature > hot, severity: major, message: "{device} at {temperature} °C", set: {fan: true}}
          burning: {when: temperature > 120.0, severity: critical}
          freezing: {when: temperature < 4.0, for: 5s, until: temperature > 6.0}
          humid: {when: humidity > 90.0, for: 10s, until: humidity < 85.0}
          dry: {when: humidity < 15.0, for: 10s}
          condensing: {when: humidity > 85.0 && temperature < 18.0}
          stifling: {when: temperature > 30.0 && humidity > 97.0}
          shaking: {when: vibration > 4.5, for: 3s}
          breaking: {when: vibration > 11.0, severity: critical}
          wearing: {when: load > 7.1, for: 10s}
        actuators:
          fan: {mqtt: {topic: "bench/{device}/command", payload: {on: "ON", off: "OFF"}}, safe: false, rest: false}
        summaries:
          steady: {every: \(windows), of: {temperature: [min, mean, max, count], humidity: [mean], vibration: [mean, max]}}

        """
    }

    /// The whole workload's: a threshold that commands, and a window of ten seconds for each device.
    static let workload = GatewaySetup(
        deviceFile: """
            device: "{device}"
            inputs:
              telemetry:
                mqtt: bench/{device}/telemetry
                signals: {temperature: temperature, humidity: humidity, vibration: vibration}
            rules:
              overheating: {when: temperature > 80.0, set: {fan: true}}
            actuators:
              fan: {mqtt: {topic: "bench/{device}/command", payload: {on: "ON", off: "OFF"}}, safe: false, rest: false}
            summaries:
              ten_seconds: {every: 10s, of: {temperature: [min, mean, max, count]}}

            """, send: "[summaries]")
}
