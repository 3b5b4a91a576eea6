import Engine
import Telemetry
import Testing

/// What windows of expressions take for a sample, and what becomes of those that there is no room for.
@Suite struct WindowSampleTests {
    private static func sketch(_ function: OperatorPlan.Function, of text: String?, maximum: Int = 4096) -> PlanSketch {
        PlanSketch(
            signals: [.init(name: "t", deadband: 5, stale: 50)],
            derived: [.init(name: "double", text: "t * 2.0")],
            operators: [
                .init(
                    name: "w", signal: text == nil ? "t" : nil, text: text, function: function, maximumSamples: maximum)
            ],
            rules: [.init(name: "high", when: "w > 10.0"), .init(name: "many", when: "w >= 3.0")])
    }

    @Test("samples beyond the bound leave early, and are counted; a smaller bound keeps the newest")
    func bound() throws {
        var rig = try Rig(Self.sketch(.window(.sum, milliseconds: 100), of: nil, maximum: 3))
        _ = rig.start(at: 0)
        for time in 1...5 { _ = rig.read(at: Int64(time), ["t": 1.0]) }
        #expect(rig.engine.counters.windowSamplesDropped == 2)
        #expect(rig.read(at: 6, ["t": 9.0]) == ["6 d.high raised"], "1 + 1 + 9")
        var again = try rig.restored(under: Self.sketch(.window(.sum, milliseconds: 100), of: nil, maximum: 1))
        #expect(again.read(at: 7, ["t": 1.0]) == ["7 d.high cleared", "7 d.many cleared"])
    }

    @Test("every reading is a sample of what is made of it: within the deadband, and with the same result")
    func samples() throws {
        var rig = try Rig(Self.sketch(.window(.count, milliseconds: 100), of: "double"))
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 1.0])
        _ = rig.read(at: 2, ["t": 1.0])
        #expect(rig.read(at: 3, ["t": 2.0]) == ["3 d.many raised"])
    }

    @Test("a value that holds weighs as long as it holds, from the window's start on; one that is lost does not")
    func weighted() throws {
        var rig = try Rig(Self.sketch(.window(.timeWeightedMean, milliseconds: 10), of: nil))
        _ = rig.start(at: 0)
        #expect(rig.read(at: 1, ["t": 20.0]) == ["1 d.high raised", "1 d.many raised"])
        #expect(rig.pass(to: 40).isEmpty, "nothing came for longer than the window, and the value still holds")
        #expect(rig.read(at: 41, ["t": 0.0]).isEmpty, "20 for all but this instant")
        #expect(rig.read(at: 46, ["t": 0.0]) == ["46 d.high cleared"], "20 for 5 of 10 ms")
        #expect(rig.pass(to: 100).contains("51 d.many cleared"))
        _ = rig.pass(to: 200)
        #expect(rig.read(at: 201, ["t": 30.0]).contains("201 d.high raised"), "what was before it turned stale is gone")
    }

    @Test("a summary's time-weighted mean counts what held at its window's start")
    func summary() throws {
        var sketch = PlanSketch(signals: [.init(name: "t")])
        sketch.summaries = [.init(name: "s", every: 10, of: [("t", [.timeWeightedMean])])]
        var rig = try Rig(sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 2, ["t": 1.0])
        _ = rig.pass(to: 10)
        var again = try rig.restored()
        for index in 0..<2 {
            var run = index == 0 ? rig : again
            _ = run.read(at: 15, ["t": 3.0])
            #expect(run.pass(to: 20) == ["20 d.s [10, 20) t(time_weighted_mean 2, count 1)"])
            if index == 1 { again = run }
        }
        #expect(again.read(at: 25, ["t": nil]).isEmpty)
        _ = again.read(at: 26, ["t": 8.0])
        #expect(again.pass(to: 30) == ["30 d.s [20, 30) t(time_weighted_mean 8, count 1)"])
    }

    @Test(
        "silence that a pattern begins with is listened for from the start, told once, and again after what was missed")
    func silence() throws {
        var sketch = PlanSketch(signals: [.init(name: "t")])
        let step = PatternStep(.absence(condition: 0, milliseconds: 10, restarts: true))
        sketch.rules = [
            .init(name: "lost", when: "true", form: .pattern(PatternSettings(steps: [step]), conditions: ["t > 0.0"]))
        ]
        var rig = try Rig(sketch)
        _ = rig.start(at: 0)
        #expect(rig.pass(to: 1_000_000) == ["10 d.lost raised"])
        #expect(rig.read(at: 1_000_001, ["t": 0.0]).isEmpty)
        #expect(rig.pass(to: 2_000_000).isEmpty)
        _ = rig.read(at: 2_000_001, ["t": 1.0])
        var again = try rig.restored()
        #expect(again.pass(to: 3_000_000) == ["2000011 d.lost raised t=1"])
        #expect(again.engine.nextDeadline == nil, "it costs nothing while it waits")
    }
}
