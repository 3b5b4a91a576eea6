import Telemetry
import Testing

@testable import Engine

@Suite struct WindowTests {
    private static let sketch = PlanSketch(
        signals: [.init(name: "t"), .init(name: "mode", type: .text)],
        summaries: [
            .init(
                name: "minute", every: 60,
                of: [("t", [.min, .mean, .max, .sum, .last]), ("mode", [.count, .last])])
        ])

    @Test("a reading at the end of a window belongs to the next one")
    func halfOpen() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        #expect(rig.read(at: 0, ["t": 1.0]).isEmpty)
        #expect(rig.read(at: 59, ["t": 2.0]).isEmpty)
        #expect(
            rig.read(at: 60, ["t": 9.0])
                == ["60 d.minute [0, 60) t(min 1, mean 1.5, max 2, sum 3, last 2, count 2)"])
        #expect(rig.pass(to: 120) == ["120 d.minute [60, 120) t(min 9, mean 9, max 9, sum 9, last 9, count 1)"])
    }

    @Test("silence does not keep the last window open: time closes it, once, at its end")
    func silence() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 10, ["mode": "auto"])
        #expect(rig.engine.nextDeadline == Instant(milliseconds: 60))
        #expect(rig.pass(to: 59).isEmpty)
        #expect(rig.pass(to: 10_000) == ["60 d.minute [0, 60) mode(last auto, count 1)"])
        #expect(rig.pass(to: 20_000).isEmpty, "empty windows are not told")
        #expect(rig.engine.nextDeadline == nil)
    }

    @Test("windows follow the wall clock, also before 1970")
    func wallClock() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 5, wallOffset: -1_000)
        _ = rig.read(at: 10, ["t": 1.0])
        #expect(
            rig.pass(to: 100) == ["-960 d.minute [-1020, -960) t(min 1, mean 1, max 1, sum 1, last 1, count 1)"])
    }

    @Test("a clock that is set keeps a window that the new time lies in, and ends one that it does not")
    func clockSteps() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0, wallOffset: 600)
        _ = rig.read(at: 10, ["t": 1.0])
        #expect(rig.setClock(at: 11, wallOffset: 620).isEmpty)
        _ = rig.read(at: 12, ["t": 3.0])
        #expect(rig.pass(to: 39).isEmpty)
        #expect(
            rig.pass(to: 40) == ["660 d.minute [600, 660) t(min 1, mean 2, max 3, sum 4, last 3, count 2)"])
        _ = rig.read(at: 41, ["t": 5.0])
        #expect(
            rig.setClock(at: 42, wallOffset: -86_400_000)
                == ["-86399958 d.minute [660, 720) t(min 5, mean 5, max 5, sum 5, last 5, count 1)"])
        _ = rig.read(at: 43, ["t": 7.0])
        #expect(
            rig.pass(to: 1_000)
                == ["-86399940 d.minute [-86400000, -86399940) t(min 7, mean 7, max 7, sum 7, last 7, count 1)"])
    }

    @Test("a mean of many numbers is exact to the last digits")
    func compensatedSum() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 0, ["t": 1e16])
        for _ in 0..<1_000 { _ = rig.read(at: 1, ["t": 1.0]) }
        _ = rig.read(at: 2, ["t": -1e16])
        #expect(rig.pass(to: 60).first?.contains("sum 1000, last -1e+16, count 1002") == true)
    }

    @Test("values that are no numbers are counted, and a window without numbers has no mean")
    func notNumbers() throws {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "x", type: .any)],
                summaries: [.init(name: "s", every: 10, of: [("x", [.min, .mean, .count, .last])])]))
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["x": true])
        _ = rig.read(at: 2, ["x": nil])
        #expect(rig.pass(to: 10) == ["10 d.s [0, 10) x(last true, count 1)"])
    }
}
