import Engine
import Telemetry
import Testing

/// Windows step by step, where a trace of words says more than a property.
@Suite struct WindowKindTests {
    private static func run(_ settings: WindowSettings, _ steps: [WindowStep]) throws -> [String] {
        try WindowRun(settings, steps).said
    }

    @Test("a session goes on over exactly its gap, and closes just after it")
    func sessionGap() throws {
        let settings = WindowSettings(.session(gap: 10))
        #expect(
            try Self.run(
                settings, [.element("a", at: 0), .time(10), .element("b", at: 10), .time(20), .time(21)])
                == ["[0, 20) latest 10 due 21 a,b"])
    }

    @Test("an element between two sessions joins them")
    func sessionMerge() throws {
        let settings = WindowSettings(.session(gap: 10))
        #expect(
            try Self.run(
                settings, [.element("a", at: 0), .element("c", at: 15), .element("b", at: 8), .time(100)])
                == ["[0, 25) latest 15 due 26 a,b,c"])
    }

    @Test("a session's greatest length counts from its start; what comes then begins the next one")
    func sessionLength() throws {
        let settings = WindowSettings(.session(gap: 10, maximumLength: 25))
        let steps = (0...7).map { WindowStep.element("e\($0)", at: Int64($0) * 5) }
        #expect(
            try Self.run(settings, steps + [.time(24), .time(25), .time(100)])
                == ["[0, 25) latest 20 due 25 e0,e1,e2,e3,e4", "[25, 45) latest 35 due 46 e5,e6,e7"])
    }

    @Test("an element does not join two sessions that would be too long together")
    func sessionLengthMerge() throws {
        let settings = WindowSettings(.session(gap: 10, maximumLength: 15))
        #expect(
            try Self.run(settings, [.element("a", at: 0), .element("c", at: 16), .element("b", at: 8), .time(100)])
                == ["[0, 15) latest 8 due 15 a,b", "[16, 26) latest 16 due 27 c"])
    }

    @Test("silence does not keep a window open, and a large step of time says each window once, in order")
    func jump() throws {
        let settings = WindowSettings(.hopping(size: 10, slide: 5))
        #expect(
            try Self.run(settings, [.element("a", at: 7), .element("b", at: 21), .time(1_000_000)])
                == [
                    "[0, 10) latest 7 due 10 a", "[5, 15) latest 7 due 15 a", "[15, 25) latest 21 due 25 b",
                    "[20, 30) latest 21 due 30 b",
                ])
    }

    @Test("empty windows are said once the key is known, and only a bounded number at once")
    func empty() throws {
        let settings = WindowSettings(.tumbling(size: 10), saysEmpty: true, maximumOpen: 3)
        #expect(
            try Self.run(settings, [.time(50), .element("a", at: 61), .time(90), .time(1_000_000)])
                == [
                    "[60, 70) latest 61 due 70 a", "[70, 80) latest - due 80 ", "[80, 90) latest - due 90 ",
                    "[90, 100) latest - due 100 ", "[100, 110) latest - due 110 ", "[110, 120) latest - due 120 ",
                ])
        var windows = Windows(settings, empty: ListContents())
        var closed: [ClosedWindow<ListContents>] = []
        _ = windows.add("a", at: Timestamp(milliseconds: 5), into: &closed)
        windows.advance(to: Timestamp(milliseconds: 1_000_000), into: &closed)
        #expect(closed.count == 4 && windows.counters.cut == 100_000 - 4)
        let due = windows.deadline()
        #expect(due == Timestamp(milliseconds: 1_000_010))
    }

    @Test("beyond the most panes and sessions the oldest close early, and nothing is lost")
    func bound() throws {
        for kind in [WindowSettings.Kind.tumbling(size: 10), .session(gap: 3)] {
            var windows = Windows(WindowSettings(kind, maximumOpen: 2), empty: ListContents())
            var closed: [ClosedWindow<ListContents>] = []
            for number in 0..<5 {
                _ = windows.add("e\(number)", at: Timestamp(milliseconds: Int64(number) * 10), into: &closed)
            }
            #expect(closed.map { $0.contents.elements } == [["e0"], ["e1"], ["e2"]])
            #expect(windows.counters.cut == 3)
        }
    }

    @Test("late elements are counted, and those that miss one of their windows too")
    func late() {
        var windows = Windows(WindowSettings(.hopping(size: 10, slide: 5)), empty: ListContents())
        var closed: [ClosedWindow<ListContents>] = []
        windows.advance(to: Timestamp(milliseconds: 10), into: &closed)
        let a = windows.add("a", at: Timestamp(milliseconds: 4), into: &closed)
        #expect(a == .late)
        let b = windows.add("b", at: Timestamp(milliseconds: 5), into: &closed)
        #expect(b == .taken)
        windows.advance(to: Timestamp(milliseconds: 100), into: &closed)
        #expect(closed.map(\.contents.elements) == [["b"]])
        #expect(windows.counters.late == 1 && windows.counters.missed == 1)
    }

    @Test("a clock set back ends what cannot go on, and nothing that comes after is late")
    func clockSetBack() {
        for kind in [WindowSettings.Kind.tumbling(size: 10), .hopping(size: 20, slide: 10), .session(gap: 3)] {
            var windows = Windows(WindowSettings(kind), empty: ListContents())
            var closed: [ClosedWindow<ListContents>] = []
            _ = windows.add("a", at: Timestamp(milliseconds: 105), into: &closed)
            windows.advance(to: Timestamp(milliseconds: 106), into: &closed)
            windows.restart(at: Timestamp(milliseconds: 3), into: &closed)
            #expect(closed.allSatisfy { $0.contents.elements == ["a"] } && !closed.isEmpty)
            closed.removeAll()
            let outcome = windows.add("b", at: Timestamp(milliseconds: 4), into: &closed)
            windows.advance(to: Timestamp(milliseconds: 1000), into: &closed)
            #expect(outcome == .taken && closed.allSatisfy { $0.contents.elements == ["b"] } && !closed.isEmpty)
        }
        var windows = Windows(WindowSettings(.tumbling(size: 10)), empty: ListContents())
        var closed: [ClosedWindow<ListContents>] = []
        _ = windows.add("a", at: Timestamp(milliseconds: 105), into: &closed)
        windows.advance(to: Timestamp(milliseconds: 105), into: &closed)
        windows.restart(at: Timestamp(milliseconds: 101), into: &closed)
        _ = windows.add("b", at: Timestamp(milliseconds: 102), into: &closed)
        windows.advance(to: Timestamp(milliseconds: 110), into: &closed)
        #expect(closed.map(\.contents.elements) == [["a", "b"]])
    }

    @Test("a clock that is set to where it is, or a little on, cuts no window and says none twice")
    func clockSetOn() {
        let kinds: [(WindowSettings.Kind, Int)] = [
            (.tumbling(size: 10), 1), (.hopping(size: 20, slide: 10), 2), (.hopping(size: 16, slide: 10), 2),
            (.session(gap: 3), 1),
        ]
        for (kind, count) in kinds {
            var windows = Windows(WindowSettings(kind), empty: ListContents())
            var closed: [ClosedWindow<ListContents>] = []
            _ = windows.add("a", at: Timestamp(milliseconds: 103), into: &closed)
            windows.advance(to: Timestamp(milliseconds: 104), into: &closed)
            for time in [Int64(104), 104, 105] { windows.restart(at: Timestamp(milliseconds: time), into: &closed) }
            #expect(closed.isEmpty, "\(kind): \(closed)")
            _ = windows.add("b", at: Timestamp(milliseconds: 105), into: &closed)
            windows.restart(at: Timestamp(milliseconds: 1000), into: &closed)
            windows.advance(to: Timestamp(milliseconds: 2000), into: &closed)
            #expect(
                closed.map(\.contents.elements) == Array(repeating: ["a", "b"], count: count), "\(kind): \(closed)")
        }
        var sliding = Windows(WindowSettings(.sliding(size: 10)), empty: ListContents())
        var closed: [ClosedWindow<ListContents>] = []
        _ = sliding.add("a", at: Timestamp(milliseconds: 103), into: &closed)
        sliding.restart(at: Timestamp(milliseconds: 103), into: &closed)
        _ = sliding.add("b", at: Timestamp(milliseconds: 104), into: &closed)
        #expect(closed.last?.contents.elements == ["a", "b"])
    }

    @Test("a hop longer than the window leaves elements outside")
    func gaps() throws {
        #expect(
            try Self.run(
                WindowSettings(.hopping(size: 3, slide: 10)), [.element("a", at: 2), .element("b", at: 3), .time(99)])
                == ["b outside", "[0, 3) latest 2 due 3 a"])
    }
}
