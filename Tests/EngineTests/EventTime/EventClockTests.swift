import Telemetry
import Testing

@testable import Engine

/// What a device with a clock of its own does, told in the engine's terms.
@Suite struct EventClockTests {
    private static let epoch: Int64 = 1_700_000_000_000

    private static func sketch(delay: Int64 = 100, idle: Int64 = 1_000, late: EventTimeSettings.LatePolicy = .drop)
        -> PlanSketch
    {
        var sketch = PlanSketch(
            signals: [.init(name: "t", stale: 5_000), .init(name: "u")],
            rules: [
                .init(name: "hot", when: "t > 80.0", hold: 50, set: [("fan", true)]),
                .init(name: "wet", when: "u > 1.0"),
            ], actuators: [.init(name: "fan", safe: false, rest: false)],
            summaries: [.init(name: "s", every: 1_000, of: [("t", [.max])])])
        sketch.eventTime = [
            EventTimeSettings(maximumDelayMilliseconds: delay, idleAfterMilliseconds: idle, late: late), nil,
        ]
        return sketch
    }

    private static func rig(
        wallOffset: Int64 = epoch, _ sketch: PlanSketch = Self.sketch()
    ) throws -> Rig {
        var rig = try Rig(sketch)
        _ = rig.start(at: 0, wallOffset: wallOffset)
        return rig
    }

    private func view(_ rig: Rig) throws -> EventTimeView { try #require(rig.engine.eventTime(device: 0)) }

    @Test("a rule is told at the time its readings were measured, and commands when they are given")
    func order() throws {
        var rig = try Self.rig()
        #expect(rig.read(at: 10_000, ["t": 90.0], deviceTime: Self.epoch + 10_000).isEmpty)
        #expect(rig.read(at: 10_050, ["t": 20.0], deviceTime: Self.epoch + 9_950).isEmpty, "it was overtaken")
        #expect(try view(rig).held == 2)
        #expect(
            rig.read(at: 10_200, ["t": 91.0], deviceTime: Self.epoch + 10_200)
                == [
                    "1700000010000 d.s [1700000009000, 1700000010000) t(max 20, count 1)",
                    "1700000010050 d.hot raised t=90", "1700000010200 d.fan = true by hot",
                ])
        #expect(try view(rig).watermark.milliseconds == Self.epoch + 10_100)
        #expect(rig.engine.counters.readingsOutOfOrder == 0 && rig.engine.counters.readingsLate == 0)
    }

    @Test("a lease that ends as the device falls silent judges no hold before its turn")
    func leaseAtIdle() throws {
        var sketch = PlanSketch(
            signals: [.init(name: "t")], rules: [.init(name: "hot", when: "t > 80.0", hold: 10, set: [("fan", true)])],
            actuators: [.init(name: "fan", safe: false, rest: false)])
        // It is raised at 1020, and the input is idle from 1095 on.
        sketch.rules[0].modifiers.leaseMilliseconds = 75
        sketch.eventTime = [EventTimeSettings(maximumDelayMilliseconds: 10, idleAfterMilliseconds: 50), nil]
        var rig = try Self.rig(sketch)
        var said: [String] = []
        for (time, value) in [(1_000, 90.0), (1_020, 20.0), (1_030, 90.0), (1_045, 90.0)] as [(Int64, Double)] {
            said += rig.read(at: time, ["t": .number(value)], deviceTime: Self.epoch + time)
        }
        #expect(said.filter { $0.contains("raised") } == ["1700000001010 d.hot raised t=90"])
        #expect(rig.pass(to: 2_000).filter { $0.contains("raised") } == ["1700000001040 d.hot raised t=90"])
    }

    @Test("what is later than it may be is dropped and counted by input, or kept and counted")
    func late() throws {
        for policy in [EventTimeSettings.LatePolicy.drop, .keep] {
            var rig = try Self.rig(Self.sketch(late: policy))
            _ = rig.read(at: 10_000, ["t": 20.0], deviceTime: Self.epoch + 10_000)
            _ = rig.read(at: 10_001, ["t": 90.0], deviceTime: Self.epoch + 9_900)
            #expect(try view(rig).held == 1, "just in time: it was the watermark, and is taken at once")
            #expect(rig.reception?.isLate == false && rig.reception?.isTimeTrusted == true)
            _ = rig.read(at: 10_002, ["t": 99.0], deviceTime: Self.epoch + 9_899)
            #expect(try view(rig).late.map(\.count) == [1])
            #expect(rig.reception?.isLate == (policy == .drop))
            #expect(rig.engine.counters.readingsLate == (policy == .drop ? 1 : 0))
            #expect(rig.engine.counters.readingsLateKept == (policy == .keep ? 1 : 0))
            #expect(rig.value("t") == 90.0)
        }
    }

