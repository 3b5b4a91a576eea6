import GPIO
import TestSupport
import Testing

@Suite("Debouncer")
struct DebouncerTests {
    @Test("a level that stays for the period is reported once, at the end of the period")
    func still() {
        var debouncer = Debouncer(periodMilliseconds: 10, level: false)
        #expect(debouncer.edge(to: true, at: 100) == .wait(until: 110))
        #expect(debouncer.deadline == 110)
        #expect(debouncer.level == false)
        #expect(debouncer.timerFired(at: 112) == .changed(to: true, at: 110, waitUntil: nil))
        #expect(debouncer.level == true)
        #expect(debouncer.timerFired(at: 113) == .none)
        #expect(debouncer.deadline == nil)
    }

    @Test("bounce is reported as one change, a period after its last edge")
    func bounce() {
        var debouncer = Debouncer(periodMilliseconds: 10, level: false)
        for time in Int64(0)...20 {
            let action = debouncer.edge(to: time.isMultiple(of: 2), at: time)
            #expect(action == (time.isMultiple(of: 2) ? .wait(until: time + 10) : .stop))
        }
        #expect(debouncer.timerFired(at: 30) == .changed(to: true, at: 30, waitUntil: nil))
    }

    @Test("a glitch shorter than the period is never seen")
    func glitch() {
        var debouncer = Debouncer(periodMilliseconds: 10, level: true)
        #expect(debouncer.edge(to: false, at: 50) == .wait(until: 60))
        #expect(debouncer.edge(to: true, at: 59) == .stop)
        #expect(debouncer.timerFired(at: 60) == .none)
        #expect(debouncer.edge(to: true, at: 70) == .none)
        #expect(debouncer.level == true)
    }

    @Test("a second edge to the same level begins the wait anew")
    func repeated() {
        var debouncer = Debouncer(periodMilliseconds: 10, level: false)
        #expect(debouncer.edge(to: true, at: 0) == .wait(until: 10))
        #expect(debouncer.edge(to: true, at: 6) == .wait(until: 16))
        #expect(debouncer.timerFired(at: 10) == .wait(until: 16))
        #expect(debouncer.timerFired(at: 16) == .changed(to: true, at: 16, waitUntil: nil))
    }

    @Test("an edge that arrives before a late timer loses neither change")
    func late() {
        var debouncer = Debouncer(periodMilliseconds: 10, level: false)
        _ = debouncer.edge(to: true, at: 0)
        #expect(debouncer.edge(to: false, at: 25) == .changed(to: true, at: 10, waitUntil: 35))
        #expect(debouncer.timerFired(at: 35) == .changed(to: false, at: 35, waitUntil: nil))
        _ = debouncer.edge(to: true, at: 100)
        #expect(debouncer.edge(to: true, at: 120) == .changed(to: true, at: 110, waitUntil: nil))
    }

    @Test("a period of zero passes every change at once")
    func zero() {
        var debouncer = Debouncer(periodMilliseconds: 0, level: false)
        #expect(debouncer.edge(to: true, at: 5) == .changed(to: true, at: 5, waitUntil: nil))
        #expect(debouncer.edge(to: true, at: 6) == .none)
        #expect(debouncer.edge(to: false, at: 6) == .changed(to: false, at: 6, waitUntil: nil))
    }

    @Test("over random bounce: every report follows a full period of stillness, and reports alternate")
    func random() {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        var debouncer = Debouncer(periodMilliseconds: 5, level: false)
        var now: Int64 = 0
        var lastEdge: Int64 = -1_000
        var level = false
        for _ in 0..<20_000 {
            now += Int64.random(in: 0...4, using: &generator)
            let action: Debouncer.Action
            if let deadline = debouncer.deadline, now >= deadline, Bool.random(using: &generator) {
                action = debouncer.timerFired(at: now)
            } else {
                let still = now - lastEdge
                let wasMoving = debouncer.deadline != nil
                let new = Bool.random(using: &generator)
                action = debouncer.edge(to: new, at: now)
                if case .changed = action { #expect(wasMoving && still >= 5, "seed \(seed)") }
                lastEdge = now
            }
            if case .changed(let new, _, _) = action {
                #expect(new != level, "seed \(seed)")
                level = new
            }
            #expect(debouncer.level == level, "seed \(seed)")
        }
    }
}
