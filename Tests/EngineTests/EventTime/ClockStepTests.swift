import Expressions
import Telemetry
import Testing

@testable import Engine

/// Steps of the gateway's own clock: windows and schedules follow the calendar, and nothing runs through the years.
@Suite struct ClockStepTests {
    private static let day: Int64 = 86_400_000
    private static let epoch: Int64 = 1_700_000_040_000  // a full minute

    private static func rig(wallOffset: Int64) throws -> Rig {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "t")], rules: [.init(name: "hot", when: "t > 80.0")],
                summaries: [.init(name: "s", every: 60_000, of: [("t", [.max])])]))
        _ = rig.start(at: 0, wallOffset: wallOffset)
        return rig
    }

    @Test("from 1970 to the present: the open window moves to the true time, and fifty years of windows are not said")
    func becomesKnown() throws {
        var rig = try Self.rig(wallOffset: 0)
        #expect(rig.read(at: 10_000, ["t": 90.0]) == ["10000 d.hot raised t=90"])
        #expect(rig.records.map(\.json).allSatisfy { $0.contains(#""time_uncertain":true"#) })
        #expect(rig.setClock(at: 20_000, wallOffset: Self.epoch).isEmpty)
        #expect(rig.engine.counters.windowsMoved == 1)
        #expect(
            rig.pass(to: 200_000)
                == ["1700000100000 d.s [1700000040000, 1700000100000) t(max 90, count 1)"])
        #expect(rig.records.map(\.json).allSatisfy { !$0.contains("time_uncertain") })
        #expect(rig.read(at: 200_001, ["t": 20.0]) == ["1700000240001 d.hot cleared t=20"])
    }

    @Test(
        "a step between two times that can be true ends the window that the new time is not in", arguments: [day, -day])
    func known(step: Int64) throws {
        var rig = try Self.rig(wallOffset: Self.epoch)
        _ = rig.read(at: 10_000, ["t": 90.0])
        #expect(
            rig.setClock(at: 20_000, wallOffset: Self.epoch + step)
                == ["\(Self.epoch + step + 20_000) d.s [1700000040000, 1700000100000) t(max 90, count 1)"])
        #expect(rig.engine.counters.windowsMoved == 0)
        _ = rig.read(at: 30_000, ["t": 91.0])
        let start = Self.epoch + step
        #expect(rig.pass(to: 60_000) == ["\(start + 60_000) d.s [\(start), \(start + 60_000)) t(max 91, count 1)"])
    }

    @Test("2038 is a minute like any other")
    func year2038() throws {
        let end: Int64 = 2_147_483_648_000  // one second after what 32 bits hold
        var rig = try Self.rig(wallOffset: end - 1_000)
        _ = rig.read(at: 999, ["t": 90.0])
        _ = rig.read(at: 1_000, ["t": 95.0])
        #expect(
            rig.pass(to: 120_000) == ["2147483700000 d.s [2147483640000, 2147483700000) t(max 95, count 2)"])
    }

    @Test("a device's time that the new clock makes impossible keeps no later reading out")
    func latest() throws {
        var rig = try Self.rig(wallOffset: Self.epoch)
        _ = rig.read(at: 1_000, ["t": 20.0], deviceTime: Self.epoch + 1_000)
        _ = rig.setClock(at: 2_000, wallOffset: Self.epoch - Self.day)
        _ = rig.read(at: 3_000, ["t": 30.0], deviceTime: Self.epoch - Self.day + 3_000)
        #expect(rig.value("t") == 30.0 && rig.engine.counters.readingsOutOfOrder == 0)
    }

    @Test(
        "a schedule follows the clock at once, whatever the step, and changes next when it should",
        arguments: [0, epoch - day, epoch + day, 2_147_483_648_000 - 30_000] as [Int64])
    func schedules(offset: Int64) throws {
        let schedule = try Schedule(windows: "00:00-12:00", zone: "UTC")
        let slots = [SlotPlan(name: "morning", kind: .scheduled, initial: .bool(false))]
        let template = Template(
            name: "d", inputs: [], slots: slots, signals: [], nodes: [],
            schedules: [SchedulePlan(slot: 0, schedule: schedule)], rules: [], actuators: [], summaries: [],
            devices: [DevicePlan(name: "d", parameters: [])], isOpen: false)
        var rig = Rig(Engine(plan: Plan(gateway: "g", templates: [template], deviceLimit: 1)))
        _ = rig.start(at: 0, wallOffset: Self.epoch)
        func isMorning(at now: Int64) -> Bool { (now + offset) % Self.day < Self.day / 2 }
        _ = rig.setClock(at: 20_000, wallOffset: offset)
        #expect(rig.value("morning") == .flag(isMorning(at: 20_000)))
        for now in stride(from: Int64(3_600_000), to: 3 * Self.day, by: 3_600_000) {
            _ = rig.pass(to: now)
            #expect(rig.value("morning") == .flag(isMorning(at: now)))
        }
        let next = try #require(rig.engine.nextDeadline)
        #expect(next.milliseconds > 3 * Self.day - 3_600_000)
    }
}
