internal import Configuration
internal import Engine
internal import Logging
internal import Store
internal import Telemetry

/// Sensors as the control thread knows them: by what was reported last.
struct SensorPanel {
    struct Entry {
        var sensor: Sensor
        var value: Double?
        var fault: String?
    }

    private(set) var generation = 0
    private(set) var entries: [Entry] = []

    /// - Returns: false where they are read already.
    mutating func watch(_ sensors: [Sensor]) -> Bool {
        guard sensors != entries.map(\.sensor) else { return false }
        generation += 1
        entries = sensors.map { Entry(sensor: $0) }
        return true
    }

    /// - Returns: the sensor, and whether its condition is another than before; nil for one that is no more.
    mutating func note(_ report: SensorReport) -> (entry: Entry, hasChanged: Bool)? {
        guard report.generation == generation, entries.indices.contains(report.place) else { return nil }
        let hasChanged = entries[report.place].fault != report.fault
        entries[report.place].value = report.value
        entries[report.place].fault = report.fault
        return (entries[report.place], hasChanged)
    }

    func writeStatus(to json: inout JSONWriter) {
        json.beginArray()
        for entry in entries {
            json.beginObject()
            json.field("path", entry.sensor.path)
            json.field("device", entry.sensor.device)
            if let value = entry.value { json.field("value", value) }
            if let fault = entry.fault { json.field("fault", fault) }
            json.endObject()
        }
        json.endArray()
    }
}

extension ControlLoop {
    /// Has the sensors of the present configuration read.
    func watchSensors() {
        guard sensors.watch(Sensor.all(configuration.bindings)) else { return }
        // One a configuration.
        ports.sensors?.send(.watch(sensors.entries.map(\.sensor), generation: sensors.generation))
    }

    /// A sensor was read, or could not be.
    func take(_ report: SensorReport) {
        guard !isStopping, let (entry, hasChanged) = sensors.note(report) else { return }
        let sensor = entry.sensor
        if hasChanged {
            let subject = "sensor \(sensor.device) \(sensor.path)"
            if let fault = entry.fault {
                recurring.log(.error, subject, "sensor of \(sensor.device): \(fault)")
            } else {
                recurring.log(.notice, subject, "sensor of \(sensor.device): \(sensor.path) is back")
            }
        }
        // A fault that goes on is no reading.
        guard entry.fault == nil || hasChanged, let device = host.device(named: sensor.device) else { return }
        LineReading.fill(
            &input, device: device, number: sensor.input,
            values: [Reading.Entry(signal: sensor.signal, value: entry.value.map { .number($0) })], now: clock.now)
        take(input)
    }
}
