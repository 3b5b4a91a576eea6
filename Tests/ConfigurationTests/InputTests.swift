import Configuration
import Decoding
import Testing

/// Topics, payloads and lines of inputs and actuators; groups F12, F13 and F22 of the catalogue.
@Suite struct InputTests {
    /// A device file of one input with one signal `t`, which a summary uses.
    private static func device(_ input: String, name: String = "d", rest: String = "") -> String {
        "device: \"\(name)\"\ninputs:\n  i: \(input)\nsummaries: {m: {every: 1m, of: {t: [last]}}}\n\(rest)"
    }

    private func check(
        _ text: String, _ lines: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try mistakes(device: text)
        #expect(found == lines.map { "devices/pump.yaml:\($0)" }, sourceLocation: sourceLocation)
    }

    @Test("a topic says which device it is about, where the file does not; and does not, where the file does")
    func captures() throws {
        try check(Self.device("{mqtt: \"plant/{device}/t\", signals: {t: t}}", name: "{device}"))
        try check(Self.device("{mqtt: \"plant/{device+}\", signals: {t: t}}", name: "{device+}"))
        try check(
            Self.device("{mqtt: \"plant/{device+}\", signals: {t: t}}", name: "{device}"),
            "3:13: error: the topic captures several levels, but the file takes one for the device's name; write "
                + "device: \"{device+}\", or {device} in the topic")
        try check(
            Self.device("{mqtt: plant/x, signals: {t: t}}", name: "{device}"),
            "3:13: error: the topic does not say which device it is about; write {device} for a level of it")
        try check(
            Self.device("{mqtt: \"plant/{device}\", signals: {t: t}}"),
            "3:13: error: the topic captures a device, but the file describes 'd' only; write device: \"{device}\", or "
                + "put the name into the topic")
        try check(
            Self.device("{mqtt: \"plant/x{device}\", signals: {t: t}}", name: "{device}"),
            "3:13: error: \"x{device}\": a wildcard or a capture takes a whole level; put it between slashes")
        let unquoted = try mistakes(device: Self.device("{mqtt: plant/{device}, signals: {t: t}}", name: "{device}"))
        #expect(
            unquoted.last
                == "devices/pump.yaml:3:19: error: a '{' stands inside a value without quotes; put the value in "
                + "double quotes")
    }

    @Test("a capture that nothing uses is an error")
    func unusedCapture() throws {
        let lines = try mistakes(
            device: Self.device("{mqtt: \"plant/{line}/{device}\", signals: {t: t}}", name: "{device}"))
        #expect(
            lines == [
                "devices/pump.yaml:3:13: error: nothing uses the capture {line}; write + for a level of any name"
            ])
    }

    @Test("F22: a subscription to everything is refused, however it is written", arguments: ["#", "{device+}", "+/#"])
    func everything(topic: String) throws {
        let name = topic == "{device+}" ? topic : "d"
        let lines = try mistakes(device: Self.device("{mqtt: \"\(topic)\", signals: {t: t}}", name: name))
        #expect(
            lines == [
                "devices/pump.yaml:3:13: error: the topic takes everything the broker has; write the first levels of the "
                    + "topics you mean"
            ])
    }

    @Test("a device's name is one that is safe in a topic, a path and a log")
    func deviceNames() throws {
        let input = "{mqtt: plant/x, signals: {t: t}}"
        try check(
            Self.device(input, name: "../etc"),
            "1:9: error: the name '../etc' holds '/'; write a name, \"{device}\" or \"{device+}\"")
        try check(
            Self.device(input, name: String(repeating: "d", count: 65)),
            "1:9: error: the name '\(String(repeating: "d", count: 60))...' has 65 characters; write a name, "
                + "\"{device}\" or \"{device+}\"")
        try check(Self.device(input, name: String(repeating: "d", count: 64)))
        #expect(try mistakes(device: Self.device(input, name: "pümp")).count == 1)
        #expect(try mistakes(device: Self.device(input, name: "..")).count == 1)
    }

    @Test("a file without a device or without inputs is told what it needs")
    func required() throws {
        try check(
            "inputs:\n  i: {mqtt: plant, signals: {t: t}}\n",
            "1:1: error: a device needs 'device'; write 'device: \"{device}\"'")
        try check(
            "device: d\n",
            "1:1: error: a device needs 'inputs'; write 'inputs: ' and a mapping from names to: an input")
        try check("hello\n", "1:1: error: expected a device, found the text 'hello'; write 'key: value' lines")
    }

    @Test("JSON has paths; a bare value and a line have one signal")
    func signals() throws {
        try check(
            "device: d\ninputs:\n  i: {mqtt: plant}\n",
            "3:6: error: the input gives no signal; write 'signals: {NAME: PATH}'")
        try check(
            Self.device("{mqtt: plant, signal: t}"),
            "3:28: error: a JSON payload has paths; write 'signals: {t: PATH}'")
        try check(
            Self.device("{mqtt: plant, decode: number, signals: {t: x}}"),
            "3:45: error: there are no paths here; write 'signal: NAME'")
        try check(
            Self.device("{mqtt: plant, signals: {t: \"a..b\"}}"),
            "3:30: error: the path 'a..b' cannot be read: there is no name here; write names with one dot between them, "
                + "as in vib.rms")
        try check(
            Self.device("{mqtt: plant, signals: {t: a}}\n  j: {mqtt: plant, signals: {t: b}}"),
            "4:30: error: the name 't' is taken (line 3); give the signal another name")
    }

    @Test("a format that is designed and not built is refused with these words")
    func plannedFormats() throws {
        let found = try mistakes(device: Self.device("{mqtt: plant, decode: sparkplug, signals: {t: x}}"))
        #expect(
            found.count == 1 && found[0].hasPrefix("devices/pump.yaml:3:28: error: 'sparkplug' is not supported yet"))
    }

    @Test("a bare value and a line have no time of their own")
    func times() throws {
        try check(
            Self.device("{mqtt: plant, decode: number, signal: t, time: ts}"),
            "3:53: error: a bare value has no time of its own; remove 'time'")
        try check(
            Self.device("{gpio: {chip: simulated, line: \"1\"}, signal: t, time: ts, decode: json}"),
            "3:60: error: the kernel gives the time of an edge; remove it",
            "3:72: error: a line has no payload; remove it")
    }

    @Test("the edges of a line that count have a name")
    func edges() throws {
        for edge in ["rising", "falling", "both"] {
            try check(Self.device("{gpio: {chip: simulated, line: \"1\", edge: \(edge)}, signal: t}"))
        }
        try check(
            Self.device("{gpio: {chip: simulated, line: \"1\", edge: up}, signal: t}"),
            "3:48: error: 'up' is not known here; write 'rising', 'falling' or 'both'")
    }

    @Test(
        "a signal has a type that its input can give",
        arguments: [
            ("{mqtt: plant, decode: number, signal: t}", "type: text", "numbers"),
            ("{mqtt: plant, decode: number, signal: t}", "type: bool", "numbers"),
            ("{gpio: {chip: simulated, line: \"1\"}, signal: t}", "valid: [0, 1]", "true and false"),
            ("{gpio: {chip: simulated, line: \"1\"}, signal: t}", "type: text", "true and false"),
        ])
    func impossibleTypes(input: String, setting: String, given: String) throws {
        try check(
            Self.device(input, rest: "signals: {t: {\(setting)}}\n"),
            "5:11: error: the input 'i' gives \(given); remove what says otherwise")
    }

    @Test("a text that is used as a number is an error: every message would be rejected")
    func numberFromText() throws {
        let input = "{mqtt: plant, decode: text, signal: t}"
        let line =
            "3:28: error: the input 'i' gives text, but 't' is used as a number; write 'decode: number' if the payload "
            + "is one"
        try check(Self.device(input, rest: "signals: {t: {unit: m}}\n"), line)
        try check(Self.device(input, rest: "rules: {r: {when: t > 1.0}}\n"), line)
        try check(Self.device(input, rest: "rules: {r: {when: t == \"on\"}}\n"))
        try check(Self.device(input, rest: "rules: {r: {when: t}}\n"))
    }

    // MARK: Lines

    private static let fan = "  fan: {gpio: {chip: c, line: GPIO1}, safe: true}\n"

    @Test("F12: one line is used once, as one thing: in a file, over files, over devices, as input or output")
    func lines() throws {
        let input = "{gpio: {chip: c, line: GPIO1}, signal: t}"
        func messages(_ devices: [String: String]) throws -> [String] {
            try Files(devices: devices).load().lines.map { $0.split(separator: "error: ").last.map(String.init) ?? "" }
        }
        #expect(
            try messages(["a": Self.device(input, rest: "actuators:\n\(Self.fan)")])
                == ["the line GPIO1 of c is used by d.i and d.fan; give one of them another line"])
        #expect(
            try messages(["a": Self.device(input, name: "a"), "b": Self.device(input, name: "b")])
                == ["the line GPIO1 of c is used by a.i and b.i; give one of them another line"])
        let pattern = "device: \"{device}\"\ndevices: [a, b]\ninputs:\n  i: \(input)\nrules: {r: {when: t}}\n"
        #expect(
            try messages(["a": pattern]) == [
                "the line GPIO1 of c is used by a.i and b.i; give one of them another line"
            ])
        let other = input.replacing("chip: c", with: "chip: e")
        #expect(try messages(["a": Self.device(input, name: "a"), "b": Self.device(other, name: "b")]) == [])
    }

    @Test("F12: the mistake is told where the line is written")
    func linePlaces() throws {
        let text = Self.device("{gpio: {chip: c, line: GPIO1}, signal: t}", rest: "actuators:\n\(Self.fan)")
        let lines = try mistakes(device: text)
        #expect(
            lines == [
                "devices/pump.yaml:6:31: error: the line GPIO1 of c is used by d.i and d.fan; give one of them another line"
            ])
    }

    @Test("every device of a file has its line, here or in overrides")
    func missingLines() throws {
        let rest = "rules: {r: {when: t}}\nactuators:\n  fan: {gpio: {chip: c}, safe: true}\n"
        try check(
            "device: d\ninputs:\n  i: {gpio: {chip: c, line: \"1\"}, signal: t}\n" + rest,
            "6:15: error: there is no line for 'fan' of 'd'; write 'line: GPIO17' here")
        try check(
            "device: \"{device}\"\ndevices: [a, b]\noverrides: {a: {lines: {i: \"1\", fan: \"2\"}}, b: {lines: {i: \"3\"}}}\n"
                + "inputs:\n  i: {gpio: {chip: c}, signal: t}\n" + rest,
            "8:15: error: there is no line for 'fan' of 'b'; write it under overrides: b: lines:")
        try check(
            "device: \"{device}\"\ninputs:\n  i: {mqtt: \"a/{device}\", signals: {t: t}}\n" + rest,
            "6:15: error: the devices with this line are not known; list them under 'devices' or 'overrides'")
        try check(
            Self.device("{mqtt: a, signals: {t: t}}", rest: "overrides: {d: {lines: {fan: GPIO1}}}\n"),
            "5:25: error: 'fan' is no GPIO input or actuator; remove it")
    }

    // MARK: Devices

    @Test("overrides and the list of devices speak of devices and parameters there are")
    func overrides() throws {
        let input = "inputs:\n  i: {mqtt: \"a/{device}\", signals: {t: t}}\nrules: {r: {when: t > hot}}\n"
        let head = "device: \"{device}\"\ndevices: [pump-7, pump-8]\nparameters: {hot: 80}\n"
        try check(head + "overrides: {pump-8: {parameters: {hot: 85.5}}}\n" + input)
        try check(
            head + "overrides: {pump-9: {parameters: {hot: 85.0}}}\n" + input,
            "4:13: error: 'pump-9' is not among the devices; write 'pump-7'")
        try check(
            head + "overrides: {pump-8: {parameters: {hott: 85.0}}}\n" + input,
            "4:35: error: there is no parameter 'hott' to override; write 'hot'")
        try check(
            head + "overrides: {pump-8: {parameters: {hot: true}}}\n" + input,
            "4:35: error: the parameter 'hot' is a number, here it is a boolean; write a number")
        try check(
            Self.device("{mqtt: a, signals: {t: t}}", rest: "devices: [e]\n"),
            "5:10: error: the file describes one device, 'd'; remove 'devices', or write device: \"{device}\"")
    }

    @Test("a device listed twice is told once")
    func listedTwice() throws {
        let text =
            "device: \"{device}\"\ndevices: [a, a]\ninputs:\n  i: {mqtt: \"p/{device}\", signals: {t: t}}\nrules: {r: {when: t > 1.0}}\n"
        let lines = try mistakes(device: text)
        #expect(lines.contains("devices/pump.yaml:2:10: error: the device 'a' is listed twice; remove one"))
        #expect(lines.count == 1)
    }

    // MARK: Commands and summaries

    @Test("a command goes to one topic, of one device")
    func commandTopics() throws {
        func device(_ topic: String, name: String) -> String {
            "device: \"\(name)\"\ninputs:\n  i: {mqtt: \"a/\(name == "d" ? "d" : "{device}")\", signals: {t: t}}\n"
                + "rules: {r: {when: t > 1.0, set: {fan: true}}}\nactuators:\n  fan: {mqtt: {topic: \"\(topic)\"}, safe: true}\n"
        }
        try check(device("a/b", name: "d"))
        try check(device("a/{device}/cmd", name: "{device}"))
        for topic in ["a/+/b", "a/#", "", "a/{line}"] {
            try check(
                device(topic, name: "d"),
                "6:23: error: a command goes to one topic; write a topic without + and #, with {device} for the device's name"
            )
        }
        try check(
            device("a/b", name: "{device}"),
            "6:23: error: all devices of the file would get the command; write {device} into the topic")
    }

    @Test("a summary aggregates what there is, in ways that fit")
    func summaries() throws {
        let device = "device: d\ninputs:\n  i: {mqtt: a, signals: {t: t}}\n"
        try check(
            device + "summaries: {m: {every: 0s, of: {t: [mean]}}}\n",
            "4:24: error: '0s' is out of range; write 1s to 31d")
        try check(
            device + "summaries: {m: {every: 1m, of: {t: [median], u: [mean]}}}\n",
            "4:46: error: there is no signal or derived value 'u'; write 't'")
        try check(device + "summaries: {m: {every: 1m, of: {t: [mean, p95]}}}\n")
        try check(
            device + "summaries: {m: {count: 10, slide: 5s, of: {t: [mean]}}}\n",
            "4:35: error: 'slide' belongs to 'every'; remove it")
        try check(
            device + "signals: {t: {type: text}}\nsummaries: {m: {every: 1m, of: {t: [mean]}}}\n",
            "5:33: error: 't' is no number; write [count] or [last]")
    }
}
