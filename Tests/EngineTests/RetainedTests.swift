import Engine
import Telemetry
import Testing

/// A retained message is old, of unknown age: it sets state, and is never an edge.
@Suite struct RetainedTests {
    private static let sketch = PlanSketch(
        signals: [.init(name: "t", deadband: 1), .init(name: "other")],
        rules: [
            .init(name: "hot", when: "t > 80.0"), .init(name: "holding", when: "t > 80.0", hold: 10),
            .init(name: "cool", when: "t > 10.0", until: "t < 5.0"),
        ])

    @Test("a retained reading sets state, and starts no rule and no `for`")
    func startsNothing() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        #expect(rig.read(at: 1, ["t": 90.0], retained: true).isEmpty)
        #expect(rig.value("t") == 90.0)
        #expect(rig.pass(to: 1_000).isEmpty)
        #expect(rig.engine.raised(device: 0).isEmpty)
    }

    @Test("a retained reading ends nothing: what is raised stays until something is measured")
    func endsNothing() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 90.0])
        #expect(rig.read(at: 2, ["t": 0.0], retained: true).isEmpty)
        #expect(rig.engine.raised(device: 0) == ["hot", "cool"])
    }

    @Test("the next measured reading is judged as if nothing had been retained")
    func nextReading() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 90.0], retained: true)
        #expect(rig.read(at: 20, ["t": 92.0]) == ["20 d.hot raised t=92", "20 d.cool raised t=92"])
        #expect(rig.pass(to: 30) == ["30 d.holding raised t=92"])
    }

    @Test("a measured reading that confirms the retained one within the deadband is judged too")
    func confirmedWithinDeadband() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 90.0], retained: true)
        #expect(rig.read(at: 20, ["t": 90.5]).count == 2)
        #expect(rig.engine.raised(device: 0) == ["hot", "cool"])
    }

    @Test("derived values follow a retained reading, silently")
    func derived() throws {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "t")], derived: [.init(name: "twice", text: "t * 2.0")],
                rules: [.init(name: "hot", when: "twice > 80.0")]))
        _ = rig.start(at: 0)
        #expect(rig.read(at: 1, ["t": 90.0], retained: true).isEmpty)
        #expect(rig.value("twice") == 180.0)
    }

    @Test("D11: a storm of retained messages triggers no event and no command")
    func storm() throws {
        var sketch = Self.sketch
        sketch.actuators = [.init(name: "fan", safe: false, rest: true)]
        sketch.rules[0].set = [("fan", true)]
        var rig = try Rig(sketch)
        _ = rig.start(at: 0)
        for number in Int64(0)..<10_000 {
            let value = Value.number(Double(number % 200))
            #expect(rig.read(at: number / 100, ["t": value, "other": value], retained: true).isEmpty)
        }
        #expect(rig.engine.commanded(device: 0) == [false])
    }
}