    @Test("an idle input holds nothing up: windows close and what is held is judged as the present goes on")
    func idle() throws {
        var rig = try Self.rig()
        _ = rig.read(at: 10_000, ["t": 20.0], deviceTime: Self.epoch + 10_000)
        #expect(rig.pass(to: 10_999).isEmpty)
        #expect(rig.value("t") == nil)
        _ = rig.pass(to: 11_000)
        #expect(rig.value("t") == 20.0, "idle from now on: all that is a tenth of a second old")
        #expect(rig.pass(to: 11_099).isEmpty)
        #expect(
            rig.pass(to: 20_000) == ["1700000011000 d.s [1700000010000, 1700000011000) t(max 20, count 1)"])
    }

    @Test("what a device kept through an outage is not late: it goes into the windows of its own times, and holds hold")
    func outage() throws {
        var rig = try Self.rig(Self.sketch(idle: 1_000))
        _ = rig.read(at: 10_000, ["t": 20.0], deviceTime: Self.epoch + 10_000)
        _ = rig.pass(to: 14_000)
        let times: [Int64] = [11_500, 11_540, 11_600, 12_700, 14_000]
        var said: [String] = []
        for time in times {
            said += rig.read(at: 14_000, ["t": .number(time == 12_700 ? 20 : 90)], deviceTime: Self.epoch + time)
        }
        said += rig.pass(to: 20_000)
        #expect(
            said.filter { !$0.contains("fan") } == [
                "1700000011550 d.hot raised t=90",
                "1700000012000 d.s [1700000011000, 1700000012000) t(max 90, count 3)",
                "1700000012700 d.hot cleared t=20",
                "1700000013000 d.s [1700000012000, 1700000013000) t(max 20, count 1)",
                "1700000014050 d.hot raised t=90",
                "1700000015000 d.s [1700000014000, 1700000015000) t(max 90, count 1)",
            ])
        #expect(try view(rig).behind == 0 && rig.engine.counters.readingsLate == 0)
    }

    @Test("other inputs stand where they came in the device's time, and wait with the rest")
    func plain() throws {
        var rig = try Self.rig()
        _ = rig.read(at: 10_000, ["t": 20.0], deviceTime: Self.epoch + 10_000)
        #expect(rig.read(at: 10_010, ["u": 5.0], input: 1).isEmpty)
        #expect(
            rig.read(at: 10_150, ["t": 20.0], deviceTime: Self.epoch + 10_150) == ["1700000010010 d.wet raised u=5"])
    }

    @Test("silence is known at once, a value that waits is no silence, and a retained value waits for nobody")
    func staleness() throws {
        var rig = try Self.rig(Self.sketch(idle: 60_000))
        _ = rig.read(at: 1_000, ["t": 20.0], retained: true)
        #expect(rig.value("t") == 20.0)
        _ = rig.read(at: 5_990, ["t": 21.0], deviceTime: Self.epoch + 5_990)
        _ = rig.pass(to: 6_001)
        #expect(rig.value("t") == 20.0, "another was heard")
        _ = rig.pass(to: 10_989)
        #expect(rig.value("t") == 20.0)
        _ = rig.pass(to: 10_990)
        #expect(rig.value("t") == nil, "five seconds after the last was heard, although it is not judged yet")
    }

    @Test("more than may be held leave early, in their order, and are counted")
    func bound() throws {
        var sketch = Self.sketch(delay: 10_000)
        sketch.maximumHeld = 2
        var rig = try Self.rig(sketch)
        for time in [20_000, 19_990, 20_010, 20_020] as [Int64] {
            _ = rig.read(at: 20_050, ["t": .number(Double(time))], deviceTime: Self.epoch + time)
        }
        #expect(try view(rig).held == 2)
        #expect(try view(rig).early == 2)
        #expect(rig.value("t") == 20_000.0)
    }

    @Test("a step of the gateway's clock changes nothing for a device whose own clock is right by the new time as well")
    func gatewayStep() throws {
        func run(stepping: Bool) throws -> [String] {
            var rig = try Self.rig()
            var said = rig.read(at: 10_000, ["t": 90.0], deviceTime: Self.epoch + 10_000)
            if stepping { said += rig.setClock(at: 10_010, wallOffset: Self.epoch + 86_400_000) }
            said += rig.read(at: 10_020, ["t": 91.0], deviceTime: Self.epoch + 9_990)
            if stepping { said += rig.setClock(at: 10_030, wallOffset: Self.epoch) }
            said += rig.read(at: 10_300, ["t": 20.0], deviceTime: Self.epoch + 10_300)
            return said + rig.pass(to: 30_000)
        }
        let straight = try run(stepping: false)
        #expect(straight.contains("1700000010040 d.hot raised t=90"))
        #expect(try run(stepping: true) == straight)
    }

    @Test("a device's clock that cannot be true any more is the gateway's from then on; what is held is judged before")
    func impossible() throws {
        var rig = try Self.rig()
        _ = rig.read(at: 10_000, ["u": 5.0], deviceTime: Self.epoch + 10_000)
        #expect(
            rig.setClock(at: 10_010, wallOffset: Self.epoch - 86_400_000) == ["1700000010000 d.wet raised u=5"])
        #expect(rig.engine.counters.clocksSet == 1)
        _ = rig.read(at: 10_020, ["u": 0.0], deviceTime: Self.epoch + 10_020)
        #expect(rig.engine.counters.timesNotTrusted == 1, "it is a day ahead")
        #expect(rig.pass(to: 11_000) == ["1699913610020 d.wet cleared u=0"])
    }

    @Test("before the gateway's clock is known, devices' times count among themselves, and what is told is marked")
    func unknown() throws {
        var rig = try Self.rig(wallOffset: 0)
        _ = rig.read(at: 10_000, ["u": 5.0], deviceTime: Self.epoch + 10_000)
        _ = rig.read(at: 10_050, ["u": 0.0], deviceTime: Self.epoch + 9_990)
        #expect(rig.engine.counters.timesNotTrusted == 0)
        #expect(rig.read(at: 10_200, ["u": 6.0], deviceTime: Self.epoch + 10_200) == ["1700000010000 d.wet raised u=5"])
        #expect(rig.records.map(\.json).allSatisfy { $0.contains(#""time_uncertain":true"#) })
        #expect(rig.setClock(at: 10_300, wallOffset: Self.epoch).isEmpty, "the device was right: nothing moves")
        #expect(rig.read(at: 10_310, ["u": 0.0], deviceTime: Self.epoch + 10_310).isEmpty)
        #expect(
            rig.read(at: 10_450, ["u": 0.0], deviceTime: Self.epoch + 10_450) == ["1700000010310 d.wet cleared u=0"])
        #expect(rig.records.map(\.json).allSatisfy { !$0.contains("time_uncertain") })
    }

    @Test("a single time out of the blue costs no reading after it, even before the gateway's clock is known")
    func glitch() throws {
        var rig = try Self.rig(wallOffset: 0)
        _ = rig.read(at: 10_000, ["u": 0.0], deviceTime: Self.epoch + 10_000)
        _ = rig.read(at: 10_100, ["u": 0.0], deviceTime: 4_000_000_000_000)
        for time in stride(from: Int64(10_200), through: 12_000, by: 100) {
            _ = rig.read(at: time, ["u": 5.0], deviceTime: Self.epoch + time)
        }
        #expect(rig.engine.counters.readingsLate == 0 && rig.engine.counters.clocksSet == 3)
        #expect(rig.value("u") == 5.0)
    }
}

