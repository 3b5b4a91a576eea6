import Testing

/// Keys that contradict one another, or say nothing.
@Suite struct KeyTests {
    static let rules: [Row] = [
        Row(
            "set is empty", "rules:\n  r: {when: running, set: {}}\n",
            "9:27: error: 'set' is empty; write 'set: {ACTUATOR: true}', or remove it"),
        Row(
            "keep with a latch", "rules:\n  r: {when: running, keep: 5s, latch: until_ack}\n",
            "9:28: error: only a person ends a latch, so 'keep' has no effect; remove 'keep'"),
        Row(
            "keep with an end", "rules:\n  r: {when: running, keep: 5s, until: temperature > 5.0}\n",
            "9:28: error: 'until' ends the rule, so 'keep' has no effect; remove one of them"),
        Row(
            "a cooldown of nothing", "rules:\n  r: {when: running, cooldown: 0s}\n",
            "9:32: error: '0s' is out of range; write 1ms to 36500d"),
        Row(
            "a rule that inhibits itself", "rules:\n  r: {when: running, inhibited_by: [r]}\n",
            "9:36: error: the rule 'r' would inhibit itself; remove it here"),
    ]

    static let signals: [Row] = [
        Row(
            "a factor of zero", "signals: {temperature: {scale: 0}}\n",
            "8:32: error: every value would be the offset; write a factor such as 0.1"),
        Row(
            "no change is true", "signals: {temperature: {max_step: 0}}\n",
            "8:35: error: no change could be true; write a 'max_step' above 0"),
        Row(
            "a deadband wider than the range", "signals: {temperature: {valid: [0, 10], deadband: 11}}\n",
            "8:51: error: no change within the valid range is as large; write a smaller 'deadband'"),
        Row("a deadband as wide", "signals: {temperature: {valid: [0, 10], deadband: 10}}\n"),
    ]

    static let context: [Row] = [
        Row(
            "days of a cron",
            "context: {m: {cron: \"0 8 * * *\", for: 1h, days: mon}}\nrules:\n  r: {when: running && m}\n",
            "8:49: error: 'days' belongs to 'schedule'; remove it"),
        Row(
            "a type of the clock",
            "context: {m: {schedule: \"08:00-09:00\", type: number}}\nrules:\n  r: {when: running && m > 1.0}\n",
            "8:46: error: the clock makes a condition true or false; remove 'type'"),
        Row(
            "a length of times of day",
            "context: {m: {schedule: \"08:00-09:00\", for: 1h}}\nrules:\n  r: {when: running && m}\n",
            "8:45: error: 'for' belongs to 'cron'; remove it"),
        Row(
            "a zone of a message", "context: {m: {mqtt: a/b, zone: Europe/Oslo}}\nrules:\n  r: {when: running && m}\n",
            "8:32: error: 'zone' belongs to 'schedule'; remove it"),
    ]

    static let actuators: [Row] = [
        Row(
            "on and off are one", "actuators:\n  fan: {mqtt: {topic: f, payload: {on: X, off: X}}, safe: false}\n",
            "9:48: error: on and off are the same command; write another one"),
        Row(
            "two send the same",
            "actuators:\n  fan: {mqtt: {topic: f}, safe: false}\n  lamp: {mqtt: {topic: f}, safe: false}\n",
            "10:24: error: 'fan' and 'lamp' send the same commands to one topic; give one of them another topic or payload"
        ),
        Row(
            "two on one topic",
            "actuators:\n  fan: {mqtt: {topic: f}, safe: false}\n  lamp: {mqtt: {topic: f, payload: {on: \"1\", off: \"0\"}}, safe: false}\n"
        ),
        Row(
            "an input reads the command", "actuators:\n  fan: {mqtt: {topic: plant/pump-1}, safe: false}\n",
            "9:23: warning: the input 'telemetry' reads this topic too, so it would get every command; write another topic, or a narrower one for the input"
        ),
        Row(
            "a signal that is never stale",
            "actuators:\n  fan: {mqtt: {topic: f}, safe: false, safe_when_stale: [temperature]}\n",
            "9:57: warning: 'temperature' never turns stale; write 'stale: 30s' for it under signals"),
        Row(
            "a signal that may be",
            "signals: {temperature: {stale: 30s}}\nactuators:\n  fan: {mqtt: {topic: f}, safe: false, safe_when_stale: [temperature]}\n"
        ),
    ]

    static let unused: [Row] = [
        Row(
            "a parameter", "parameters: {hot: 80.0}\n",
            "8:14: warning: nothing uses the parameter 'hot'; use it in an expression, or remove it"),
        Row(
            "a condition", "context: {night: {schedule: \"22:00-06:00\"}}\n",
            "8:11: warning: nothing uses the condition 'night'; use it in an expression, or remove it"),
        Row(
            "a parameter in a message",
            "parameters: {hot: 80.0}\nrules:\n  r: {when: running, message: \"above {hot}\"}\n"),
        Row(
            "a condition that inhibits",
            "context: {night: {schedule: \"22:00-06:00\"}}\nrules:\n  r: {when: running, inhibited_by: [night]}\n"),
    ]

    static let tests: [Row] = [
        Row(
            "no expectation",
            "rules:\n  r: {when: running}\ntests:\n  \"it runs\": {given: {running: true}, steps: [{at: 5s, running: false}]}\n",
            "11:3: warning: the test expects nothing, so it never fails; write 'expect: {...}' into a step")
    ]

    @Test("keys of a rule that have no effect are errors", arguments: rules)
    func checkRules(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("settings of a signal that let nothing through are errors", arguments: signals)
    func checkSignals(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a key of another kind of condition is an error", arguments: context)
    func checkContext(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("commands that do what is not meant are told", arguments: actuators)
    func checkActuators(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a name that nothing uses is a warning", arguments: unused)
    func checkUnused(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a test that expects nothing is a warning", arguments: tests)
    func checkTests(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }
}
