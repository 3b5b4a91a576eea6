import Configuration
import Engine
import Telemetry
import Testing

/// Rules that are told at most so often together.
@Suite struct AlarmGroupTests {
    static let gateway = Files.gateway + "alarm_groups: {floods: {max: 2, per: 10s, by: line}}\n"

    static func pumps(_ line: String, _ prefix: String) -> String {
        """
        device: "{device}"
        devices: [\(prefix)1, \(prefix)2, \(prefix)3]
        labels: {line: \(line)}
        inputs: {t: {mqtt: "\(prefix)/{device}", decode: number, signal: t}}
        rules:
          hot: {when: t > 80.0, group: floods, set: {fan: true}}
          cold: {when: t < 0.0}
        actuators: {fan: {mqtt: {topic: "fan/{device}"}, safe: false}}
        """
    }

    private func plant() throws -> Plant {
        try Plant(gateway: Self.gateway, devices: ["a": Self.pumps("a", "p"), "b": Self.pumps("b", "q")])
    }

    @Test("of a flood so many are told, the others are suppressed and counted in the next one")
    func flood() throws {
        let plant = try plant()
        #expect(try plant.read("p1", at: 1, ["t": 90.0]) == ["1 p1.hot raised t=90", "1 p1.fan = true by hot"])
        #expect(try plant.read("p2", at: 2, ["t": 90.0]).first == "2 p2.hot raised t=90")
        // What is set does not depend on what is told.
        #expect(
            try plant.read("p3", at: 3, ["t": 90.0]) == [
                "3 p3.hot suppressed: group, floods won", "3 p3.fan = true by hot",
            ])
        #expect(plant.engine.raised(device: try #require(plant.engine.device(named: "p3"))) == ["hot"])
        // Another line has a limit of its own.
        #expect(try plant.read("q1", at: 4, ["t": 90.0]).first == "4 q1.hot raised t=90")
        // The end of what nobody was told is not told either; that of the others is.
        #expect(try plant.read("p3", at: 5, ["t": 20.0]) == ["5 p3.fan = false at rest"])
        #expect(try plant.read("p1", at: 6, ["t": 20.0]).first == "6 p1.hot cleared t=20")
        #expect(try plant.read("p1", at: 7, ["t": 90.0]).first == "7 p1.hot suppressed: group, floods won")
        try plant.read("p1", at: 8, ["t": 20.0])
        #expect(plant.pass(to: 10_000) == [])
        #expect(try plant.read("p1", at: 10_001, ["t": 90.0]).first == "10001 p1.hot raised t=90")
        guard case .event(let event)? = plant.records.first else {
            Issue.record("no event")
            return
        }
        #expect(event.suppressed == 2)
    }

    @Test("a reload with the same group keeps what was told; another limit begins anew")
    func reload() throws {
        let devices = ["a": Self.pumps("a", "p")]
        let plant = try Plant(gateway: Self.gateway, devices: devices)
        try plant.read("p1", at: 1, ["t": 90.0])
        try plant.read("p2", at: 2, ["t": 90.0])
        try plant.reload(try Files(gateway: Self.gateway, devices: devices))
        #expect(try plant.read("p3", at: 3, ["t": 90.0]).first == "3 p3.hot suppressed: group, floods won")
        try plant.read("p3", at: 4, ["t": 20.0])
        try plant.reload(
            try Files(gateway: Self.gateway.replacing("max: 2", with: "max: 3"), devices: devices))
        #expect(try plant.read("p3", at: 5, ["t": 90.0]).first == "5 p3.hot raised t=90")
    }

    @Test("a mistake is told at its place")
    func mistakes() throws {
        let unknown = try Files(devices: ["a": Self.pumps("a", "p")]).load().lines
        #expect(
            unknown.contains(
                "devices/a.yaml:6:32: error: there is no group of alarms 'floods'; write 'alarm_groups: {floods: {max: 3, per: 10m}}' in weir.yaml"
            ), "\(unknown)")
        let gateway = Self.gateway.replacing("by: line", with: "by: lane")
        let label = try Files(gateway: gateway, devices: ["a": Self.pumps("a", "p")]).load().lines
        #expect(
            label.contains(
                "devices/a.yaml:6:32: error: the group 'floods' is by 'lane', and the file has no such label; write 'by: line' in weir.yaml"
            ), "\(label)")
    }
}
