import Testing

/// Conditions that say nothing, found by reasoning before anything is measured.
@Suite struct ConditionTests {
    static let contradictions: [Row] = [
        Row(
            "two limits", "rules:\n  r: {when: \"temperature > 80.0 && temperature < 70.0\"}\n",
            "9:36: warning: 'temperature > 80.0' and 'temperature < 70.0' are never true at once, so the rule 'r' can never be raised; correct one of them"
        ),
        Row(
            "two limits among others",
            "rules:\n  r: {when: \"mode == \\\"on\\\" && temperature > 80.0 && mode != \\\"off\\\" && temperature < 70.0\"}\n",
            "9:73: warning: 'temperature > 80.0' and 'temperature < 70.0' are never true at once, so the rule 'r' can never be raised; correct one of them"
        ),
        Row(
            "two texts", "rules:\n  r: {when: \"mode == \\\"a\\\" && mode == \\\"b\\\"\"}\n",
            "9:31: warning: 'mode == \"a\"' and 'mode == \"b\"' are never true at once, so the rule 'r' can never be raised; correct one of them"
        ),
        Row(
            "a text that is not in the list",
            "rules:\n  r: {when: \"mode in [\\\"a\\\", \\\"b\\\"] && mode == \\\"c\\\"\"}\n",
            "9:40: warning: 'mode in [\"a\", \"b\"]' and 'mode == \"c\"' are never true at once, so the rule 'r' can never be raised; correct one of them"
        ),
        Row(
            "a condition and its opposite", "rules:\n  r: {when: \"valid(temperature) && !valid(temperature)\"}\n",
            "9:36: warning: 'valid(temperature)' and '!(valid(temperature))' are never true at once, so the rule 'r' can never be raised; correct one of them"
        ),
        Row(
            "a limit out of the valid range", "rules:\n  r: {when: \"temperature > 200.0\"}\n",
            "9:14: warning: 'temperature > 200.0' is never true: 'temperature' is valid from -40.0 to 150.0, so the rule 'r' can never be raised; write another limit, or another valid range"
        ),
        Row(
            "out of the range on the other side", "rules:\n  r: {when: \"-50.0 > temperature || mode == \\\"x\\\"\"}\n",
            "9:14: warning: '-50.0 > temperature' is never true: 'temperature' is valid from -40.0 to 150.0; write another limit, or another valid range"
        ),
        Row(
            "two windows", "rules:\n  r: {when: \"mean(temperature, 10m) > 5.0 && mean(temperature, 10m) <= 5.0\"}\n",
            "9:46: warning: 'mean(temperature, duration(\"600s\")) > 5.0' and 'mean(temperature, duration(\"600s\")) <= 5.0' are never true at once, so the rule 'r' can never be raised; correct one of them"
        ),
        Row(
            "two ages", "rules:\n  r: {when: \"age(temperature) > 30s && age(temperature) <= 30s\"}\n",
            "9:40: warning: 'age(temperature) > duration(\"30s\")' and 'age(temperature) <= duration(\"30s\")' are never true at once, so the rule 'r' can never be raised; correct one of them"
        ),
        Row(
            "a part of a condition",
            "rules:\n  r: {when: \"mode == \\\"x\\\" || temperature > 80.0 && temperature < 70.0\"}\n",
            "9:53: warning: 'temperature > 80.0' and 'temperature < 70.0' are never true at once; correct one of them"),
        Row(
            "a parameter that no device changes",
            "parameters: {armed: false}\nrules:\n  r: {when: \"armed && temperature > 5.0\"}\n",
            "10:14: warning: 'armed' is never true with these parameters, so the rule 'r' can never be raised; write others, or remove it"
        ),
        Row(
            "parameters",
            "parameters: {hot: 80.0}\nrules:\n  r: {when: \"temperature > hot && temperature < hot - 5.0\"}\n",
            "10:35: warning: 'temperature > hot' and 'temperature < (hot - 5.0)' are never true at once, so the rule 'r' can never be raised; correct one of them"
        ),
        Row(
            "an interlock", "actuators:\n  fan: {mqtt: {topic: f}, safe: false, interlock: \"temperature > 500.0\"}\n",
            "9:52: warning: 'temperature > 500.0' is never true: 'temperature' is valid from -40.0 to 150.0, so 'fan' can never leave its safe value; write another limit, or another valid range"
        ),
        Row(
            "a derived value", "derive: {d: \"temperature > 1.0 && temperature < 0.0 ? 1.0 : 2.0\"}\n",
            "8:35: warning: 'temperature > 1.0' and 'temperature < 0.0' are never true at once; correct one of them"),
        Row(
            "a step",
            "rules:\n  r: {pattern: [{start: \"temperature > 5.0 && temperature < 4.0\"}, {then: temperature > 1.0}]}\n",
            "9:47: warning: 'temperature > 5.0' and 'temperature < 4.0' are never true at once; correct one of them"),
    ]

