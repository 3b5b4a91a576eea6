import Configuration
import Engine
import Testing

/// What files say of one another, and of devices that nobody lists.
@Suite struct SiteTests {
    private static func open(_ rest: String) -> String {
        "device: \"{device}\"\ninputs: {i: {mqtt: \"p/{device}\", signals: {x: x}}}\n" + rest
    }

    private func check(_ devices: [String: String], gateway: String = Files.gateway, _ lines: String...) throws {
        let found = try Files(gateway: gateway, devices: devices).load().lines
        #expect(found == lines)
    }

    @Test("a rule that reads itself through a device that nobody lists is an error")
    func openCircles() throws {
        try check(
            ["a": Self.open("rules: {r: {when: 'x > 1.0 && devices[\"p\"].rules.r.raised'}}\n")],
            "devices/a.yaml:3:9: error: rules of several devices depend on one another in a circle: r (devices/a.yaml) -> r "
                + "(devices/a.yaml); break the circle")
        try check(
            ["a": Self.open("derive: {z: 'x + devices[\"p\"].z'}\nrules: {r: {when: z > 1.0}}\n")],
            "devices/a.yaml:1:9: error: rules of several devices depend on one another in a circle: z (devices/a.yaml) -> z "
                + "(devices/a.yaml); break the circle")
    }

    @Test("so is one that reads itself by the name of its own device")
    func ownName() throws {
        let rule = "rules: {r: {when: 'x > 1.0 && devices[\"p\"].r.raised'}}\n"
        let words =
            "rules of several devices depend on one another in a circle: r (devices/a.yaml) -> r (devices/a.yaml)"
        try check(
            ["a": "device: p\ninputs: {i: {mqtt: p, signals: {x: x}}}\n" + rule],
            "devices/a.yaml:3:9: error: \(words); break the circle")
        try check(
            ["a": Self.open(rule + "devices: [p, q]\n")], "devices/a.yaml:3:9: error: \(words); break the circle")
    }

    @Test("reading a signal of a device of the same file is no circle")
    func signals() throws {
        try check(["a": Self.open("rules: {r: {when: 'x > devices[\"p\"].x'}, s: {when: 'devices[\"p\"].r.raised'}}\n")]
        )
    }

    /// Rules of which each asks the one before.
    private static func chain(_ count: Int, first: String = "x > 1.0") -> String {
        "rules:\n"
            + (0..<count).map { "  r\($0): {when: '\($0 == 0 ? first : "r\($0 - 1).raised")'}\n" }.joined()
    }

    @Test("more than eight rules in a chain are an error that names them, in one file and over several")
    func chains() throws {
        try check(["a": Self.open(Self.chain(8))])
        try check(
            ["a": Self.open(Self.chain(9))],
            "devices/a.yaml:12:3: error: 9 rules ask one another in a chain, and no more than 8 may: r0 -> r1 -> r2 -> r3 -> "
                + "r4 -> r5 -> r6 -> r7 -> r8; let one of them ask the signals themselves")
        let first = "device: p\ninputs: {i: {mqtt: p, signals: {x: x}}}\n" + Self.chain(5)
        func second(_ count: Int) -> String {
            "device: q\ninputs: {i: {mqtt: q, signals: {x: x}}}\n"
                + Self.chain(count, first: "x > 1.0 && devices[\"p\"].r4.raised")
        }
        try check(["a": first, "b": second(3)])
        let names = (0..<5).map { "r\($0) (devices/a.yaml)" } + (0..<4).map { "r\($0) (devices/b.yaml)" }
        try check(
            ["a": first, "b": second(4)],
            "devices/b.yaml:7:3: error: 9 rules ask one another in a chain, and no more than 8 may: "
                + names.joined(separator: " -> ") + "; let one of them ask the signals themselves")
    }

    @Test("what an actuator of another device does is read where its feedback tells it")
    func feedback() throws {
        let files = try Files(devices: [
            "a":
                "device: a\ninputs: {i: {mqtt: p/a, signals: {x: x}}}\nrules: {r: {when: 'x && devices[\"b\"].motor.on'}}\n",
            "b":
                "device: b\ninputs: {i: {mqtt: p/b, signals: {run: run}}}\nrules: {q: {when: run, set: {motor: true}}}\n"
                + "actuators: {motor: {mqtt: {topic: c/b, state: run}, safe: false}}\n",
        ])
        let outcome = files.load()
        #expect(outcome.lines == [])
        let templates = try #require(outcome.configuration?.plan.templates)
        #expect(templates[0].imports.map(\.name) == ["run"])
        #expect(templates[1].exports == ["run"])
    }

    @Test("a name that only another device reads is used")
    func usedElsewhere() throws {
        let second =
            "device: b\ninputs: {i: {mqtt: b, signals: {run: run}}}\nrules: {q: {when: 'run && devices[\"a\"].level > hot'}}\n"
        let first = "device: a\ninputs: {i: {mqtt: a, signals: {x: x, level: l}}}\nrules: {r: {when: x > 1.0}}\n"
        try check(["a": first, "b": second + "parameters: {hot: 1.0}\n"])
        try check(
            ["a": first, "b": second.replacing(" && devices[\"a\"].level > hot", with: "")],
            "devices/a.yaml:2:39: warning: nothing uses the signal 'level'; use it in a rule or a summary, or remove it"
        )
    }

