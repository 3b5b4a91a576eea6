import Engine
import Telemetry
import Testing

@Suite struct GroupDenialTests {
    /// Three motors, of which one may start in 30 ms.
    private func group() throws -> Rig {
        var sketch = PlanSketch(
            signals: [.init(name: "go", type: .bool)],
            rules: [.init(name: "run", when: "go", set: [("motor", true)])],
            actuators: [.init(name: "motor", safe: false, rest: false)], devices: ["d", "e", "f"])
        sketch.inputs = ["first"]
        sketch.groups = [
            GroupPlan(
                name: "air", settings: GroupSettings(members: 3, oneStartPer: 30),
                members: ["d", "e", "f"].map { GroupPlan.Member(device: $0, actuator: "motor") }, measured: nil,
                shape: 1)
        ]
        return try Rig(sketch)
    }

    @Test("a member that has to wait is told once which group, which limit, and who is before it")
    func told() throws {
        var rig = try group()
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

    @Test("after a restart all members are off, and start one after the other once more")
    func restarted() throws {
        var rig = try group()
        _ = rig.start(at: 100)
        for device in ["d", "e", "f"] { _ = rig.read(at: 101, ["go": true], device: device) }
        #expect(rig.pass(to: 200) == ["131 e.motor = true by run", "161 f.motor = true by run"])
        _ = rig.start(at: 300)
        for device in ["d", "e", "f"] { _ = rig.read(at: 301, ["go": true], device: device) }
        #expect(rig.pass(to: 400) == ["331 e.motor = true by run", "361 f.motor = true by run"])
    }

    @Test("who gives up the first place lets the next one start at once")
    func givenUp() throws {
        var rig = try group()
        _ = rig.start(at: 100)
        for device in ["d", "e", "f"] { _ = rig.read(at: 101, ["go": true], device: device) }
        _ = rig.read(at: 120, ["go": false], device: "e")
        #expect(rig.pass(to: 200) == ["131 f.motor = true by run"])
    }

    @Test("members that waited when the snapshot was made start when it is their turn")
    func restored() throws {
        var rig = try group()
        _ = rig.start(at: 100)
        for device in ["d", "e"] { _ = rig.read(at: 101, ["go": true], device: device) }
        var again = try rig.restored()
        #expect(again.pass(to: 200) == ["131 e.motor = true by run"])
    }

    @Test("a member that waits for another reason than before is told that, with the member that is in the way")
    func changedReason() throws {
        var rig = try compressors()
        _ = rig.start(at: 0)
        for device in ["c1", "c2"] { _ = rig.read(at: 0, ["power": 0.0, "go": false], device: device) }
        _ = rig.read(at: 1_000, ["go": true], device: "c1")
        func details() -> [String] {
            rig.records.compactMap { record in
                if case .suppression(let suppression) = record { suppression.detail } else { nil }
            }
        }
        _ = rig.read(at: 1_500, ["go": true], device: "c2")
        #expect(details() == ["air: limit (c1.motor)"])
        _ = rig.read(at: 2_000, ["power": nil], device: "c1")
        #expect(details() == ["air: stale (c1.motor)"])
        _ = rig.read(at: 2_500, ["power": 18.0], device: "c1")
        #expect(details() == ["air: limit (c1.motor)"])
        _ = rig.read(at: 3_000, ["power": 18.5], device: "c1")
        #expect(details().isEmpty, "the same reason is told once")
    }

    /// Two compressors of 18 and 13 kW that run up for 5 s, of which 30 kW may be taken.
    private func compressors() throws -> Rig {
        var sketch = PlanSketch(
            signals: [.init(name: "go", type: .bool), .init(name: "power", type: .number, deadband: 0.5)],
            rules: [.init(name: "run", when: "go", set: [("motor", true)])],
            actuators: [.init(name: "motor", safe: false, rest: false)], devices: ["c1", "c2"])
        sketch.inputs = ["first"]
        let limit = GroupSettings.Limit(maximum: 30, reserves: [18, 13], runUp: 5_000)
        sketch.groups = [
            GroupPlan(
                name: "air", settings: GroupSettings(members: 2, limit: limit),
                members: ["c1", "c2"].map { GroupPlan.Member(device: $0, actuator: "motor") }, measured: "power",
                shape: 1)
        ]
        return try Rig(sketch)
    }

    @Test("what was measured before a start never stands for the load after it, however long ago the run-up ended")
    func reserveKept() throws {
        var rig = try compressors()
        _ = rig.start(at: 0)
        for device in ["c1", "c2"] { _ = rig.read(at: 0, ["power": 0.0, "go": false], device: device) }
        #expect(rig.read(at: 1_000, ["go": true], device: "c1").contains("1000 c1.motor = true by run"))
        _ = rig.read(at: 1_500, ["go": true], device: "c2")
        #expect(rig.pass(to: 10_000).isEmpty, "nobody knows what c1 takes")
        #expect(rig.read(at: 10_000, ["power": 18.0], device: "c1").isEmpty, "31 kW")
        #expect(rig.read(at: 11_000, ["power": 17.0], device: "c1").contains("11000 c2.motor = true by run"))
    }

    @Test("a reading at the very end of the run-up counts, also one of the value that was before")
    func runUpEnds() throws {
        var rig = try compressors()
        _ = rig.start(at: 0)
        for device in ["c1", "c2"] { _ = rig.read(at: 0, ["power": 0.0, "go": false], device: device) }
        _ = rig.read(at: 1_000, ["go": true], device: "c1")
        _ = rig.read(at: 1_500, ["go": true], device: "c2")
        _ = rig.read(at: 5_999, ["power": 12.0], device: "c1")
        #expect(rig.pass(to: 5_999).isEmpty)
        #expect(rig.read(at: 6_000, ["power": 12.1], device: "c1").contains("6000 c2.motor = true by run"))
    }
}