    static let tautologies: [Row] = [
        Row(
            "two limits that overlap", "rules:\n  r: {when: \"temperature > 1.0 || temperature < 2.0\"}\n",
            "9:35: warning: 'temperature > 1.0' or 'temperature < 2.0' is always true, so the rule 'r' is never cleared; correct one of them"
        ),
        Row(
            "true or something", "rules:\n  r: {when: \"true || temperature > 5.0\"}\n",
            "9:22: warning: 'true' or 'temperature > 5.0' is always true, so the rule 'r' is never cleared; correct one of them"
        ),
        Row(
            "a limit below the valid range", "rules:\n  r: {when: \"temperature > -100.0\"}\n",
            "9:14: warning: 'temperature > -100.0' is always true: 'temperature' is valid from -40.0 to 150.0, so the rule 'r' is never cleared; write another limit, or another valid range"
        ),
        Row(
            "a part that is always true",
            "rules:\n  r: {when: \"mode == \\\"x\\\" && (temperature > 1.0 || temperature <= 1.0)\"}\n",
            "9:53: warning: 'temperature > 1.0' or 'temperature <= 1.0' is always true; correct one of them"),
        Row(
            "unequal to two texts", "rules:\n  r: {when: \"mode != \\\"a\\\" || mode != \\\"b\\\"\"}\n",
            "9:31: warning: 'mode != \"a\"' or 'mode != \"b\"' is always true, so the rule 'r' is never cleared; correct one of them"
        ),
        Row(
            "after", "rules:\n  r: {after: \"temperature > -100.0\", expect: mode == \"x\", within: 5s}\n",
            "9:15: warning: 'temperature > -100.0' is always true: 'temperature' is valid from -40.0 to 150.0, so the rule 'r' can never be raised; write another limit, or another valid range"
        ),
    ]

    static let repeats: [Row] = [
        Row(
            "a weaker limit", "rules:\n  r: {when: \"temperature > 80.0 && temperature > 70.0\"}\n",
            "9:36: warning: 'temperature > 70.0' adds nothing to 'temperature > 80.0'; correct one of them, or remove it"
        ),
        Row(
            "a stronger limit", "rules:\n  r: {when: \"temperature > 70.0 || temperature > 80.0\"}\n",
            "9:36: warning: 'temperature > 80.0' adds nothing to 'temperature > 70.0'; correct one of them, or remove it"
        ),
        Row(
            "the same twice", "rules:\n  r: {when: \"mode == \\\"a\\\" && mode == \\\"a\\\"\"}\n",
            "9:31: warning: 'mode == \"a\"' adds nothing to 'mode == \"a\"'; correct one of them, or remove it"),
        Row(
            "not with parameters",
            "parameters: {hot: 80.0}\nrules:\n  r: {when: \"temperature > hot && temperature > 70.0\"}\n"),
    ]

    static let constants: [Row] = [
        Row(
            "numbers", "rules:\n  r: {when: \"1.0 > 2.0\"}\n",
            "9:3: warning: the rule 'r' depends on nothing that changes; name a signal in 'when'"),
        Row(
            "a parameter alone", "parameters: {armed: true}\nrules:\n  r: {when: \"armed\"}\n",
            "10:3: warning: the rule 'r' depends on nothing that changes; name a signal in 'when'"),
        Row(
            "the name of the device", "rules:\n  r: {when: \"device == \\\"pump-1\\\"\"}\n",
            "9:3: warning: the rule 'r' depends on nothing that changes; name a signal in 'when'"),
    ]

