import Engine
import Telemetry
import TestSupport
import Testing

@Suite struct RuleGateTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    @Test("a cooldown keeps the next raise back until exactly so long after the last one that passed")
    func cooldown() {
        var gate = RaiseGate(settings: .init(cooldown: 100))
        #expect(gate.ask(now: at(0)) == .pass)
        #expect(gate.ask(now: at(99)) == .cooling(until: at(100)))
        #expect(gate.ask(now: at(100)) == .pass)
        #expect(gate.ask(now: at(150)) == .cooling(until: at(200)), "what was denied does not prolong it")
        #expect(gate.deniedCount == 2)
    }

    @Test("at most n raises pass within any span")
    func limit() {
        var gate = RaiseGate(settings: .init(limit: .init(count: 2, perMilliseconds: 100)))
        #expect(gate.ask(now: at(0)) == .pass)
        #expect(gate.ask(now: at(60)) == .pass)
        #expect(gate.ask(now: at(99)) == .limited(until: at(100)))
        #expect(gate.ask(now: at(100)) == .pass)
        #expect(gate.ask(now: at(101)) == .limited(until: at(160)))
    }

    @Test("gates agree with counting by hand, and go on from their bytes")
    func gateProperty() throws {
        try RandomRuns.run("gates of raises") { random in
            let settings = RaiseGate.Settings(
                cooldown: random.pick([0, 3, 7]),
                limit: random.chance(0.6)
                    ? .init(count: random.pick([1, 2, 4]), perMilliseconds: random.pick([5, 20])) : nil)
            var gate = RaiseGate(settings: settings)
            var passed: [Int64] = []
            var time: Int64 = 0
            for _ in 0..<80 {
                time += random.pick([0, 1, 2, 4])
                let isCooling = settings.cooldown > 0 && passed.contains { time - $0 < settings.cooldown }
                let isLimited = settings.limit.map { limit in
                    passed.count { time - $0 < limit.perMilliseconds } >= limit.count
                }
                let expected = !isCooling && !(isLimited ?? false)
                if expected { passed.append(time) }
                let answer = gate.ask(now: at(time))
                guard (answer == .pass) == expected else { return "\(settings) at \(time) after \(passed): \(answer)" }
                var writer = ByteWriter()
                gate.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                let restored = try RaiseGate(from: &reader, settings: settings)
                guard restored == gate, reader.isAtEnd else { return "the snapshot at \(time) differs" }
                gate = restored
            }
            return nil
        }
    }

    @Test("repeats come every period from the raise on, each at its own time however late it is asked for")
    func repetition() {
        var repetition = Repetition(period: 10)
        #expect(repetition.pass(now: at(100)) == nil)
        repetition.raised(at: at(5))
        #expect(repetition.nextDeadline == at(15))
        #expect(repetition.pass(now: at(14)) == nil)
        #expect(repetition.pass(now: at(37)) == at(15))
        #expect(repetition.pass(now: at(37)) == at(25))
        #expect(repetition.pass(now: at(37)) == at(35))
        #expect(repetition.pass(now: at(37)) == nil)
        repetition.resume(now: at(95))
        #expect(repetition.pass(now: at(95)) == at(95), "what fell due while away is not made up for")
        repetition.cleared()
        #expect(repetition.pass(now: at(1_000)) == nil)
    }

    @Test("of more repeats than may be told at once the latest are left out, and counted")
    func manyRepeats() {
        var repetition = Repetition(period: 10, maximum: 3)
        repetition.raised(at: at(5))
        func pass(_ passing: UInt64, to end: Int64) -> (told: [Instant], dropped: Int) {
            var told: [Instant] = []
            var dropped = 0
            while let due = repetition.pass(now: at(end)) {
                let left = repetition.drop(in: passing, until: at(end))
                if left == 0 { told.append(due) }
                dropped += left
            }
            return (told, dropped)
        }
        #expect(pass(1, to: 35) == ([at(15), at(25), at(35)], 0), "three may be")
        #expect(pass(2, to: 1_005) == ([at(45), at(55), at(65)], 94) && repetition.droppedCount == 94)
        #expect(pass(3, to: 1_015) == ([at(1_015)], 0), "the next passing of time is another")
        #expect(pass(4, to: .max).dropped > 0, "no time is too far")
    }

    @Test("an alarm that is acknowledged while its cause is there clears with its cause; after that it clears at once")
    func latch() {
        var latch = Latch()
        #expect(latch.acknowledge() == .notRaised)
        #expect(latch.observe(isActive: true) == .raise)
        #expect(latch.isLatched)
        #expect(latch.acknowledge() == .acknowledged)
        #expect(latch.isRaised && !latch.isLatched)
        #expect(latch.acknowledge() == .alreadyAcknowledged)
        #expect(latch.observe(isActive: false) == .clear)
        #expect(!latch.isRaised)
        #expect(latch.observe(isActive: true) == .raise)
        #expect(latch.observe(isActive: false) == .none)
        #expect(latch.isRaised && latch.isLatched)
        #expect(latch.observe(isActive: true) == .none, "the same alarm")
        #expect(latch.observe(isActive: false) == .none)
        #expect(latch.acknowledge() == .cleared)
        #expect(!latch.isRaised)
        #expect(latch.trigger() == .raise)
        #expect(latch.isLatched)
        #expect(latch.acknowledge() == .cleared)
    }

    @Test("a latch survives its bytes in every state")
    func latchBytes() throws {
        for path in 0..<4 {
            var latch = Latch()
            if path > 0 { _ = latch.observe(isActive: true) }
            if path == 2 { _ = latch.observe(isActive: false) }
            if path == 3 { _ = latch.acknowledge() }
            var writer = ByteWriter()
            latch.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try Latch(from: &reader) == latch)
        }
        var reader = ByteReader([4])
        #expect(throws: MalformedBytes.self) { _ = try Latch(from: &reader) }
    }
}