    @Test("a signal that a group adds up, a heartbeat waits for or a pattern keeps is used")
    func usedOtherwise() throws {
        let rest =
            "rules: {r: {when: x, set: {m: true}}}\nactuators: {m: {mqtt: {topic: \"c/{device}\"}, safe: false}}\n"
        let devices =
            Self.open(rest).replacing("{x: x}", with: "{x: x, kw: kw}")
            + "devices: [c1, c2]\nsignals: {kw: {unit: kW}}\n"
        try check(
            ["a": devices],
            gateway: Files.gateway + "groups: {g: {members: [c1.m, c2.m], limit: {sum: kw, max: 3 kW}}}\n")
        try check(["a": Self.open("rules: {r: {heartbeat: x, within: 1m}}\n")])
        try check([
            "a": Self.open(
                "rules: {r: {pattern: [{start: on, as: a}, {then: \"x > a.y\"}]}}\n"
            ).replacing("{x: x}", with: "{x: x, y: y, on: on}")
        ])
    }

    @Test("what goes wrong between the parts of the gateway is told")
    func gateway() throws {
        let device =
            "device: \"{device}\"\ndevices: [a, b]\ninputs: {i: {mqtt: \"p/{device}\", signals: {x: x}}}\n"
            + "rules: {r: {when: x, set: {m: true}}}\nactuators: {m: {mqtt: {topic: \"c/{device}\"}, safe: false}}\n"
        func gateway(_ rest: String) -> String {
            "gateway: g\nmqtt: {local: {url: \"mqtt://localhost\", client_id: x}}\n" + rest
        }
        try check(
            ["a": device], gateway: gateway("limits: {devices: 1}\n"),
            "weir.yaml:3:19: error: the files list 2 devices, and the limit is 1; write 'limits: {devices: 2}' or more")
        try check(
            ["a": device],
            gateway: gateway("uplinks: {u: {mqtt: {url: \"mqtt://localhost\", client_id: x, version: 5}}}\n"),
            "weir.yaml:3:11: error: two connections to mqtt://localhost:1883 are called 'x', and would put one another out; "
                + "give the uplink another 'client_id'")
        let uplink = "{mqtt: {url: \"mqtts://x.example\", topic: t}}"
        try check(
            ["a": device], gateway: gateway("uplinks: {u: \(uplink), v: \(uplink)}\n"),
            "weir.yaml:3:60: warning: 'u' and 'v' send the same to one topic; write another topic, or remove one")
        try check(
            ["a": device], gateway: gateway("groups: {g: {members: [a.m, b.m]}}\n"),
            "weir.yaml:3:13: error: the group limits nothing; write 'at_most', 'exclusive', 'one_start_per', 'dead_time' or "
                + "'limit'")
        try check(
            ["a": device], gateway: gateway("groups: {g: {members: [a.m, b.m], at_most: 2}}\n"),
            "weir.yaml:3:44: warning: the group has 2 members, so they are never more; write fewer, or remove it")
        try check(
            ["a": device], gateway: gateway("groups: {g: {members: [a.m, b.m], exclusive: true, at_most: 2}}\n"),
            "weir.yaml:3:61: error: an exclusive group has one member on at a time; remove one of them")
        try check(
            ["a": device], gateway: gateway("store: {max_size: 1MiB}\n"))
        try check(
            ["a": device], gateway: gateway("store: {max_size: 1MiB, journal: {max_size: 2MiB}}\n"),
            "weir.yaml:3:34: error: the journal is a part of the store; write a 'max_size' above the journal's")
    }

    @Test("windows that leave values out, or are asked for one thing twice, are errors")
    func windows() throws {
        func summary(_ text: String) -> [String: String] {
            ["a": "device: a\ninputs: {i: {mqtt: a, signals: {x: x}}}\nsummaries: {m: \(text)}\n"]
        }
        try check(
            summary("{every: 1m, slide: 5m, of: {x: [mean]}}"),
            "devices/a.yaml:3:35: error: values between the windows would be in none; write a 'slide' that is not above 'every'"
        )
        try check(summary("{every: 5m, slide: 1m, of: {x: [mean]}}"))
        try check(
            summary("{session: 5m, max: 1m, of: {x: [mean]}}"),
            "devices/a.yaml:3:35: error: a session would be cut before a gap could end it; write a 'max' above 'session'"
        )
        try check(
            summary("{every: 1m, of: {x: [mean, max, mean]}}"),
            "devices/a.yaml:3:33: error: 'mean' of 'x' is asked for twice; remove one")
    }

    @Test("words that mean two things, topics with blanks and edges that do not last are told")
    func inputs() throws {
        func input(_ text: String, _ rule: String = "{when: x}") -> [String: String] {
            ["a": "device: a\ninputs: {i: \(text)}\nrules: {r: \(rule)}\n"]
        }
        try check(
            input("{mqtt: a, signals: {x: {at: x, on: \"ON\", off: [\"OFF\", \"ON\"]}}}"),
            "devices/a.yaml:2:59: error: 'ON' would be true and false; write other words")
        try check(
            input("{mqtt: a, signals: {x: {at: x, on: \"ON\", none: \"ON\"}}}"),
            "devices/a.yaml:2:60: error: 'ON' would be a value and none; write other words")
        try check(
            input("{mqtt: \"a/ b\", signals: {x: x}}"),
            "devices/a.yaml:2:20: warning: a level of the topic begins or ends with a space; remove the space")
        try check(
            input("{gpio: {chip: c, line: \"4\", edge: rising}, signal: x}", "{when: x, for: 5s}"),
            "devices/a.yaml:3:27: error: 'x' is true for an instant at each edge, so 'for' would never be over; remove 'for', "
                + "or 'edge' from the input")
    }
}
