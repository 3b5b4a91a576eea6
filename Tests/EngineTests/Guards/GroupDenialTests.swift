import Engine
import Telemetry
import Testing

@Suite struct GroupDenialTests {
    @Test("a member that has to wait is told once which group, which limit, and who is before it")
    func told() throws {
        var sketch = PlanSketch(
            signals: [.init(name: "go", type: .bool)],
            rules: [.init(name: "run", when: "go", set: [("motor", true)])],
            actuators: [.init(name: "motor", safe: false, rest: false)], devices: ["d", "e", "f"])
        sketch.inputs = ["first"]
        var plan = try sketch.plan()
        plan.groups = [
            GroupPlan(
                name: "air", settings: GroupSettings(members: 3, oneStartPer: 30),
                members: ["d", "e", "f"].map { GroupPlan.Member(device: $0, actuator: "motor") }, measured: nil,
                shape: 1)
        ]
        var rig = Rig(Engine(plan: plan))
        _ = rig.start(at: 100)
        #expect(rig.read(at: 101, ["go": true], device: "d").contains("101 d.motor = true by run"))
        func details() -> [String] {
            rig.records.compactMap { record in
                if case .suppression(let suppression) = record { suppression.detail } else { nil }
            }
        }
        _ = rig.read(at: 102, ["go": true], device: "e")
        #expect(details() == ["air: one_start_per"])
        _ = rig.read(at: 103, ["go": true], device: "f")
        #expect(details() == ["air: one_start_per, after e.motor"])
        #expect(rig.records.map(\.json).contains { $0.contains(#""reason":"group","winner":"run","detail":"air: "#) })
        for time in 104..<120 {
            _ = rig.read(at: Int64(time), ["go": true], device: "e")
            #expect(details().isEmpty, "once a wait, not once a message")
        }
        #expect(rig.pass(to: 200) == ["131 e.motor = true by run", "161 f.motor = true by run"])
    }
}
