import Engine
import Telemetry
import TestSupport
import Testing

/// What somebody wanted for a time, over a stop of the service.
@Suite struct TimeAwayTests {
    /// The wall clock less `now`.
    private static let year2023: Int64 = 1_700_000_000_000
    /// The same of a board that woke up in 1970.
    private static let unset: Int64 = -90_000

    private static let leased = {
        var modifiers = RulePlan.Modifiers()
        modifiers.leaseMilliseconds = 60_000
        return modifiers
    }()
    private static let sketch = PlanSketch(
        signals: [.init(name: "t"), .init(name: "f", type: .bool)],
        operators: [.init(name: "called", signal: "f", function: .becomes)],
        rules: [
            .init(
                name: "storm", when: "called", set: [("heater", true), ("motor", false)], form: .edge,
                modifiers: leased),
            .init(name: "cold", when: "t < 0.0", set: [("heater", true)]),
        ],
        actuators: [
            .init(name: "heater", safe: false, rest: false), .init(name: "motor", safe: false, rest: true),
        ])

    fileprivate enum Wish: CaseIterable {
        case override, command, lease
    }

    /// An engine in which `heater` was asked to be on for a minute at 10 s, and that was stepped last at 20 s.
    private func running(_ wish: Wish, wallOffset: Int64 = year2023) throws -> Rig {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0, wallOffset: wallOffset)
        _ = rig.read(at: 1_000, ["t": 20.0, "f": false])
        _ = wish == .lease ? rig.read(at: 10_000, ["f": true]) : rig.ask(wish, for: 60_000, at: 10_000)
        _ = rig.read(at: 20_000, ["t": 20.0])
        #expect(rig.engine.commanded(device: 0).first == true)
        return rig
    }

    /// Whether the heater is on once the signals have come, so many seconds after the start.
    private func isOn(_ rig: inout Rig, at seconds: Int64) -> Bool {
        _ = rig.read(at: 20_000 + seconds * 1000, ["t": 20.0, "f": false])
        return rig.engine.commanded(device: 0)[0]
    }

    @Test(
        "S10: an override, a command or a lease whose end passed while the service was off is over",
        arguments: Wish.allCases)
    private func over(wish: Wish) throws {
        var rig = try running(wish).restored()
        _ = rig.start(at: 20_000, wallOffset: Self.year2023 + 3_600_000)
        #expect(!isOn(&rig, at: 1))
        #expect(rig.engine.actuators(device: 0)[0].claims.isEmpty)
    }

    @Test("S10: one whose end has not come yet goes on until that very time", arguments: Wish.allCases)
    private func goesOn(wish: Wish) throws {
        var rig = try running(wish).restored()
        // Of 50 s that were left, 30 went by.
        _ = rig.start(at: 20_000, wallOffset: Self.year2023 + 30_000)
        #expect(isOn(&rig, at: 1))
        #expect(isOn(&rig, at: 19))
        #expect(rig.pass(to: 39_999) == [])
        #expect(rig.pass(to: 40_000).first == "\(Self.year2023 + 70_000) d.heater = false at rest")
    }

    @Test(
        "S10: a clock that shows the time of the stop until it is set counts the time away when it is",
        arguments: Wish.allCases)
    private func lateClock(wish: Wish) throws {
        var rig = try running(wish).restored()
        _ = rig.start(at: 20_000, wallOffset: Self.year2023)
        #expect(isOn(&rig, at: 1))
        rig = try rig.restored()
        #expect(
            rig.setClock(at: 22_000, wallOffset: Self.year2023 + 3_600_000).contains { $0.contains("heater = false") })
        // What is wanted after the start is none of the clock's business.
        _ = rig.ask(.override, for: 60_000, at: 23_000)
        _ = rig.setClock(at: 24_000, wallOffset: Self.year2023 + 7_200_000)
        #expect(isOn(&rig, at: 10))
    }

    @Test("a clock that is set back, or there and back, takes no more than the time away")
    func clockBack() throws {
        var rig = try running(.override).restored()
        _ = rig.start(at: 20_000, wallOffset: Self.year2023 - 3_600_000)
        _ = rig.setClock(at: 21_000, wallOffset: Self.year2023 + 10_000)
        _ = rig.setClock(at: 22_000, wallOffset: Self.year2023 - 10_000)
        _ = rig.setClock(at: 23_000, wallOffset: Self.year2023 + 10_000)
        #expect(isOn(&rig, at: 39))
        #expect(rig.pass(to: 60_000) == ["\(Self.year2023 + 70_000) d.heater = false at rest"])
    }

    @Test("S10: what was over before the stop is no matter of doubt")
    func overBefore() throws {
        var latching = RulePlan.Modifiers()
        latching.isLatching = true
        var sketch = Self.sketch
        sketch.rules.append(
            .init(name: "shut", when: "t > 90.0", set: [("heater", false)], modifiers: latching))
        var rig = try Rig(sketch)
        _ = rig.start(at: 0, wallOffset: Self.year2023)
        // The latch wins, so nobody asks again when the override ends.
        _ = rig.read(at: 1_000, ["t": 95.0, "f": false])
        _ = rig.ask(.override, for: 1_000, at: 2_000)
        _ = rig.pass(to: 10_000)
        let said = rig.start(at: 10_000, wallOffset: Self.unset)
        #expect(!said.contains { $0.contains("clock_unknown") }, "\(said)")
    }

    @Test(
        "S10: where no clock tells how long the service was away, what is not safe is over, and it is said why",
        arguments: [(year2023, unset), (unset, year2023), (unset, unset)], Wish.allCases)
    private func noClock(clocks: (Int64, Int64), wish: Wish) throws {
        var rig = try running(wish, wallOffset: clocks.0).restored()
        let said = rig.start(at: 20_000, wallOffset: clocks.1)
        #expect(said.first == "\(20_000 + clocks.1) d.heater suppressed: clock_unknown")
        guard case .suppression(let suppression) = rig.records[0] else { return }
        let name = ["override": "manual", "command": "id", "lease": "storm"]["\(wish)"]!
        #expect(suppression.detail == "\(name): the clock did not tell how long the service was away")
        #expect(!isOn(&rig, at: 1))
        // A start that a clock does tell about says nothing of it again.
        var later = try rig.restored()
        _ = later.start(at: 21_000, wallOffset: Self.year2023 + 1_000)
        var again = try later.restored()
        let told = again.start(at: 22_000, wallOffset: Self.year2023 + 2_000)
        #expect(!told.contains { $0.contains("clock_unknown") }, "\(told)")
        // What is safe goes on for what was left of it.
        guard wish == .lease else { return }
        rig = try rig.restored()
        #expect(rig.engine.commanded(device: 0)[1] == false)
        #expect(rig.pass(to: 70_000).contains { $0.hasSuffix("d.motor = true at rest") })
    }

    @Test("what is safe goes on without a clock, and is over when one that is set says so")
    func safeWithoutClock() throws {
        var rig = try running(.lease).restored()
        _ = rig.start(at: 20_000, wallOffset: Self.unset)
        #expect(!isOn(&rig, at: 1) && rig.engine.commanded(device: 0)[1] == false)
        #expect(
            rig.setClock(at: 22_000, wallOffset: Self.year2023 + 3_600_000).contains { $0.contains("motor = true") })
    }

    @Test("S7: minimum times and max_on take no time away from a clock: the output counts as switched just now")
    func guards() throws {
        var sketch = Self.sketch
        sketch.actuators[0].settings = GuardSettings(
            safe: false, rest: false, minOff: 100_000, maxOn: 1_000_000)
        var rig = try Rig(sketch)
        _ = rig.start(at: 0, wallOffset: Self.year2023)
        _ = rig.read(at: 1_000, ["t": 20.0, "f": false])
        _ = rig.read(at: 200_000, ["t": -1.0])
        #expect(rig.engine.commanded(device: 0)[0])
        rig = try rig.restored()
        _ = rig.start(at: 200_000, wallOffset: Self.year2023 + 86_400_000)
        #expect(rig.read(at: 299_999, ["t": -1.0, "f": false]).allSatisfy { !$0.contains("heater = true") })
        #expect(rig.pass(to: 300_000).contains { $0.hasSuffix("d.heater = true by cold") })
    }

    @Test("S2: nothing is driven by what was known before the start, though the clock has opened its interlock since")
    func scheduleAtStart() throws {
        var sketch = Self.sketch
        sketch.schedules = [(name: "night", cron: "0 22 * * *", milliseconds: 8 * 3_600_000)]
        sketch.actuators[1].interlock = "night"
        sketch.actuators[1].safeWhenStale = ["t"]
        var rig = try Rig(sketch)
        // 22:13 on the first day; the service comes back in the night of the next one.
        let day = Self.year2023 - 12 * 3_600_000
        _ = rig.start(at: 0, wallOffset: day)
        _ = rig.read(at: 1_000, ["t": 20.0, "f": false])
        #expect(rig.engine.commanded(device: 0)[1] == false)
        rig = try rig.restored()
        let said = rig.start(at: 2_000, wallOffset: Self.year2023 + 24 * 3_600_000)
        #expect(!said.contains { $0.contains("motor = true") }, "\(said)")
    }
}

extension Rig {
    /// A person or upstream asks for the heater to be on for so long.
    fileprivate mutating func ask(_ wish: TimeAwayTests.Wish, for milliseconds: Int64, at now: Int64) -> [String] {
        var input = Input.passing(at: now)
        input.kind = wish == .override ? .override : .command
        input.value = true
        input.durationMilliseconds = milliseconds
        input.name = "id"
        input.expires = Timestamp(milliseconds: now + engine.wallOffset + milliseconds)
        return take(input)
    }
}
