import Engine
import Telemetry
import Testing

@Suite struct DeviceTimeTests {
    private static let week: Int64 = 7 * 86_400_000
    private static let epoch: Int64 = 1_700_000_000_000

    private func rig() throws -> Rig {
        var rig = try Rig(PlanSketch(signals: [.init(name: "t")], rules: [.init(name: "hot", when: "t > 80.0")]))
        _ = rig.start(at: 0, wallOffset: Self.epoch)
        return rig
    }

    @Test("D04: an older reading never overwrites a newer one, nor does it trigger a rule")
    func outOfOrder() throws {
        var rig = try rig()
        _ = rig.read(at: 10, ["t": 20.0], deviceTime: Self.epoch + 9)
        #expect(rig.read(at: 11, ["t": 90.0], deviceTime: Self.epoch + 8).isEmpty)
        #expect(rig.value("t") == 20.0)
        #expect(rig.engine.counters.readingsOutOfOrder == 1)
        #expect(rig.read(at: 12, ["t": 90.0], deviceTime: Self.epoch + 9).count == 1, "an equal time is not older")
    }

    @Test("each input has an order of its own, and a reading without a time is never late")
    func perInput() throws {
        var rig = try rig()
        _ = rig.read(at: 10, ["t": 20.0], deviceTime: Self.epoch + 9, input: 0)
        #expect(rig.read(at: 11, ["t": 90.0], deviceTime: Self.epoch + 1, input: 1).count == 1)
        #expect(rig.read(at: 12, ["t": 20.0]).count == 1)
        #expect(rig.engine.counters.readingsOutOfOrder == 0)
    }

    @Test(
        "D01, D02: a device time beyond a week ago or a minute ahead is not trusted: its value counts, its time does not",
        arguments: [
            3_600_000, 86_400_000 * 3650, 60_001, -week - 1, -epoch, -2 * epoch, 999 * epoch,
        ] as [Int64])
    func untrusted(distance: Int64) throws {
        var rig = try rig()
        _ = rig.read(at: 0, ["t": 20.0], deviceTime: Self.epoch)
        #expect(
            rig.read(at: 1, ["t": 90.0], deviceTime: Self.epoch + 1 + distance) == ["1700000000001 d.hot raised t=90"])
        #expect(rig.engine.counters.timesNotTrusted == 1)
        #expect(rig.read(at: 2, ["t": 20.0], deviceTime: Self.epoch + 2).count == 1, "the order is not spoilt by it")
    }

    @Test("a device time at the very edge of trust is trusted", arguments: [60_000, -week])
    func edges(distance: Int64) throws {
        var rig = try rig()
        _ = rig.read(at: 1, ["t": 90.0], deviceTime: Self.epoch + 1 + distance)
        #expect(rig.engine.counters.timesNotTrusted == 0)
    }

    @Test("rules and windows go by the time of arrival, whatever the device says")
    func arrivalCounts() throws {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "t")], rules: [.init(name: "hot", when: "t > 80.0", hold: 10)],
                summaries: [.init(name: "s", every: 100, of: [("t", [.last])])]))
        _ = rig.start(at: 0, wallOffset: Self.epoch)
        _ = rig.read(at: 5, ["t": 90.0], deviceTime: Self.epoch - 5_000)
        #expect(rig.pass(to: 15) == ["1700000000015 d.hot raised t=90"])
        #expect(rig.pass(to: 100) == ["1700000000100 d.s [1700000000000, 1700000000100) t(last 90, count 1)"])
    }

    @Test("D09: a wall clock that steps changes no hold and no staleness")
    func clockStep() throws {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "t", stale: 20)], rules: [.init(name: "hot", when: "t > 80.0", hold: 10)]))
        _ = rig.start(at: 0, wallOffset: Self.epoch)
        _ = rig.read(at: 5, ["t": 90.0])
        for (time, offset) in [(6, Self.epoch + 86_400_000), (7, Self.epoch - 86_400_000), (8, 0)] as [(Int64, Int64)] {
            #expect(rig.setClock(at: time, wallOffset: offset).isEmpty)
        }
        #expect(rig.pass(to: 14).isEmpty)
        #expect(rig.pass(to: 15) == ["15 d.hot raised t=90"])
        _ = rig.pass(to: 24)
        #expect(rig.value("t") == 90.0)
        _ = rig.pass(to: 25)
        #expect(rig.value("t") == nil)
    }

    @Test("time never goes back: an input from before is taken at the engine's time")
    func monotonic() throws {
        var rig = try rig()
        _ = rig.pass(to: 100)
        #expect(rig.read(at: 50, ["t": 90.0]) == ["1700000000100 d.hot raised t=90"])
    }
}