    static let sense: [Row] = [
        Row("a band", "rules:\n  r: {when: \"temperature > 1.0 && temperature < 2.0\"}\n"),
        Row("outside a band", "rules:\n  r: {when: \"temperature < 1.0 || temperature > 2.0\"}\n"),
        Row("at a limit", "rules:\n  r: {when: \"temperature >= 1.0 && temperature <= 1.0\"}\n"),
        Row("at the end of the range", "rules:\n  r: {when: \"temperature >= 150.0\"}\n"),
        Row(
            "a parameter that a device may change",
            "parameters: {hot: 80.0}\noverrides: {}\nrules:\n  r: {when: \"temperature > hot\"}\n"),
        Row("texts", "rules:\n  r: {when: \"mode == \\\"a\\\" || mode == \\\"b\\\"\"}\n"),
        Row("what may be unknown", "rules:\n  r: {when: \"temperature > 50.0 || !valid(temperature)\"}\n"),
        Row(
            "a macro with a name of its own",
            "rules:\n  r: {when: \"[1.0, 2.0].exists(temperature, temperature > 200.0) || mode == \\\"x\\\"\"}\n"),
    ]

    static let ends: [Row] = [
        Row(
            "the same condition", "rules:\n  r: {when: temperature > 80.0, until: temperature > 80.0}\n",
            "9:40: error: 'until' is true whenever 'when' is, so the rule would end as soon as it is raised; write when it is over, or remove 'until' where that is when 'when' is false"
        ),
        Row(
            "a weaker one", "rules:\n  r: {when: temperature > 80.0, for: 5s, until: temperature > 70.0}\n",
            "9:49: error: 'until' is true whenever 'when' is, so the rule would end as soon as it is raised; write when it is over, or remove 'until' where that is when 'when' is false"
        ),
        Row(
            "one of two", "rules:\n  r: {when: mode == \"x\", until: mode == \"x\" || temperature < 5.0}\n",
            "9:33: error: 'until' is true whenever 'when' is, so the rule would end as soon as it is raised; write when it is over, or remove 'until' where that is when 'when' is false"
        ),
        Row(
            "an end that never comes", "rules:\n  r: {when: temperature > 80.0, until: temperature < -50.0}\n",
            "9:40: warning: 'temperature < -50.0' is never true: 'temperature' is valid from -40.0 to 150.0, so the rule 'r' is never cleared; write another limit, or another valid range"
        ),
        Row(
            "an end that is always there", "rules:\n  r: {when: mode == \"x\", until: temperature > -50.0}\n",
            "9:33: warning: 'temperature > -50.0' is always true: 'temperature' is valid from -40.0 to 150.0, so the rule 'r' ends as soon as it is raised; write another limit, or another valid range"
        ),
        Row("hysteresis", "rules:\n  r: {when: temperature > 80.0, until: temperature < 70.0}\n"),
        Row(
            "the next press of a button", "rules:\n  r: {when: becomes(mode == \"x\"), until: becomes(mode == \"x\")}\n"
        ),
    ]

    static let expectations: [Row] = [
        Row(
            "the same", "rules:\n  r: {after: becomes(mode == \"x\"), expect: mode == \"x\", within: 5s}\n",
            "9:44: warning: 'expect' is true already whenever 'after' is, so the rule 'r' can never be raised; write what is to follow"
        ),
        Row(
            "a weaker one", "rules:\n  r: {after: temperature > 80.0, expect: temperature > 70.0, within: 5s}\n",
            "9:42: warning: 'expect' is true already whenever 'after' is, so the rule 'r' can never be raised; write what is to follow"
        ),
        Row(
            "never", "rules:\n  r: {after: mode == \"x\", expect: temperature > 400.0, within: 5s}\n",
            "9:35: warning: 'temperature > 400.0' is never true: 'temperature' is valid from -40.0 to 150.0, so the rule 'r' is raised every time; write another limit, or another valid range"
        ),
        Row("another thing", "rules:\n  r: {after: becomes(mode == \"x\"), expect: temperature > 70.0, within: 5s}\n"),
    ]

    @Test(
        "a condition that is never true is a warning that says which parts exclude each other",
        arguments: contradictions)
    func checkContradictions(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a condition that is always true is a warning", arguments: tautologies)
    func checkTautologies(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a part that follows from another is a warning", arguments: repeats)
    func checkRepeats(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a condition in which nothing changes is a warning", arguments: constants)
    func checkConstants(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a condition that makes sense is not warned of", arguments: sense)
    func checkSense(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("an end that holds whenever the rule begins is an error", arguments: ends)
    func checkEnds(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("what is there already when it is waited for is a warning", arguments: expectations)
    func checkExpectations(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }
}
