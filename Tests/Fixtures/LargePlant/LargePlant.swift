/// The files of a plant with 1,000 devices, for what has to bear such a plant.
public struct LargePlant: Sendable {
    public static let deviceCount = 1000

    /// One file, by its path below the directory of the configuration.
    public struct File: Sendable {
        public let path: String
        public let text: String
    }

    public let files: [File]

    /// All devices in one file.
    public static func single(storePath: String) -> LargePlant {
        LargePlant(files: [gateway(storePath), machine("unit", devices: (0..<deviceCount).map { "unit-\($0)" })])
    }

    /// As plants are: four kinds of machines with a file each and 200 devices in it, and 200 devices with a file of
    /// their own.
    public static func mixed(storePath: String) -> LargePlant {
        let kinds = ["pump", "fan", "press", "mixer"].map { kind in
            machine(kind, devices: (0..<200).map { "\(kind)-\($0)" })
        }
        return LargePlant(files: [gateway(storePath)] + kinds + (0..<200).map(cabinet))
    }

    /// The hardest form: every device has a file of its own with ten rules, one of which reads another device.
    public static func separate(storePath: String) -> LargePlant {
        LargePlant(
            files: [gateway(storePath)]
                + (0..<deviceCount).map { number in
                    let file = machine("unit-\(number)", devices: ["unit-\(number)"])
                    let other = "unit-\((number + 1) % deviceCount)"
                    let rule = "  colder: {when: 'temperature < devices[\"\(other)\"].temperature - 30.0', for: 1m}\n"
                    return File(path: file.path, text: file.text.replacing("  fast:", with: rule + "  fast:"))
                })
    }

    private static func gateway(_ storePath: String) -> File {
        File(
            path: "weir.yaml",
            text: """
                gateway: plant
                mqtt: {local: {url: "mqtt://127.0.0.1:1883"}}
                store: {path: \(storePath)}
                limits: {devices: 2000}

                """)
    }

    private static func machine(_ kind: String, devices: [String]) -> File {
        let overrides = devices.enumerated().map { index, device in
            "  \(device): {parameters: {hot: \(70 + index % 20).0}, lines: {door: D-\(device), lamp: L-\(device)}}\n"
        }
        return File(
            path: "devices/\(kind).yaml",
            text: """
                device: "{device}"
                devices: [\(devices.joined(separator: ", "))]
                labels: {line: b}
                parameters: {hot: 80.0, rough: 7.1}
                overrides:
                \(overrides.joined())inputs:
                  telemetry:
                    mqtt: \(kind)/{device}/telemetry
                    time: ts
                    signals: {temperature: temp, vibration: vib.rms, running: state.on, power: kw}
                  door: {gpio: {chip: simulated, debounce: 10ms}, signal: door_open}
                signals:
                  temperature: {unit: Cel, valid: [-40, 150], stale: 30s, deadband: 0.2}
                  vibration: {unit: mm/s, valid: [0, 100], stale: 30s}
                  power: {unit: kW, valid: [0, 500]}
                derive: {load: "vibration * temperature / hot", calm: "mean(vibration, 10m)"}
                rules:
                  overheating:
                    when: temperature > hot
                    for: 5s
                    until: temperature < hot - 5.0
                    severity: critical
                    message: "{device} at {temperature} °C on line {line}"
                    set: {lamp: true, motor: false}
                    priority: 4
                  shaking: {when: vibration > rough, for: 3s, set: {lamp: true}}
                  worn: {when: calm > 4.0, for: 10s}
                  wearing: {when: load > 7.1 && running, for: 10s, severity: warning}
                  idle: {when: running && power < 0.5, for: 1m}
                  stopped: {when: "becomes(!running)"}
                  open: {when: door_open && running, until: "!door_open", severity: major, set: {motor: false}, priority: 2}
                  both: {when: overheating.raised && shaking.raised, severity: critical}
                  cold: {when: temperature < -5.0, for: 1m}
                  fast: {when: "rate(temperature) > 1.5"}
                actuators:
                  lamp: {gpio: {chip: simulated}, safe: true, rest: false}
                  motor:
                    mqtt: {topic: "\(kind)/{device}/cmd"}
                    safe: false
                    rest: true
                    min_on: 5s
                    min_off: 10s
                    interlock: door_open == false
                summaries:
                  minute: {every: 1m, of: {temperature: [min, mean, max], vibration: [mean, max], power: [mean, sum]}}

                """)
    }

    private static func cabinet(_ number: Int) -> File {
        File(
            path: "devices/cabinet-\(number).yaml",
            text: """
                device: cabinet-\(number)
                parameters: {start: 40.0, stop: 35.0, alarm: 55.0}
                inputs:
                  thermometer: {mqtt: cabinets/cabinet-\(number)/temperature, decode: number, signal: temperature}
                signals: {temperature: {unit: Cel, valid: [-40, 120], stale: 5m}}
                rules:
                  warm: {when: temperature > start, for: 10s, until: temperature < stop, severity: info, set: {fan: true}}
                  too_hot:
                    when: temperature > alarm
                    for: 1m
                    until: temperature < start
                    severity: major
                    message: "{device} is at {temperature} °C although the fan runs"
                    set: {fan: true}
                actuators: {fan: {gpio: {chip: simulated, line: F\(number)}, safe: true}}

                """)
    }
}
