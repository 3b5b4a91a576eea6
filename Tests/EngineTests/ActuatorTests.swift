import Engine
import Telemetry
import Testing

@Suite struct ActuatorTests {
    private static let sketch = PlanSketch(
        signals: [.init(name: "t", stale: 100), .init(name: "door", type: .bool)],
        rules: [
            .init(name: "hot", when: "t > 80.0", set: [("fan", true), ("motor", false)], priority: 4),
            .init(name: "open", when: "door", set: [("motor", false)], priority: 2),
            .init(name: "cold", when: "t < 0.0", set: [("fan", false)], priority: 4),
        ],
        actuators: [.init(name: "fan", safe: true, rest: false), .init(name: "motor", safe: false, rest: true)])

    @Test("an actuator stays safe until every signal that decides about it has been heard")
    func awakening() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        #expect(rig.engine.commanded(device: 0) == [true, false])
        #expect(rig.read(at: 1, ["t": 20.0]) == ["1 d.fan = false at rest"])
        #expect(!rig.engine.isAwake(device: 0))
        #expect(rig.read(at: 2, ["door": false]) == ["2 d.motor = true at rest"])
        #expect(rig.engine.isAwake(device: 0))
    }

    @Test("an actuator that would be commanded to its safe value at its awakening gets no command")
    func awakeningIntoClaim() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        #expect(rig.read(at: 1, ["t": 90.0, "door": true]) == ["1 d.hot raised t=90", "1 d.open raised door=true"])
        #expect(rig.engine.commanded(device: 0) == [true, false])
    }

    @Test("a claim holds from raised to cleared; then the next one, then rest")
    func claims() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 20.0, "door": false])
        #expect(
            rig.read(at: 2, ["t": 90.0]) == [
                "2 d.hot raised t=90", "2 d.fan = true by hot", "2 d.motor = false by hot",
            ])
        #expect(rig.read(at: 3, ["door": true]) == ["3 d.open raised door=true"], "the value does not change")
        #expect(rig.read(at: 4, ["t": 20.0]) == ["4 d.hot cleared t=20", "4 d.fan = false at rest"])
        #expect(rig.read(at: 5, ["door": false]) == ["5 d.open cleared door=false", "5 d.motor = true at rest"])
    }

    @Test("E08: two rules with one priority and two values at one time: the safe value, and a word to the loser")
    func tie() throws {
        var sketch = Self.sketch
        sketch.rules = [
            .init(name: "on", when: "t > 80.0", set: [("fan", true)]),
            .init(name: "off", when: "t > 80.0", set: [("fan", false)]),
        ]
        for safe in [true, false] {
            sketch.actuators[0].safe = safe
            sketch.actuators[0].rest = !safe
            var rig = try Rig(sketch)
            _ = rig.start(at: 0)
            _ = rig.read(at: 1, ["t": 20.0])
            let answer = rig.read(at: 2, ["t": 90.0])
            #expect(answer.contains("2 d.fan = \(safe) by \(safe ? "on" : "off")"))
            #expect(answer.contains("2 d.fan suppressed: priority, \(safe ? "on" : "off") won"))
        }
    }

    @Test("a claim of lower priority is suppressed while the higher one holds, and takes over after it")
    func suppression() throws {
        var sketch = Self.sketch
        sketch.rules = [
            .init(name: "high", when: "t > 80.0", set: [("motor", false)], priority: 2),
            .init(name: "low", when: "door", set: [("motor", true)], priority: 9),
        ]
        sketch.actuators[1].rest = false
        var rig = try Rig(sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 90.0, "door": false])
        #expect(
            rig.read(at: 2, ["door": true]) == [
                "2 d.low raised door=true", "2 d.motor suppressed: priority, high won",
            ])
        #expect(rig.read(at: 3, ["t": 20.0]) == ["3 d.high cleared t=20", "3 d.motor = true by low"])
        #expect(rig.engine.counters.suppressions == 1)
    }

    @Test("a start puts every output to its safe value, and a claim that survived it is commanded again when awake")
    func restart() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 90.0, "door": false])
        #expect(rig.engine.commanded(device: 0) == [true, false])
        _ = rig.read(at: 2, ["t": 20.0])
        #expect(rig.engine.commanded(device: 0) == [false, true])
        var again = try rig.restored()
        #expect(again.start(at: 10).isEmpty)
        #expect(again.engine.commanded(device: 0) == [true, false])
        #expect(again.value("t") == nil, "what was measured before is of unknown age")
        #expect(again.read(at: 11, ["door": true]) == ["11 d.open raised door=true"])
        #expect(again.read(at: 12, ["t": 20.0]) == ["12 d.fan = false at rest"])
    }

    @Test("an actuator does not leave its safe value against what a retained reading says")
    func awakeningOnRetained() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 90.0], retained: true)
        // Measured, 90 would hold the motor off. The retained 90 raises nothing, and decides nothing.
        let answer = rig.read(at: 2, ["door": false])
        #expect(!answer.contains("2 d.motor = true at rest"))
    }

    @Test("a device that goes silent keeps what it was told: absence of news clears no claim")
    func silence() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 90.0, "door": false])
        #expect(rig.pass(to: 10_000).isEmpty)
        #expect(rig.engine.raised(device: 0) == ["hot"])
        #expect(rig.engine.commanded(device: 0) == [true, false])
    }

    @Test("the state of an actuator is a signal: a rule reads what was commanded at the same instant")
    func onState() throws {
        var sketch = Self.sketch
        sketch.rules = [
            .init(name: "hot", when: "t > 80.0", set: [("fan", true)]),
            .init(name: "cooling", when: "fan.on && t > 80.0"),
        ]
        var rig = try Rig(sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 20.0])
        #expect(
            rig.read(at: 2, ["t": 90.0]) == [
                "2 d.hot raised t=90", "2 d.fan = true by hot", "2 d.cooling raised t=90",
            ])
        #expect(
            rig.read(at: 3, ["t": 20.0]) == [
                "3 d.hot cleared t=20", "3 d.cooling cleared t=20", "3 d.fan = false at rest",
            ])
    }
}
