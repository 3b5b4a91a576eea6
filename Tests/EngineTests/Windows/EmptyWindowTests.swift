import Engine
import Telemetry
import Testing

@Suite struct EmptyWindowTests {
    private static let day: Int64 = 86_400_000

    @Test(
        "a board that wakes up in 1970 does not tell the empty windows of fifty years when its clock is set",
        arguments: [WindowSettings.Kind.tumbling(size: 60_000), .hopping(size: 60_000, slide: 1_000)])
    func clockStep(kind: WindowSettings.Kind) {
        var windows = Windows(WindowSettings(kind, saysEmpty: true), empty: ListContents())
        var closed: [ClosedWindow<ListContents>] = []
        _ = windows.add("a", at: Timestamp(milliseconds: 1_000), into: &closed)
        windows.advance(to: Timestamp(milliseconds: 130_000), into: &closed)
        #expect(closed.contains { $0.contents.elements.isEmpty }, "the control: empty windows are told")
        closed = []
        let now = 20_000 * Self.day
        windows.restart(at: Timestamp(milliseconds: now), into: &closed)
        windows.advance(to: Timestamp(milliseconds: now + 1), into: &closed)
        #expect(closed.count <= 60)
        closed = []
        _ = windows.add("b", at: Timestamp(milliseconds: now + 2), into: &closed)
        windows.advance(to: Timestamp(milliseconds: now + 120_000), into: &closed)
        #expect(closed.contains { $0.contents.elements == ["b"] })
        #expect(closed.count <= 121)
    }

    @Test(
        "a long silence is told in so many empty windows, and the others are counted",
        arguments: [WindowSettings.Kind.tumbling(size: 1_000), .hopping(size: 60_000, slide: 1_000)])
    func silence(kind: WindowSettings.Kind) {
        var windows = Windows(WindowSettings(kind, saysEmpty: true, maximumOpen: 100), empty: ListContents())
        var closed: [ClosedWindow<ListContents>] = []
        _ = windows.add("a", at: Timestamp(milliseconds: 0), into: &closed)
        windows.advance(to: Timestamp(milliseconds: 20_000 * Self.day), into: &closed)
        #expect((100...161).contains(closed.count))
        #expect(windows.counters.cut > 1_000_000)
    }
}
