/// The configuration that is measured: ten rules on three signals and a derived one of each device, ten-second summaries,
/// an actuator, and an uplink.
enum GatewayFiles {
    static func write(to workspace: Workspace, localPort: Int, upstreamPort: Int) throws(BenchError) -> String {
        try workspace.makeDirectory("weir")
        try workspace.makeDirectory("weir/devices")
        try workspace.makeDirectory("store")
        try TextFile.write(
            """
            gateway: bench
            mqtt:
              local: {url: "mqtt://127.0.0.1:\(localPort)", version: 5, receive_maximum: \(Broker.messagesUnderWay)}
            store: {path: \(workspace.file("store"))}
            uplinks:
              central: {mqtt: {url: "mqtt://127.0.0.1:\(upstreamPort)"}, send: [events, summaries]}
            limits: {rate: 1000000/s}

            """, to: workspace.file("weir/weir.yaml"))
        try TextFile.write(device, to: workspace.file("weir/devices/sensor.yaml"))
        return workspace.file("weir")
    }

    static let device = """
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
          steady: {every: 10s, of: {temperature: [min, mean, max, count], humidity: [mean], vibration: [mean, max]}}

        """
}