@Suite struct EventClockReloadTests {
    private static let epoch: Int64 = 1_700_000_000_000

    private static func sketch(delay: Int64?) -> PlanSketch {
        var sketch = PlanSketch(signals: [.init(name: "u")], rules: [.init(name: "wet", when: "u > 1.0")])
        sketch.eventTime = delay.map { [EventTimeSettings(maximumDelayMilliseconds: $0), nil] } ?? []
        return sketch
    }

    private static func waiting() throws -> Rig {
        var rig = try Rig(sketch(delay: 1_000))
        _ = rig.start(at: 0, wallOffset: epoch)
        #expect(rig.read(at: 5_000, ["u": 5.0], deviceTime: epoch + 5_000).isEmpty)
        return rig
    }

    @Test("a file that gives another max_delay goes on with what is held")
    func changed() throws {
        var rig = try Self.waiting().restored(under: Self.sketch(delay: 10))
        #expect(
            rig.read(at: 5_020, ["u": 6.0], deviceTime: Self.epoch + 5_020) == ["1700000005000 d.wet raised u=5"])
    }

    @Test("a file without max_delay any more takes what is held at once")
    func without() throws {
        var rig = try Self.waiting().restored(under: Self.sketch(delay: nil))
        var outputs = Outputs()
        rig.engine.renew(judging: true, into: &outputs)
        #expect(outputs.records.map(\.words) == ["1700000005000 d.wet raised u=5"])
    }

    @Test("a file with max_delay from now on begins with the present")
    func begins() throws {
        var before = try Rig(Self.sketch(delay: nil))
        _ = before.start(at: 0, wallOffset: Self.epoch)
        #expect(before.read(at: 5_000, ["u": 5.0]) == ["1700000005000 d.wet raised u=5"])
        var rig = try before.restored(under: Self.sketch(delay: 1_000))
        #expect(rig.value("u") == 5.0)
        #expect(rig.read(at: 6_000, ["u": 0.0], deviceTime: Self.epoch + 6_000).isEmpty)
        #expect(
            rig.read(at: 7_000, ["u": 0.0], deviceTime: Self.epoch + 7_000) == ["1700000006000 d.wet cleared u=0"])
    }
}
