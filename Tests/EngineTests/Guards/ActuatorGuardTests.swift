import Engine
import Telemetry
import Testing

/// A guard that is told things in one line, and answers in one word: the value, and why not.
struct GuardRig {
    var actuator: ActuatorGuard
    var last: Decision?

    init(_ settings: GuardSettings, isAwake: Bool = true) {
        actuator = ActuatorGuard(settings: settings, now: Instant(milliseconds: 0))
        if isAwake { _ = decide(at: 0, nil) }
    }

    mutating func decide(
        at time: Int64, _ value: Bool?, priority: Int = 10, latched: Bool = false, origin: Claim.Origin = .rule(0),
        interlock: Truth? = nil, permissive: Truth? = nil, fresh: Bool = true, group: GroupAnswer = .granted
    ) -> String {
        let now = Instant(milliseconds: time)
        let winner = value.map {
            Claim(origin: origin, value: $0, priority: priority, since: Instant(milliseconds: 0), isLatched: latched)
        }
        let decision = actuator.decide(
            GuardInputs(winner: winner, interlock: interlock, permissive: permissive, areFresh: fresh), group: group,
            now: now)
        last = decision
        return decision.value.description + (decision.reason.map { " " + $0.name } ?? "")
    }

    var next: Int64? { last?.next?.milliseconds }
}

@Suite struct ActuatorGuardTests {
    private let plain = GuardSettings(safe: false)

    @Test("S2: nothing leaves its safe value before the start delay is over and all inputs were fresh at once")
    func waking() {
        var rig = GuardRig(GuardSettings(safe: false, rest: true, startDelay: 100), isAwake: false)
        #expect(rig.decide(at: 0, nil) == "false not_ready")
        #expect(rig.next == 100)
        #expect(rig.decide(at: 99, true) == "false not_ready")
        #expect(rig.decide(at: 100, true, fresh: false) == "false not_ready")
        #expect(rig.decide(at: 150, true) == "true")
        #expect(rig.decide(at: 160, true, fresh: false) == "false stale")
    }

    @Test("with no claim the actuator takes rest, with a claim its value")
    func claims() {
        var rig = GuardRig(GuardSettings(safe: false, rest: true), isAwake: false)
        #expect(rig.decide(at: 0, nil) == "true")
        #expect(rig.decide(at: 1, false) == "false")
        #expect(rig.decide(at: 2, nil) == "true")
        #expect(rig.actuator.since == Instant(milliseconds: 2))
    }

    @Test(
        "an interlock trips at any time, past min_on and the rate, against every claim",
        arguments: [Truth.no, .unknown])
    func interlock(outcome: Truth) {
        let rate = Frequency(count: 1, perMilliseconds: 1_000_000)
        var rig = GuardRig(GuardSettings(safe: false, minOn: 1_000, maxSwitches: rate, hasInterlock: true))
        #expect(rig.decide(at: 1, true, interlock: .yes) == "true")
        #expect(rig.decide(at: 2, true, priority: 1, interlock: outcome) == "false interlock")
        #expect(rig.last?.isChange == true && rig.last?.isNews == true)
        #expect(rig.decide(at: 3, true, latched: true, interlock: outcome) == "false interlock")
        #expect(rig.decide(at: 4, true, origin: .manual, interlock: nil) == "false interlock")
    }

    @Test("an interlock that trips while min_on holds a stop back stops at once")
    func interlockInMinimumTime() {
        var rig = GuardRig(GuardSettings(safe: false, minOn: 1_000, hasInterlock: true))
        _ = rig.decide(at: 1, true, interlock: .yes)
        #expect(rig.decide(at: 2, false, interlock: .yes) == "true min_on")
        #expect(rig.next == 1_001)
        #expect(rig.decide(at: 3, false, interlock: .no) == "false")
    }

