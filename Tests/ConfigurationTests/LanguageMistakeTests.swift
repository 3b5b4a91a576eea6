import Configuration
import Engine
import Testing

/// Mistakes in what holds over time, in what speaks of other devices, and in what guards outputs.
@Suite struct LanguageMistakeTests {
    static let rules: [Row] = [
        Row(
            "an edge does not last", "rules:\n  r: {when: becomes(running), for: 5s}\n",
            "9:36: error: an edge does not last, so 'for' would never be over; remove 'for'"),
        Row(
            "a setting of an instant has no end", "rules:\n  r: {when: becomes(running), set: {a: true}}\n" + actuator,
            "9:36: error: an edge does not last: nothing says how long its setting does; write 'lease: 15m', or an 'until'"
        ),
        Row(
            "a name that no expression can say", "rules:\n  in: {when: running}\n",
            "9:3: error: 'in' is a word of the expression language; write another name, such as 'in_'"),
        Row(
            "a value instead of a list", "rules:\n  r: {when: 1 in 1}\n",
            "9:15: error: 'in' does not look for int in int; write a list on the right, such as [1, 2]"),
        Row(
            "a setting of a pattern has no end",
            "rules:\n  r: {pattern: [{start: running}, {then: \"!running\"}], set: {a: true}}\n" + actuator,
            "9:61: error: a pattern is an instant: nothing says how long its setting lasts; write 'lease: 15m'"),
        Row(
            "what is expected has a time", "rules:\n  r: {after: becomes(running), expect: \"temperature > 1.0\"}\n",
            "9:6: error: a rule with 'after' needs 'within'; write 'within: 5s'"),
        Row(
            "a heartbeat of nothing", "rules:\n  r: {heartbeat: telemetri, within: 1m}\n",
            "9:18: error: there is no input or signal 'telemetri'; write 'telemetry'"),
        Row(
            "keys of another form", "rules:\n  r: {when: running, times: 3}\n",
            "9:29: error: 'times' belongs to 'pattern'; remove it"),
        Row(
            "a pattern that begins with nothing", "rules:\n  r: {pattern: [{not: running}, {then: running}]}\n",
            "9:16: error: a pattern cannot begin with a 'not' without a time; write 'for: 10s' beside it, or a step before it"
        ),
        Row(
            "a not at the end has an end", "rules:\n  r: {pattern: [{start: running}, {not: \"temperature > 1.0\"}]}\n",
            "9:16: error: the 'not' at the end has no end itself; write 'within: 1m'"),
        Row(
            "a signal that never turns stale", "rules:\n  r: {when: stale(temperature)}\n",
            "9:19: error: 'temperature' never turns stale; write 'stale: 30s' for it under signals"),
        Row(
            "nothing says when it is stuck", "rules:\n  r: {when: stuck(temperature)}\n",
            "9:19: error: nothing says when 'temperature' is stuck; write 'stuck: 10m' for it under signals"),
        Row(
            "a window of nothing that changes", "rules:\n  r: {when: \"mean(1.0, 10m) > 2.0\"}\n",
            "9:19: error: the argument of 'mean' never changes; name a signal"),
        Row(
            "an unknown device", "rules:\n  r: {when: 'devices[\"pump-9\"].running'}\n",
            "9:32: error: there is no device 'pump-9'; write 'pump-1'"),
        Row(
            "an unknown name of another device", "rules:\n  r: {when: 'devices[\"pump-1\"].runing'}\n",
            "9:32: error: 'pump-1' has no 'runing'; write 'running'"),
        Row(
            "what inhibits must be there", "rules:\n  r: {when: running, inhibited_by: [maintenance]}\n",
            "9:36: error: there is no 'maintenance' that could inhibit"),
        Row(
            "out of reach",
            "signals: {temperature: {valid: [-40, 150]}}\nrules:\n  r: {when: \"running && temperature > 200.0\"}\n",
            "10:25: warning: 'temperature > 200.0' is never true: 'temperature' is valid from -40.0 to 150.0, so the rule 'r' "
                + "can never be raised; write another limit, or another valid range"
        ),
        Row(
            "a rule that ends its own cause", "rules:\n  r: {when: \"!a.on && running\", set: {a: true}}\n" + actuator,
            "9:39: warning: the rule 'r' asks for 'a.on' and sets 'a': what it does ends its own cause; write 'for:' or 'keep:' here, or 'min_on:' at the actuator"
        ),
        Row(
            "a rule that ends its own cause through a derived value",
            "derive: {idle: \"!a.on\"}\nrules:\n  r: {when: idle && running, set: {a: true}}\n" + actuator,
            "10:36: warning: the rule 'r' asks for 'a.on' and sets 'a': what it does ends its own cause; write 'for:' or 'keep:' here, or 'min_on:' at the actuator"
        ),
        Row(
            "a rule that keeps what it sets", "rules:\n  r: {when: \"a.on && running\", set: {a: true}}\n" + actuator),
        Row(
            "a window of texts",
            "derive: {label: 'running ? \"a\" : \"b\"'}\nrules:\n  r: {when: 'last(label, 10m) == \"a\"'}\n",
            "10:19: error: 'last' of a while takes numbers and booleans, and this is text; write a summary with [last]"),
        Row(
            "a mean of texts",
            "derive: {label: 'running ? \"a\" : \"b\"'}\nrules:\n  r: {when: 'mean(label, 10m) > 1.0'}\n",
            "10:19: error: 'mean' of a while takes numbers and booleans, and this is text; write 'count' or 'distinct', or name a number"
        ),
        Row(
            "no unit", "signals: {temperature: {unit: °C}}\n",
            "8:31: error: '°C' is no UCUM unit; write Cel"),
        Row(
            "a longer minimum than maximum",
            "rules:\n  r: {when: running, set: {a: true}}\nactuators:\n  a: {mqtt: {topic: t}, safe: false, min_on: 10m, max_on: 1m}\n",
            "11:46: error: it must stay on longer than it may; write a 'min_on' below 'max_on'"),
        Row(
            "an interlock that asks itself",
            "rules:\n  r: {when: running, set: {a: true}}\nactuators:\n  a: {mqtt: {topic: t}, safe: false, interlock: \"!a.on\"}\n",
            "11:50: error: the interlock of 'a' asks what 'a' does itself; ask another actuator or a signal"),
        Row(
            "times of day", "context: {night: {schedule: \"22:00-26:00\"}}\n",
            "8:29: error: '26:00' is no time of day; write for instance '22:00-06:00', or '06:00-09:00, 17:00-22:00'"
        ),
    ]

