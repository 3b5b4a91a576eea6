import Engine
import Telemetry
import Testing

@Suite struct ChainTests {
    @Test("rules that read one another follow at the same instant, in order")
    func chain() throws {
        let rules =
            [PlanSketch.Rule(name: "r0", when: "t > 80.0")]
            + (1..<20).map { PlanSketch.Rule(name: "r\($0)", when: "r\($0 - 1).raised") }
        var rig = try Rig(PlanSketch(signals: [.init(name: "t")], rules: rules))
        _ = rig.start(at: 0)
        let answer = rig.read(at: 1, ["t": 90.0])
        #expect(answer.count == 20 && answer.first == "1 d.r0 raised t=90" && answer.last == "1 d.r19 raised")
        #expect(rig.read(at: 2, ["t": 20.0]).count == 20)
        #expect(rig.engine.counters.chainsCut == 0, "rules alone are one round, however many")
    }

    @Test("a rule raised by time alone carries the rules that read it along, at that time")
    func chainByTime() throws {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "t")],
                rules: [
                    .init(name: "hot", when: "t > 80.0", hold: 10), .init(name: "alarm", when: "hot.raised", hold: 5),
                ]))
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 90.0])
        #expect(rig.pass(to: 100) == ["11 d.hot raised t=90", "16 d.alarm raised"])
    }

    @Test(
        "E14: a rule that undoes its own cause through an actuator switches it once an instant, says so, and tries later"
    )
    func loop() throws {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "t")],
                rules: [.init(name: "flip", when: "!fan.on && t > 0.0", set: [("fan", true)])],
                actuators: [.init(name: "fan", safe: false, rest: false)]))
        _ = rig.start(at: 0)
        let answer = rig.read(at: 1, ["t": 90.0])
        #expect(
            answer == [
                "1 d.flip raised t=90", "1 d.fan = true by flip", "1 d.flip cleared t=90",
                "1 d.fan suppressed: feedback",
            ])
        #expect(rig.engine.counters.chainsCut == 1)
        #expect(rig.read(at: 2, ["t": 90.0]).isEmpty, "the fan is on, so the rule wants nothing")
        #expect(
            rig.pass(to: 1_500) == [
                "1001 d.fan = false at rest", "1001 d.flip raised t=90", "1001 d.fan suppressed: feedback, flip won",
            ])
        #expect(rig.engine.counters.chainsCut == 2)
        #expect(rig.read(at: 1_600, ["t": -1.0]) == ["1600 d.flip cleared t=-1"])
        #expect(rig.pass(to: 10_000).isEmpty, "without a contradiction it stays as it is")
    }

    @Test("rules and actuators chained seven deep settle; nothing is cut")
    func deepChain() throws {
        var sketch = PlanSketch(signals: [.init(name: "t")])
        sketch.rules = [.init(name: "r0", when: "t > 80.0", set: [("a0", true)])]
        for index in 1..<8 {
            sketch.rules.append(
                .init(name: "r\(index)", when: "a\(index - 1).on && t > 80.0", set: [("a\(index)", true)]))
        }
        sketch.actuators = (0..<8).map { .init(name: "a\($0)", safe: false, rest: false) }
        var rig = try Rig(sketch)
        _ = rig.start(at: 0)
        let answer = rig.read(at: 1, ["t": 90.0])
        #expect(answer.count == 16)
        #expect(rig.engine.commanded(device: 0).allSatisfy { $0 })
        #expect(rig.engine.counters.chainsCut == 0)
    }
}
