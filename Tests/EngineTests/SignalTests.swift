import Engine
import Telemetry
import Testing

@Suite struct SignalTests {
    private func rig(_ signal: PlanSketch.Signal, rules: [PlanSketch.Rule]) throws -> Rig {
        var rig = try Rig(PlanSketch(signals: [signal, .init(name: "other")], rules: rules))
        _ = rig.start(at: 0)
        return rig
    }

    private static let hot = PlanSketch.Rule(name: "hot", when: "t > 80.0")

    @Test("a value outside the valid range is counted and kept from rules; the bounds themselves are valid")
    func valid() throws {
        var rig = try rig(.init(name: "t", valid: -40...150), rules: [Self.hot])
        #expect(rig.read(at: 1, ["t": 150.0]) == ["1 d.hot raised t=150"])
        #expect(rig.read(at: 2, ["t": -300.0]).isEmpty)
        #expect(rig.read(at: 3, ["t": 150.000001]).isEmpty)
        #expect(rig.engine.counters.valuesOutOfRange == 2)
        #expect(rig.value("t") == 150.0)
        #expect(rig.read(at: 4, ["t": -40.0]) == ["4 d.hot cleared t=-40"])
    }

    @Test("a value out of range does not keep a signal from growing stale")
    func validAndStale() throws {
        var rig = try rig(.init(name: "t", valid: -40...150, stale: 10), rules: [Self.hot])
        _ = rig.read(at: 0, ["t": 20.0])
        _ = rig.read(at: 9, ["t": 999.0])
        _ = rig.pass(to: 10)
        #expect(rig.value("t") == nil)
    }

    @Test("a change smaller than the deadband is kept from rules; a slow drift is not")
    func deadband() throws {
        var rig = try rig(.init(name: "t", deadband: 1), rules: [Self.hot])
        _ = rig.read(at: 1, ["t": 79.5])
        #expect(rig.read(at: 2, ["t": 80.25]).isEmpty)
        #expect(rig.value("t") == 79.5)
        #expect(rig.engine.counters.valuesWithinDeadband == 1)
        #expect(rig.read(at: 3, ["t": 80.5]) == ["3 d.hot raised t=80.5"])
        #expect(rig.read(at: 4, ["t": 79.75]).isEmpty)
        #expect(rig.read(at: 5, ["t": 79.5]) == ["5 d.hot cleared t=79.5"])
    }

