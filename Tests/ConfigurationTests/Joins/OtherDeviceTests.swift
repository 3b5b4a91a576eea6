import Configuration
import Engine
import Telemetry
import Testing

/// What expressions ask of other devices beside their signals, and of actuators beside `on`.
@Suite struct OtherDeviceTests {
    static let pump = """
        device: pump
        inputs: {t: {mqtt: pump, signals: [t, door]}}
        context: {night: {schedule: "22:00-06:00"}}
        rules:
          hot: {when: t > 80.0, set: {motor: true}}
          blocked: {when: motor.denied}
          asked: {when: motor.commanded && night}
        actuators: {motor: {mqtt: {topic: m}, safe: false, interlock: door == false}}
        """

    static let panel = """
        device: panel
        inputs: {t: {mqtt: panel, decode: number, signal: x}}
        derive: {since: "int(devices[\\"pump\\"].motor.since)", newest: "pump.motor.since > timestamp(\\"1970-01-01T00:00:00Z\\")"}
        rules:
          alarm: {when: "pump.motor.denied"}
          quiet: {when: "x > 1.0 && devices[\\"pump\\"].night"}
          runs: {when: "pump.motor.commanded"}
        """

    @Test("a rule can ask whether an actuator is kept from what is wanted, and what it was told")
    func states() throws {
        let plant = try Plant(devices: ["pump": Self.pump, "a-panel": Self.panel])
        try plant.read("pump", at: 1, ["t": 20.0, "door": true])
        let denied = try plant.read("pump", at: 1000, ["t": 90.0])
        #expect(
            denied.contains("1000 pump.blocked raised motor.denied=true")
                && denied.contains("1000 panel.alarm raised devices[\"pump\"].motor.denied=true"), "\(denied)")
        let started = try plant.read("pump", at: 2000, ["door": false])
        #expect(started.contains("2000 pump.motor = true by hot"))
        #expect(started.contains { $0.hasPrefix("2000 pump.blocked cleared") })
        #expect(started.contains { $0.hasPrefix("2000 panel.runs raised") }, "\(started)")
        #expect(plant.value("since", of: "panel") == 2.0)
        #expect(plant.value("newest", of: "panel") == true)
    }

    @Test("a condition of the surroundings of another device is there too")
    func contexts() throws {
        let plant = try Plant(devices: ["pump": Self.pump, "a-panel": Self.panel])
        #expect(
            try plant.read("panel", at: 1000, ["x": 2.0]) == [
                "1000 panel.quiet raised x=2 devices[\"pump\"].night=true"
            ])
    }
}
