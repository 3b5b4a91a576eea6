import Engine
import Telemetry
import Testing

@Suite struct HoldTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    @Test("`for` is inclusive: it fires when the condition has held exactly so long, not a millisecond before")
    func inclusive() {
        var hold = Hold()
        #expect(hold.observe(when: .yes, until: nil, now: at(100), forMilliseconds: 50) == .wait(until: at(150)))
        #expect(hold.pass(now: at(149), forMilliseconds: 50) == .wait(until: at(150)))
        #expect(hold.pass(now: at(150), forMilliseconds: 50) == .raise)
        #expect(hold.pass(now: at(151), forMilliseconds: 50) == .none)
    }

    @Test("a condition that leaves while it is pending begins anew")
    func pendingLeaves() {
        var hold = Hold()
        _ = hold.observe(when: .yes, until: nil, now: at(0), forMilliseconds: 50)
        #expect(hold.observe(when: .no, until: nil, now: at(49), forMilliseconds: 50) == .none)
        #expect(hold.pass(now: at(50), forMilliseconds: 50) == .none)
        #expect(hold.observe(when: .yes, until: nil, now: at(60), forMilliseconds: 50) == .wait(until: at(110)))
    }

    @Test("a condition that stays true does not begin anew with every reading")
    func pendingStays() {
        var hold = Hold()
        _ = hold.observe(when: .yes, until: nil, now: at(0), forMilliseconds: 50)
        #expect(hold.observe(when: .yes, until: nil, now: at(30), forMilliseconds: 50) == .none)
        #expect(hold.state == .pending(since: at(0)))
    }

    @Test("without `until` a rule clears when its condition is no more; without `for` it is raised at once")
    func withoutUntil() {
        var hold = Hold()
        #expect(hold.observe(when: .yes, until: nil, now: at(0), forMilliseconds: 0) == .raise)
        #expect(hold.observe(when: .yes, until: nil, now: at(1), forMilliseconds: 0) == .none)
        #expect(hold.observe(when: .no, until: nil, now: at(2), forMilliseconds: 0) == .clear)
        #expect(hold.observe(when: .yes, until: nil, now: at(3), forMilliseconds: 0) == .raise)
    }

    @Test("with `until` a rule stays raised between the two thresholds")
    func hysteresis() {
        var hold = Hold()
        #expect(hold.observe(when: .yes, until: .no, now: at(0), forMilliseconds: 0) == .raise)
        #expect(hold.observe(when: .no, until: .no, now: at(1), forMilliseconds: 0) == .none)
        #expect(hold.observe(when: .no, until: .yes, now: at(2), forMilliseconds: 0) == .clear)
        #expect(hold.state == .idle)
    }

    @Test("cleared while the condition still holds, a rule fires again only after the condition has left")
    func spent() {
        var hold = Hold()
        #expect(hold.observe(when: .yes, until: .no, now: at(0), forMilliseconds: 0) == .raise)
        #expect(hold.observe(when: .yes, until: .yes, now: at(1), forMilliseconds: 0) == .clear)
        #expect(hold.state == .spent)
        #expect(hold.observe(when: .yes, until: .no, now: at(2), forMilliseconds: 0) == .none)
        #expect(hold.observe(when: .unknown, until: .no, now: at(3), forMilliseconds: 0) == .none)
        #expect(hold.observe(when: .no, until: .no, now: at(4), forMilliseconds: 0) == .none)
        #expect(hold.observe(when: .yes, until: .no, now: at(5), forMilliseconds: 0) == .raise)
    }

    @Test("`until` has no say before the rule is raised")
    func untilBeforeRaised() {
        var hold = Hold()
        #expect(hold.observe(when: .yes, until: .yes, now: at(0), forMilliseconds: 5) == .wait(until: at(5)))
        #expect(hold.observe(when: .yes, until: .yes, now: at(1), forMilliseconds: 5) == .none)
        #expect(hold.pass(now: at(5), forMilliseconds: 5) == .raise)
    }

    @Test(
        "an evaluation error changes nothing: it neither raises nor clears nor starts",
        arguments: [Hold.State.idle, .pending(since: Instant(milliseconds: 0)), .raised, .spent])
    func unknown(state: Hold.State) {
        for until in [nil, Truth.no, .unknown] {
            var hold = Hold()
            hold.state = state
            #expect(hold.observe(when: .unknown, until: until, now: at(9), forMilliseconds: 5) == .none)
            #expect(hold.state == state)
        }
    }

    @Test(
        "a hold says beforehand whether it would move",
        arguments: [
            Hold.State.idle, .pending(since: Instant(milliseconds: 0)), .raised,
            .kept(since: Instant(milliseconds: 0)), .spent,
        ])
    func isMoved(state: Hold.State) {
        for (when, until) in [Truth.yes, .no, .unknown].flatMap({ when in
            [nil, Truth.yes, .no, .unknown].map { (when, $0) }
        }) {
            for milliseconds in [Int64(0), 5] {
                var hold = Hold()
                hold.state = state
                let isMoved = hold.isMoved(when: when, until: until)
                let action = hold.observe(
                    when: when, until: until, now: at(1), forMilliseconds: milliseconds, keepMilliseconds: milliseconds)
                #expect(isMoved == (hold.state != state || action != .none), "\(when) \(String(describing: until))")
            }
        }
    }
}