/// A hold behind an inhibition, as an engine would run it.
struct InhibitionRig {
    var inhibition: Inhibition
    var hold = Hold()
    var told: [String] = []
    let duration: Int64 = 10

    init(_ policy: Inhibition.Policy) { inhibition = Inhibition(policy: policy) }

    mutating func at(_ time: Int64, when: Truth, inhibited: Truth) {
        let now = Instant(milliseconds: time)
        pass(now)
        if case .ended(isRaiseDue: true) = inhibition.observe(inhibited, hold: &hold, now: now) {
            told.append("\(time) raised")
        }
        let action = hold.observe(
            when: inhibition.admitted(when, hold: hold), until: nil, now: now, forMilliseconds: duration)
        tell(action, now)
        // A pause that ended may leave a deadline that is due already.
        pass(now)
    }

    private mutating func pass(_ now: Instant) {
        guard case .pending(let since) = hold.state, inhibition.mayPass else { return }
        let due = since.advanced(by: duration)
        guard due <= now else { return }
        tell(hold.pass(now: due, forMilliseconds: duration), due)
    }

    private mutating func tell(_ action: Hold.Action, _ now: Instant) {
        switch inhibition.told(action) {
        case .raise: told.append("\(now.milliseconds) raised")
        case .clear: told.append("\(now.milliseconds) cleared")
        case .none, .wait: break
        }
    }
}

@Suite struct InhibitionTests {
    @Test(
        "while inhibited nothing is raised; then `for` begins anew, goes on, or is told late",
        arguments: [(.restart, "45 raised"), (.pause, "40 raised"), (.mute, "35 raised")]
            as [(Inhibition.Policy, String)])
    func policies(policy: Inhibition.Policy, raise: String) {
        var rig = InhibitionRig(policy)
        rig.at(0, when: .yes, inhibited: .no)
        rig.at(5, when: .yes, inhibited: .yes)
        rig.at(20, when: .yes, inhibited: .yes)
        rig.at(35, when: .yes, inhibited: .no)
        rig.at(100, when: .yes, inhibited: .no)
        #expect(rig.told == [raise])
        rig.at(101, when: .no, inhibited: .no)
        #expect(rig.told == [raise, "101 cleared"])
    }

    @Test("a condition that begins while inhibited is held from the end of the inhibition, but where it is only muted")
    func begins() {
        for policy in Inhibition.Policy.allCases {
            var rig = InhibitionRig(policy)
            rig.at(0, when: .no, inhibited: .yes)
            rig.at(5, when: .yes, inhibited: .yes)
            rig.at(50, when: .yes, inhibited: .no)
            rig.at(100, when: .yes, inhibited: .no)
            #expect(rig.told == [policy == .mute ? "50 raised" : "60 raised"])
        }
    }

    @Test("what came and went while inhibited was never there")
    func gone() {
        for policy in Inhibition.Policy.allCases {
            var rig = InhibitionRig(policy)
            rig.at(0, when: .yes, inhibited: .yes)
            rig.at(30, when: .no, inhibited: .yes)
            rig.at(40, when: .no, inhibited: .no)
            #expect(rig.told.isEmpty)
        }
    }

    @Test("what is raised before stays raised, and clears as ever")
    func raisedBefore() {
        for policy in Inhibition.Policy.allCases {
            var rig = InhibitionRig(policy)
            rig.at(0, when: .yes, inhibited: .no)
            rig.at(15, when: .yes, inhibited: .yes)
            #expect(rig.inhibition.isEffective(rig.hold))
            rig.at(20, when: .no, inhibited: .yes)
            #expect(rig.told == ["10 raised", "20 cleared"])
        }
    }

    @Test("an inhibition that can't be evaluated does not inhibit")
    func unknown() {
        var rig = InhibitionRig(.restart)
        rig.at(0, when: .yes, inhibited: .unknown)
        rig.at(20, when: .yes, inhibited: .unknown)
        #expect(rig.told == ["10 raised"])
    }

    @Test("an inhibition goes on from its bytes")
    func bytes() throws {
        for policy in Inhibition.Policy.allCases {
            var whole = InhibitionRig(policy)
            var parts = InhibitionRig(policy)
            let steps: [(Int64, Truth, Truth)] = [
                (0, .yes, .no), (5, .yes, .yes), (20, .no, .yes), (21, .yes, .yes), (40, .yes, .no), (60, .no, .no),
            ]
            for (time, when, inhibited) in steps {
                whole.at(time, when: when, inhibited: inhibited)
                parts.at(time, when: when, inhibited: inhibited)
                var writer = ByteWriter()
                parts.inhibition.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                parts.inhibition = try Inhibition(from: &reader, policy: policy)
            }
            #expect(whole.told == parts.told && whole.inhibition == parts.inhibition)
        }
    }
}