    private static let actuator = "actuators:\n  a: {mqtt: {topic: t}, safe: false}\n"

    @Test("a mistake in the rule language is told at its place, with the mend", arguments: rules)
    func check(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a wrong zone and a wrong time of one schedule are told both, each at its place")
    func schedule() throws {
        #expect(
            try mistakes(adding: "context:\n  night: {schedule: '22:00-26:00', zone: Europe/Olso}\n") == [
                "devices/pump.yaml:9:21: error: '26:00' is no time of day; write for instance '22:00-06:00', or "
                    + "'06:00-09:00, 17:00-22:00'",
                "devices/pump.yaml:9:42: error: there is no time zone 'Europe/Olso'; write a name such as 'Europe/Oslo'",
            ])
    }

    @Test("rules of two files in a circle are an error")
    func circle() throws {
        let files = try Files(devices: [
            "a":
                "device: a\ninputs: {i: {mqtt: a, signals: {x: x}}}\nrules:\n  one: {when: 'x && devices[\"b\"].two.raised'}\n",
            "b":
                "device: b\ninputs: {i: {mqtt: b, signals: {y: y}}}\nrules:\n  two: {when: 'y && devices[\"a\"].rules.one.raised'}\n",
        ])
        #expect(
            files.load().lines.map { String($0.split(separator: ";")[0]) } == [
                "devices/a.yaml:4:3: error: rules of several devices depend on one another in a circle: "
                    + "one (devices/a.yaml) -> two (devices/b.yaml) -> one (devices/a.yaml)"
            ])
    }

    static let groups: [(String, [String])] = [
        (
            "members: [c1.motor, c2.motor], one_start_per: 30s, limit: {sum: power, max: 30 kW, reserve: {c1: 18 kW, c2: 15000 W}}",
            []
        ),
        (
            "members: [c1.motor, c2.motor], limit: {sum: power, max: 30000 W, reserve: {c1: 40 kW}}",
            [
                "4:84: error: 'c1' could never start: its reserve is above the maximum; "
                    + "write a greater 'max', or a smaller reserve"
            ]
        ),
        ("members: [c1.motor, c3.motor], at_most: 1", ["4:18: error: there is no device 'c3'; write 'c1'"]),
        ("members: [c1.motor, c2.moter], at_most: 1", ["4:18: error: 'c2' has no actuator 'moter'; write 'motor'"]),
        (
            "members: [c1.motor, c2.motor], limit: {sum: power, max: 30 bar}",
            ["4:65: error: 'power' is in kW, the maximum in bar; write the maximum in kW"]
        ),
        (
            "members: [c1.motor, c2.motor], limit: {sum: power, max: 30 kW, reserve: {c1: 40 kW}}",
            [
                "4:82: error: 'c1' could never start: its reserve is above the maximum; "
                    + "write a greater 'max', or a smaller reserve"
            ]
        ),
    ]

    private static let compressors = """
        device: "{device}"
        devices: [c1, c2]
        inputs: {i: {mqtt: "p/{device}", signals: {power: kw, on: on}}}
        signals: {power: {unit: kW}}
        rules: {r: {when: "on && power < 20.0", set: {motor: true}}}
        actuators: {motor: {mqtt: {topic: "c/{device}"}, safe: false}}

        """

    @Test("a group's members, units and reserves are checked", arguments: groups)
    func checkGroup(group: String, lines: [String]) throws {
        let found = try mistakes(device: Self.compressors, gateway: Files.gateway + "groups:\n  air: {\(group)}\n")
        #expect(found == lines.map { "weir.yaml:\($0)" })
    }

    @Test("a group's maximum counts in the unit of what is added up, whichever of its kind it is written in")
    func convertGroup() throws {
        let group =
            "members: [c1.motor, c2.motor], limit: {sum: power, max: 30000 W, reserve: {c1: 18 kW, c2: 15000 W}}"
        let files = try Files(
            gateway: Files.gateway + "groups:\n  air: {\(group)}\n", devices: ["c": Self.compressors])
        let limit = try #require(files.load().configuration?.plan.groups.first?.settings.limit)
        #expect(limit.maximum == 30 && limit.reserves == [18, 15])
    }
}
