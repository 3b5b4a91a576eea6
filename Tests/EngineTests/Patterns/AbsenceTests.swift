import Engine
import Telemetry
import Testing

@Suite("Absence and heartbeat") struct AbsenceTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    private func armed() -> Absence {
        var absence = Absence()
        _ = absence.observe(trigger: .no, isExpected: .no, now: at(0), withinMilliseconds: 50)
        _ = absence.observe(trigger: .yes, isExpected: .no, now: at(100), withinMilliseconds: 50)
        return absence
    }

    @Test("what does not come is raised exactly when its time is over, however late somebody asks")
    func raised() {
        var absence = armed()
        #expect(absence.pass(now: at(149), withinMilliseconds: 50) == .wait(until: at(150)))
        #expect(absence.pass(now: at(170), withinMilliseconds: 50) == .raise(at: at(150)))
        #expect(absence.pass(now: at(500), withinMilliseconds: 50) == .none)
    }

    @Test("what comes in time satisfies it; what comes later clears it")
    func satisfied() {
        var absence = armed()
        #expect(absence.observe(trigger: .yes, isExpected: .yes, now: at(149), withinMilliseconds: 50) == .none)
        #expect(absence.pass(now: at(150), withinMilliseconds: 50) == .none)
        absence = armed()
        _ = absence.pass(now: at(150), withinMilliseconds: 50)
        #expect(absence.observe(trigger: .yes, isExpected: .unknown, now: at(150), withinMilliseconds: 50) == .none)
        #expect(absence.observe(trigger: .yes, isExpected: .yes, now: at(150), withinMilliseconds: 50) == .clear)
    }

    @Test("repeats of the trigger never re-arm, and edges while armed do not move the time")
    func repeats() {
        var absence = armed()
        for trigger in [Truth.yes, .no, .yes] {
            _ = absence.observe(trigger: trigger, isExpected: .no, now: at(130), withinMilliseconds: 50)
        }
        #expect(absence.nextDeadline(withinMilliseconds: 50) == at(150))
        _ = absence.pass(now: at(150), withinMilliseconds: 50)
        _ = absence.observe(trigger: .no, isExpected: .no, now: at(160), withinMilliseconds: 50)
        #expect(absence.observe(trigger: .yes, isExpected: .no, now: at(170), withinMilliseconds: 50) == .none)
        #expect(absence.isRaised)
    }

    @Test("nothing starts from a retained reading, from a trigger never seen false, or when what is expected is there")
    func startsNothing() {
        var absence = Absence()
        #expect(absence.observe(trigger: .yes, isExpected: .no, now: at(0), withinMilliseconds: 50) == .none)
        _ = absence.observe(trigger: .no, isExpected: .no, now: at(1), withinMilliseconds: 50)
        #expect(
            absence.observe(trigger: .yes, isExpected: .no, isRetained: true, now: at(2), withinMilliseconds: 50)
                == .none)
        _ = absence.observe(trigger: .no, isExpected: .no, now: at(3), withinMilliseconds: 50)
        #expect(absence.observe(trigger: .yes, isExpected: .yes, now: at(4), withinMilliseconds: 50) == .none)
        #expect(absence.nextDeadline(withinMilliseconds: 50) == nil)
    }

    @Test("a restart times anew what is armed, and leaves what is raised")
    func restart() {
        var absence = armed()
        #expect(absence.restart(now: at(1000), withinMilliseconds: 50) == .wait(until: at(1050)))
        #expect(absence.pass(now: at(1050), withinMilliseconds: 50) == .raise(at: at(1050)))
        #expect(absence.restart(now: at(2000), withinMilliseconds: 50) == .none)
        #expect(absence.isRaised)
    }

    @Test("a heartbeat is raised once, `within` after the last message, and cleared by the next")
    func heartbeat() {
        var heartbeat = Heartbeat()
        #expect(heartbeat.start(now: at(0), withinMilliseconds: 50) == .wait(until: at(50)))
        #expect(heartbeat.beat(now: at(40), withinMilliseconds: 50) == .none)
        #expect(heartbeat.pass(now: at(50), withinMilliseconds: 50) == .wait(until: at(90)))
        #expect(heartbeat.pass(now: at(200), withinMilliseconds: 50) == .raise(at: at(90)))
        #expect(heartbeat.pass(now: at(300), withinMilliseconds: 50) == .none)
        #expect(heartbeat.beat(now: at(310), withinMilliseconds: 50) == .clear(waitUntil: at(360)))
    }

    @Test("both are restored from their bytes in every state, and refuse other bytes")
    func restored() throws {
        var raised = armed()
        _ = raised.pass(now: at(150), withinMilliseconds: 50)
        for absence in [Absence(), armed(), raised] {
            var writer = ByteWriter()
            absence.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try Absence(from: &reader) == absence)
        }
        var silent = Heartbeat()
        _ = silent.start(now: at(0), withinMilliseconds: 50)
        let started = silent
        _ = silent.pass(now: at(50), withinMilliseconds: 50)
        for heartbeat in [Heartbeat(), started, silent] {
            var writer = ByteWriter()
            heartbeat.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try Heartbeat(from: &reader) == heartbeat)
        }
        #expect(throws: MalformedBytes.self) {
            var reader = ByteReader([9, 9])
            _ = try Absence(from: &reader)
        }
        #expect(throws: MalformedBytes.self) {
            var reader = ByteReader([])
            _ = try Heartbeat(from: &reader)
        }
    }
}