    @Test("values within the deadband count in summaries and keep a signal fresh")
    func deadbandElsewhere() throws {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "t", deadband: 5, stale: 10)],
                summaries: [.init(name: "s", every: 100, of: [("t", [.min, .max])])]))
        _ = rig.start(at: 0)
        for time in stride(from: Int64(0), to: 50, by: 9) {
            _ = rig.read(at: time, ["t": .number(20 + Double(time) / 100)])
        }
        #expect(rig.value("t") == 20.0)
        #expect(rig.pass(to: 100) == ["100 d.s [0, 100) t(min 20, max 20.45, count 6)"])
    }

    @Test("a signal without a reading for `stale` has no value: a rule on it neither raises nor clears")
    func stale() throws {
        var rig = try rig(
            .init(name: "t", stale: 10), rules: [Self.hot, .init(name: "cold", when: "t < 0.0", hold: 5)])
        _ = rig.read(at: 0, ["t": 90.0])
        #expect(rig.pass(to: 9).isEmpty)
        #expect(rig.value("t") == 90.0)
        #expect(rig.pass(to: 10).isEmpty)
        #expect(rig.value("t") == nil)
        #expect(rig.engine.raised(device: 0) == ["hot"])
        #expect(rig.engine.counters.evaluationErrors > 0)
        #expect(rig.read(at: 100, ["t": 20.0]) == ["100 d.hot cleared t=20"])
        #expect(rig.pass(to: 110).isEmpty)
        #expect(rig.value("t") == nil)
    }

    @Test("every reading puts off staleness, and only its own signal's")
    func staleIsPutOff() throws {
        var rig = try rig(.init(name: "t", stale: 10), rules: [])
        _ = rig.read(at: 0, ["t": 1.0])
        _ = rig.read(at: 8, ["t": 1.0])
        _ = rig.read(at: 15, ["other": 1.0])
        _ = rig.pass(to: 17)
        #expect(rig.value("t") == 1.0)
        _ = rig.pass(to: 18)
        #expect(rig.value("t") == nil && rig.value("other") == 1.0)
    }

    @Test("null is no value, never 0: rules on it wait")
    func null() throws {
        var rig = try rig(.init(name: "t"), rules: [.init(name: "cold", when: "t < 5.0"), Self.hot])
        _ = rig.read(at: 0, ["t": 90.0])
        #expect(rig.read(at: 1, ["t": nil]).isEmpty)
        #expect(rig.value("t") == nil)
        #expect(rig.engine.raised(device: 0) == ["hot"])
    }

    @Test("what cannot be evaluated is absorbed where the other side decides")
    func absorbed() throws {
        var rig = try rig(
            .init(name: "t"),
            rules: [
                .init(name: "either", when: "t > 80.0 || other > 80.0"),
                .init(name: "both", when: "t > 80.0 && other > 80.0"),
            ])
        #expect(rig.read(at: 1, ["other": 90.0]) == ["1 d.either raised other=90"])
        #expect(rig.read(at: 2, ["t": 90.0]) == ["2 d.both raised t=90 other=90"])
    }

    @Test("a derived value follows its signals, and has none while one of them has none")
    func derived() throws {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "a"), .init(name: "b")],
                derived: [.init(name: "sum", text: "a + b"), .init(name: "twice", text: "sum * 2.0")],
                rules: [.init(name: "large", when: "twice > 10.0")]))
        _ = rig.start(at: 0)
        #expect(rig.read(at: 1, ["a": 1.0]).isEmpty)
        #expect(rig.value("sum") == nil)
        #expect(rig.read(at: 2, ["b": 5.0]) == ["2 d.large raised twice=12"])
        _ = rig.read(at: 3, ["a": nil])
        #expect(rig.value("twice") == nil)
    }

    @Test("parameters differ by device, and what is derived from them alone is there from the start")
    func parameters() throws {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "t")], derived: [.init(name: "limit", text: "hot - 5.0")],
                parameters: [("hot", 80)], overrides: [("e", "hot", 90)],
                rules: [.init(name: "over", when: "t > hot")], devices: ["d", "e"]))
        _ = rig.start(at: 0)
        #expect(rig.value("limit", device: "d") == 75.0 && rig.value("limit", device: "e") == 85.0)
        #expect(rig.read(at: 1, ["t": 85.0], device: "d") == ["1 d.over raised t=85"])
        #expect(rig.read(at: 1, ["t": 85.0], device: "e").isEmpty)
    }

    @Test("a message carries the device and the values as they are, and ? for a value that is not there")
    func messages() throws {
        let message: [MessageSegment] = [.device, .text(" at "), .slot(0), .text(" °C, other "), .slot(1)]
        var rig = try rig(.init(name: "t"), rules: [.init(name: "hot", when: "t > 80.0", message: message)])
        _ = rig.read(at: 1, ["t": 81.5])
        guard case .event(let event)? = rig.records.first else {
            Issue.record("no event")
            return
        }
        #expect(event.message == "d at 81.5 °C, other ?")
    }

    @Test("more rules than one word of bits has: all are evaluated, in the order of the file")
    func manyRules() throws {
        let rules = (0..<200).map { PlanSketch.Rule(name: "r\($0)", when: "t > \($0).5") }
        var rig = try Rig(PlanSketch(signals: [.init(name: "t")], rules: rules))
        _ = rig.start(at: 0)
        #expect(rig.read(at: 1, ["t": 150.0]) == (0..<150).map { "1 d.r\($0) raised t=150" })
    }
}
