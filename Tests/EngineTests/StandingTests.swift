import Engine
import Telemetry
import Testing

/// Conditions that ask for states are judged when there is something to judge them by, not only when it changes.
@Suite struct StandingTests {
    private static let sketch = PlanSketch(
        signals: [.init(name: "t")],
        parameters: [("armed", 1)],
        rules: [
            .init(name: "hot", when: "t > 80.0"),
            .init(name: "calm", when: "!hot.raised"),
            .init(name: "long", when: "armed > 0.0", hold: 10),
            .init(name: "cold", when: "t < 0.0"),
        ])

    @Test("at the start of the service, and `for` begins there")
    func atTheStart() throws {
        var rig = try Rig(Self.sketch)
        #expect(rig.start(at: 5) == ["5 d.calm raised"])
        #expect(rig.pass(to: 100) == ["15 d.long raised"])
        #expect(rig.start(at: 200).isEmpty, "what is raised is raised")
    }

    @Test("at the admission of a device")
    func atTheAdmission() throws {
        var open = Self.sketch
        open.isOpen = true
        var rig = try Rig(open)
        _ = rig.start(at: 0)
        #expect(rig.take(.admission(at: 20, "e")) == ["10 d.long raised", "20 e.calm raised"])
        #expect(rig.pass(to: 100) == ["30 e.long raised"])
    }

    @Test("after a reload for a rule that is new or changed; the others keep what they have")
    func afterAReload() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.pass(to: 20)
        var changed = Self.sketch
        changed.rules[2].hold = 7
        changed.rules.append(.init(name: "also", when: "armed > 0.5"))
        var again = try rig.restored(under: changed)
        var outputs = Outputs()
        again.engine.renew(judging: true, into: &outputs)
        #expect(outputs.records.map(\.words) == ["20 d.also raised"])
        #expect(again.pass(to: 100) == ["27 d.long raised"])
    }

    @Test("a retained value raises nothing, not even at the next start; a measured one does")
    func retained() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        #expect(rig.read(at: 1, ["t": 90.0], retained: true).isEmpty)
        #expect(!rig.start(at: 20).contains { $0.contains("hot") })
        #expect(rig.read(at: 21, ["t": 90.0]).contains("21 d.hot raised t=90"))
    }

    @Test("what another device had before is seen by one that appears later, and told to those who waited for it")
    func otherDevices() throws {
        var sketch = PlanSketch(
            signals: [.init(name: "t")],
            rules: [
                .init(name: "hot", when: "t > 80.0"), .init(name: "warned", when: "peer"),
                .init(name: "alone", when: "!late"),
            ])
        sketch.imports = [("peer", "d", "hot.raised", .bool), ("late", "e", "hot.raised", .bool)]
        sketch.isOpen = true
        var rig = try Rig(sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 90.0])
        #expect(
            rig.take(.admission(at: 2, "e")) == ["2 e.warned raised", "2 e.alone raised", "2 d.alone raised"])
    }

    @Test("an output about which nothing measured decides waits for no measurement")
    func outputs() throws {
        let sketch = PlanSketch(
            signals: [.init(name: "t")],
            parameters: [("armed", 1)],
            rules: [
                .init(name: "on", when: "armed > 0.0", set: [("lamp", true)]),
                .init(name: "hot", when: "t > 80.0", set: [("fan", true)]),
                .init(name: "calm", when: "!hot.raised", set: [("horn", true)]),
            ],
            actuators: [
                .init(name: "lamp", safe: false, rest: false), .init(name: "fan", safe: false, rest: true),
                .init(name: "horn", safe: false, rest: false),
            ])
        var rig = try Rig(sketch)
        let answer = rig.start(at: 0)
        #expect(answer.contains("0 d.lamp = true by on"))
        #expect(!answer.contains { $0.contains("d.fan =") || $0.contains("d.horn =") }, "these hear of t: \(answer)")
        #expect(rig.read(at: 1, ["t": 20.0]).contains("1 d.horn = true by calm"))
    }
}
