import Configuration
import Engine
import Testing

/// `time:` of an input, and what it does to the rest of the file.
@Suite struct EventTimeTests {
    private static func device(_ time: String, rest: String = "") -> String {
        """
        device: d
        inputs:
          i: {mqtt: a, time: \(time), signals: {t: t}}
          door: {gpio: {chip: c, line: "1"}, signal: open}
        summaries: {m: {every: 1m, of: {t: [last], open: [last]}}}
        \(rest)
        """
    }

    private func plan(_ time: String) throws -> EventTimePlan? {
        let outcome = try Files(devices: ["pump": Self.device(time)]).load()
        #expect(outcome.lines == [])
        return try #require(outcome.configuration).plan.templates[0].eventTime
    }

    @Test("with max_delay an input is taken in the order of its own times; the others count at their arrival")
    func settings() throws {
        let plan = try #require(try plan("{field: ts, max_delay: 5s, idle_after: 2m, late: keep}"))
        #expect(
            plan.inputs == [
                EventTimeSettings(maximumDelayMilliseconds: 5000, idleAfterMilliseconds: 120_000, late: .keep), nil,
            ])
    }

    @Test("a minute of silence is waited for, and what is late is dropped, where nothing else is written")
    func defaults() throws {
        let plan = try #require(try plan("{field: ts, max_delay: 0s}"))
        #expect(
            plan.inputs[0]
                == EventTimeSettings(maximumDelayMilliseconds: 0, idleAfterMilliseconds: 60_000, late: .drop))
    }

    @Test("without max_delay every reading counts at its arrival", arguments: ["ts", "{field: ts, unit: s}"])
    func arrival(time: String) throws {
        #expect(try plan(time) == nil)
    }

    @Test("a SenML pack says its times itself")
    func senml() throws {
        let device = """
            device: d
            inputs: {i: {mqtt: a, decode: senml, time: {max_delay: 5s}, signals: {t: t}}}
            summaries: {m: {every: 1m, of: {t: [last]}}}
            """
        #expect(try mistakes(device: device) == [])
    }

    static let wrong: [(String, String)] = [
        (
            "{field: ts, idle_after: 1m}",
            "3:46: error: 'idle_after' is for readings in the order of their own times; write 'max_delay: 5s' beside it, "
                + "or remove it"
        ),
        (
            "{field: ts, late: keep}",
            "3:40: error: 'late' is for readings in the order of their own times; write 'max_delay: 5s' beside it, or "
                + "remove it"
        ),
        ("{max_delay: 5s}", "3:22: error: a time needs 'field'; write 'field: ts'"),
    ]

    @Test("what means nothing is an error at its place, with what to write", arguments: wrong)
    func mistakesOfTime(time: String, line: String) throws {
        #expect(try mistakes(device: Self.device(time)) == ["devices/pump.yaml:\(line)"])
    }

    @Test("a delay beyond a day, or a word that is none, is an error")
    func values() throws {
        #expect(try mistakes(device: Self.device("{field: ts, max_delay: 2d}")).count == 1)
        #expect(try mistakes(device: Self.device("{field: ts, max_delay: 5s, late: perhaps}")).count == 1)
    }

    @Test("an actuator that would move late is warned of, and its interlock before all, with the delay and the mend")
    func actuators() throws {
        let rest = """
            rules: {hot: {when: t > 1.0, set: {fan: true}}}
            actuators: {fan: {mqtt: {topic: b}, safe: false}}
            """
        let late =
            "with 'max_delay' in 'i' all inputs of the device wait for their turn; put 'i' in a file of its own, "
            + "or leave out 'max_delay'"
        let time = "{field: ts, max_delay: 5s}"
        #expect(
            try mistakes(device: Self.device(time, rest: rest))
                == ["devices/pump.yaml:7:13: warning: 'fan' moves 5s late or more: \(late)"])
        #expect(
            try mistakes(
                device: Self.device(
                    time, rest: rest.replacing("safe: false", with: "safe: false, interlock: \"!open\"")))
                == ["devices/pump.yaml:7:13: warning: the interlock of 'fan' sees 'open' 5s late or more: \(late)"])
        #expect(try mistakes(device: Self.device("ts", rest: rest)) == [], "the control: nothing waits")
    }

    @Test("a signal that is stale before its turn has come is warned of")
    func stale() throws {
        let found = try mistakes(device: Self.device("{field: ts, max_delay: 5s}", rest: "signals: {t: {stale: 5s}}\n"))
        #expect(
            found == [
                "devices/pump.yaml:6:11: warning: 't' is stale after 5s, and its readings wait 5s for their turn: it "
                    + "hardly ever has a value; write a longer 'stale', or a shorter 'max_delay'"
            ])
    }
}