    @Test("a permissive gates the start and never the run; one that can't be evaluated denies")
    func permissive() {
        var rig = GuardRig(GuardSettings(safe: false, hasPermissive: true))
        #expect(rig.decide(at: 1, true, permissive: .no) == "false permissive")
        #expect(rig.decide(at: 2, true, permissive: .unknown) == "false permissive")
        #expect(rig.decide(at: 3, true, permissive: nil) == "false permissive")
        #expect(rig.decide(at: 4, true, permissive: .yes) == "true")
        #expect(rig.decide(at: 5, true, permissive: .no) == "true")
    }

    @Test("where safe is true, leaving it is the start: permissive and interlock gate false, and nothing gates true")
    func safeTrue() {
        var rig = GuardRig(GuardSettings(safe: true, maxOn: 5, hasInterlock: true, hasPermissive: true))
        #expect(rig.decide(at: 1, false, interlock: .yes, permissive: .no) == "true permissive")
        #expect(rig.decide(at: 2, false, interlock: .no, permissive: .yes) == "true interlock")
        #expect(rig.decide(at: 3, false, interlock: .yes, permissive: .yes) == "false")
        #expect(
            rig.decide(
                at: 4, true, interlock: .yes, permissive: .no, group: .denied(.limit, retryAt: nil)) == "true")
        #expect(rig.decide(at: 1_000, true, interlock: .yes, permissive: .no) == "true", "max_on does not limit safety")
    }

    @Test("a trip to a safe value of true passes min_off")
    func tripToTrue() {
        var rig = GuardRig(GuardSettings(safe: true, rest: false, minOff: 1_000, hasInterlock: true), isAwake: false)
        #expect(rig.decide(at: 1, nil, interlock: .yes) == "false")
        #expect(rig.decide(at: 2, true, interlock: .yes) == "false min_off")
        #expect(rig.decide(at: 3, true, interlock: .no) == "true")
    }

    @Test("min_on and min_off are inclusive: the switch may come exactly then")
    func minimumTimes() {
        var rig = GuardRig(GuardSettings(safe: false, minOn: 30, minOff: 60))
        #expect(rig.decide(at: 59, true) == "false min_off", "unknown past: switched just at the start")
        #expect(rig.next == 60)
        #expect(rig.decide(at: 60, true) == "true")
        #expect(rig.decide(at: 89, false) == "true min_on")
        #expect(rig.decide(at: 90, false) == "false")
        #expect(rig.decide(at: 91, true) == "false min_off")
        #expect(rig.decide(at: 150, true) == "true")
    }

    @Test("stops by a latch or priority 1-2 pass min_on and the rate; starts pass nothing")
    func urgent() {
        let rate = Frequency(count: 1, perMilliseconds: 10_000)
        for (priority, isLatched) in [(1, false), (2, false), (10, true)] {
            var rig = GuardRig(GuardSettings(safe: false, minOn: 1_000, minOff: 50, maxSwitches: rate))
            _ = rig.decide(at: 50, true)
            #expect(rig.decide(at: 51, false, priority: priority, latched: isLatched) == "false")
            #expect(rig.decide(at: 52, true, priority: 1, latched: isLatched) == "false min_off")
            #expect(rig.decide(at: 101, true, priority: 1) == "false rate")
        }
        var rig = GuardRig(GuardSettings(safe: false, minOn: 1_000))
        _ = rig.decide(at: 1, true)
        #expect(rig.decide(at: 2, false, priority: 3) == "true min_on")
    }

    @Test("after max_on the output goes off past min_on, and starts again only after the wish dropped")
    func maximumTime() {
        var rig = GuardRig(GuardSettings(safe: false, rest: false, maxOn: 100))
        #expect(rig.decide(at: 5, true) == "true")
        #expect(rig.next == 105)
        #expect(rig.decide(at: 104, true) == "true")
        #expect(rig.decide(at: 105, true) == "false max_on")
        #expect(rig.last?.isNews == true && rig.next == nil)
        #expect(rig.decide(at: 500, true, priority: 1, origin: .manual) == "false max_on")
        #expect(rig.decide(at: 501, nil) == "false")
        #expect(rig.decide(at: 502, true) == "true")
    }

    @Test(
        "max_on ends a run that the switch rate would prolong, and a wish that drops at that moment counts as dropped")
    func maximumTimeAgainstRate() {
        let rate = Frequency(count: 1, perMilliseconds: 1_000)
        var rig = GuardRig(GuardSettings(safe: false, maxOn: 100, maxSwitches: rate))
        _ = rig.decide(at: 0, true)
        #expect(rig.decide(at: 50, false) == "true rate")
        #expect(rig.next == 100)
        #expect(rig.decide(at: 100, false) == "false")
        #expect(rig.decide(at: 1_100, true) == "true")
    }

    @Test("at most n switches in any span; one exactly a span ago does not count")
    func rate() {
        var rig = GuardRig(GuardSettings(safe: false, maxSwitches: .init(count: 2, perMilliseconds: 100)))
        _ = rig.decide(at: 10, true)
        _ = rig.decide(at: 20, false)
        #expect(rig.decide(at: 109, true) == "false rate")
        #expect(rig.next == 110)
        #expect(rig.decide(at: 110, true) == "true")
        #expect(rig.decide(at: 111, false) == "true rate")
        #expect(rig.decide(at: 120, false) == "false")
    }

    @Test("the guards object in a fixed order")
    func order() {
        var settings = GuardSettings(safe: false, minOff: 1_000, hasInterlock: true, hasPermissive: true)
        settings.maxSwitches = .init(count: 1, perMilliseconds: 1_000)
        var rig = GuardRig(settings)
        let denied = GroupAnswer.denied(.limit, retryAt: nil)
        #expect(
            rig.decide(at: 1, true, interlock: .no, permissive: .no, fresh: false, group: denied)
                == "false interlock")
        #expect(
            rig.decide(at: 2, true, interlock: .yes, permissive: .no, fresh: false, group: denied) == "false stale")
        #expect(rig.decide(at: 3, true, interlock: .yes, permissive: .no, group: denied) == "false permissive")
        #expect(rig.decide(at: 4, true, interlock: .yes, permissive: .yes, group: denied) == "false group")
        #expect(rig.decide(at: 5, true, interlock: .yes, permissive: .yes) == "false min_off")
    }

    @Test("a denial is told when it begins, and not again while it lasts; its reason can be read all the time")
    func news() {
        var rig = GuardRig(GuardSettings(safe: false, minOff: 100))
        _ = rig.decide(at: 1, true)
        #expect(rig.last?.isNews == true)
        _ = rig.decide(at: 2, true)
        #expect(rig.last?.isNews == false && rig.actuator.denied == .minOff)
        _ = rig.decide(at: 3, true, origin: .manual)
        #expect(rig.last?.isNews == true, "another claim")
        _ = rig.decide(at: 4, false)
        #expect(rig.last?.isNews == false && rig.actuator.denied == nil)
        _ = rig.decide(at: 5, true)
        #expect(rig.last?.isNews == true)
    }

    @Test("S7: min_off goes on over a restart; a restart that switched the output off begins it")
    func restart() {
        var rig = GuardRig(GuardSettings(safe: false, minOff: 100))
        rig.actuator.restart(now: Instant(milliseconds: 60))
        #expect(rig.decide(at: 99, true) == "false min_off")
        #expect(rig.decide(at: 100, true) == "true")
        rig.actuator.restart(now: Instant(milliseconds: 160))
        #expect(rig.actuator.value == false && rig.actuator.since == Instant(milliseconds: 160))
        #expect(rig.decide(at: 259, true) == "false min_off")
        #expect(rig.decide(at: 260, true) == "true")
    }

    @Test("S7: where nothing is known of the past, the first start counts as the moment of switching")
    func unknownPast() {
        for safe in [false, true] {
            let settings = GuardSettings(safe: safe, rest: !safe, minOn: 30, minOff: 100)
            var actuator = ActuatorGuard(settings: settings, now: .beforeAll)
            actuator.restart(now: Instant(milliseconds: 5_000))
            let end = 5_000 + (safe ? settings.minOn : settings.minOff)
            let early = actuator.decide(GuardInputs(winner: nil), now: Instant(milliseconds: end - 1))
            #expect(early.value == safe && early.reason == (safe ? .minOn : .minOff))
            #expect(early.next == Instant(milliseconds: end))
            #expect(actuator.decide(GuardInputs(winner: nil), now: Instant(milliseconds: end)).value == !safe)
        }
    }

    @Test("S7: what a restart cut short counts for max_on, until the wish drops")
    func restartInRun() {
        var rig = GuardRig(GuardSettings(safe: false, maxOn: 100))
        _ = rig.decide(at: 10, true)
        rig.actuator.restart(now: Instant(milliseconds: 50))
        #expect(rig.actuator.value == false)
        _ = rig.decide(at: 105, true)
        #expect(rig.next == 165)
        rig = GuardRig(GuardSettings(safe: false, maxOn: 100))
        _ = rig.decide(at: 10, true)
        rig.actuator.restart(now: Instant(milliseconds: 50))
        _ = rig.decide(at: 60, false)
        _ = rig.decide(at: 70, true)
        #expect(rig.next == 170)
    }

    @Test("the lockout after max_on survives a restart")
    func restartSpent() {
        var rig = GuardRig(GuardSettings(safe: false, maxOn: 100))
        _ = rig.decide(at: 0, true)
        _ = rig.decide(at: 100, true)
        rig.actuator.restart(now: Instant(milliseconds: 5_000))
        #expect(rig.decide(at: 5_001, true) == "false max_on")
        #expect(rig.decide(at: 5_002, false) == "false")
        #expect(rig.decide(at: 5_003, true) == "true")
    }

    @Test("a start request is made only for a start that the group has a say in, and says whether it could come now")
    func startRequest() {
        var rig = GuardRig(GuardSettings(safe: false, minOff: 100, hasPermissive: true))
        func inputs(_ value: Bool, _ permissive: Truth = .yes) -> GuardInputs {
            let claim = Claim(origin: .rule(0), value: value, priority: 4, since: Instant(milliseconds: 7))
            return GuardInputs(winner: claim, permissive: permissive)
        }
        let since = Instant(milliseconds: 7)
        let early = rig.actuator.startRequest(inputs(true), now: Instant(milliseconds: 8))
        #expect(early == StartRequest(priority: 4, since: since, isAble: false))
        let later = rig.actuator.startRequest(inputs(true), now: Instant(milliseconds: 100))
        #expect(later == StartRequest(priority: 4, since: since, isAble: true))
        let gated = rig.actuator.startRequest(inputs(true, .no), now: Instant(milliseconds: 100))
        #expect(gated?.isAble == false)
        #expect(rig.actuator.startRequest(inputs(false), now: Instant(milliseconds: 100)) == nil)
    }

    @Test("damaged bytes are told, never trapped on")
    func damage() throws {
        var rig = GuardRig(GuardSettings(safe: false, maxOn: 50, maxSwitches: .init(count: 3, perMilliseconds: 100)))
        _ = rig.decide(at: 1, true, origin: .remote(id: "a"))
        _ = rig.decide(at: 51, true, origin: .remote(id: "a"))
        var writer = ByteWriter()
        rig.actuator.write(to: &writer)
        for length in 0..<writer.bytes.count {
            var reader = ByteReader(writer.bytes[..<length])
            #expect(throws: MalformedBytes.self) {
                _ = try ActuatorGuard(from: &reader, settings: rig.actuator.settings)
            }
        }
        for place in writer.bytes.indices {
            for byte in UInt8.min...UInt8.max {
                var bytes = writer.bytes
                bytes[place] = byte
                var reader = ByteReader(bytes)
                // Many changes are still a guard; none may trap, then or when it is used.
                guard var other = try? ActuatorGuard(from: &reader, settings: rig.actuator.settings) else { continue }
                _ = other.decide(GuardInputs(winner: nil), now: Instant(milliseconds: 60))
                other.restart(now: Instant(milliseconds: 61))
            }
        }
    }
}
