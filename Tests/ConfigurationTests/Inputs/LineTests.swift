import Configuration
import Documents
import Testing

/// Lines that are more than a level, and sensors in files.
@Suite struct LineTests {
    private static func device(_ input: String, signals: [String] = ["t"], rest: String = "") -> String {
        let items = signals.map { "\($0): [last]" }.joined(separator: ", ")
        return "device: d\ninputs:\n  i: \(input)\nsummaries: {m: {every: 1m, of: {\(items)}}}\n\(rest)"
    }

    private func check(
        _ text: String, _ lines: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try mistakes(device: text)
        #expect(found == lines.map { "devices/pump.yaml:\($0)" }, sourceLocation: sourceLocation)
    }

    private func meaning(_ gpio: String) throws -> GPIOInput {
        let text = Self.device("{gpio: {chip: simulated, \(gpio)}, signal: t}")
        let configuration = try #require(try Files(devices: ["pump": text]).load().configuration)
        guard case .gpio(let input) = configuration.bindings[0].inputs[0].source else {
            throw CancellationError()
        }
        return input
    }

    @Test("a line counts, measures, follows an encoder or tells presses, each with its defaults")
    func meanings() throws {
        #expect(try meaning("line: \"1\"").meaning == .level)
        #expect(try meaning("line: \"1\", edge: both").meaning == .edge(.both))
        #expect(
            try meaning("line: \"1\", count: {}").meaning
                == .count(.rising, PulseCount(everyMilliseconds: 1000, perPulse: 1, totalSignal: nil)))
        #expect(
            try meaning("line: \"1\", edge: falling, count: {every: 10s, per_pulse: 0.45}").meaning
                == .count(.falling, PulseCount(everyMilliseconds: 10_000, perPulse: 0.45, totalSignal: nil)))
        #expect(try meaning("line: \"1\", frequency: 2s").meaning == .frequency(.rising, overMilliseconds: 2000))
        #expect(
            try meaning("quadrature: {a: GPIO5, b: GPIO6, per_step: -0.25}").meaning
                == .quadrature(Quadrature(b: "GPIO6", perStep: -0.25, everyMilliseconds: 100)))
        #expect(try meaning("line: \"1\", button: {}").meaning == .button(long: 1000, double: 400))
    }

    @Test("a total is a signal of its own")
    func total() throws {
        let text = Self.device(
            "{gpio: {chip: c, line: \"1\", count: {total: volume}}, signal: t}", signals: ["t", "volume"],
            rest: "signals: {volume: {unit: L}}\n")
        try check(text)
        let configuration = try #require(try Files(devices: ["pump": text]).load().configuration)
        guard case .gpio(let input) = configuration.bindings[0].inputs[0].source else {
            return #expect(Bool(false))
        }
        #expect(input.signals == [0, 1])
        try check(
            Self.device(
                "{gpio: {chip: c, line: \"1\", count: {total: volume}}, signal: t}", signals: ["t", "volume"],
                rest: "signals: {volume: {unit: L, stale: 1m}}\n"),
            "5:19: error: a total is what was counted: it has a unit, and nothing else; leave only 'unit', and write "
                + "'per_pulse' for a factor")
        try check(
            Self.device("{gpio: {chip: c, line: \"1\", count: {total: volume}}, signal: t}"),
            "3:49: warning: nothing uses the signal 'volume'; use it in a rule or a summary, or remove it")
        try check(
            Self.device("{gpio: {chip: c, line: \"1\", count: {total: t}}, signal: t}"),
            "3:49: error: the name 't' is taken (line 3); give the signal another name")
    }

    @Test("what makes no sense of a line is an error")
    func mistakesOfLines() throws {
        try check(
            Self.device("{gpio: {chip: c, line: \"1\", count: {}, frequency: 1s}, signal: t}"),
            "3:45: error: 'count' and 'frequency' exclude each other in a GPIO input; remove one of them, or write an "
                + "input for each")
        try check(
            Self.device("{gpio: {chip: c, line: \"1\", edge: both, button: {}}, signal: t}"),
            "3:40: error: a button has both edges; remove it")
        try check(
            Self.device("{gpio: {chip: c, line: \"1\", quadrature: {a: \"2\", b: \"2\"}}, signal: t}"),
            "3:29: error: an encoder has two lines; write them as 'a' and 'b' under quadrature",
            "3:58: error: an encoder has two lines; name the other one",
            "3:58: error: the line 2 of c is used by d.i and d.i; give one of them another line")
        try check(
            Self.device("{gpio: {chip: c, line: \"1\", count: {every: 10ms}}, signal: t}"),
            "3:49: error: '10ms' is out of range; write 100ms to 1h")
        try check(
            Self.device("{gpio: {chip: c, line: \"1\", count: {per_pulse: 0}}, signal: t}"),
            "3:53: error: '0' is out of range; write a number from 2.2250738585072014e-308 to 1000000000000.0")
        try check(
            Self.device(
                "{gpio: {chip: c, line: \"1\", frequency: 1s}, signal: t}", rest: "signals: {t: {type: bool}}\n"),
            "5:11: error: the input 'i' gives numbers; remove what says otherwise")
        try check(
            Self.device("{gpio: {chip: c, line: \"1\", button: {}}, signal: t}", rest: "signals: {t: {unit: V}}\n"),
            "5:11: error: the input 'i' gives text; remove what says otherwise")
    }

    @Test("both lines of an encoder are taken, for all devices of the gateway")
    func encoderLines() throws {
        let text =
            "device: d\ninputs:\n  i: {gpio: {chip: c, quadrature: {a: \"1\", b: \"2\"}}, signal: t}\n"
            + "  j: {gpio: {chip: c, line: \"2\"}, signal: u}\nsummaries: {m: {every: 1m, of: {t: [last], u: [last]}}}\n"
        try check(text, "4:29: error: the line 2 of c is used by d.i and d.j; give one of them another line")
    }

    @Test("a sensor in a file has a path for each device")
    func sensors() throws {
        try check(Self.device("{sysfs: {path: \"/sys/bus/w1/devices/28-*/temperature\", scale: 0.001}, signal: t}"))
        try check(Self.device("{sysfs: /sys/class/hwmon/hwmon0/temp1_input, signal: t}"))
        try check(
            Self.device("{sysfs: temp1_input, signal: t}"),
            "3:14: error: the path is not absolute; write a path that starts with /")
        try check(
            Self.device("{sysfs: /sys/x, decode: json, signal: t}"),
            "3:30: error: a file of the kernel's has no payload; remove it")
        try check(
            Self.device("{sysfs: /sys/x, signals: {t: t}}"),
            "3:31: error: there are no paths here; write 'signal: NAME'")
        try check(
            Self.device("{mqtt: x, sysfs: /sys/x, signal: t}"),
            "3:16: error: 'mqtt' and 'sysfs' exclude each other in an input; remove one of them")
        let several = Self.device("{sysfs: /sys/x, signal: t}")
            .replacing("device: d\n", with: "device: \"{device}\"\ndevices: [a, b]\n")
        try check(
            several, "4:14: error: all devices of the file would have this sensor; write {device} into the path")
        try check(several.replacing("/sys/x", with: "\"/sys/{device}/x\""))
        try check(
            several.replacing("/sys/x", with: "\"/sys/{device}/{x}\""),
            "4:14: error: the path knows one name, {device}; remove the other")
    }

    private static let contactor =
        "device: d\ninputs: {i: {gpio: {chip: c, line: \"1\"}, signal: contact}}\nrules: {r: {when: contact, set: {a: false}}}\n"

    @Test("an output is confirmed by a signal, or by what is read back from its line")
    func confirmations() throws {
        try check(
            Self.contactor
                + "actuators: {a: {gpio: {chip: c, line: \"2\", state: contact, confirm: 500ms}, safe: false}}\n")
        try check(Self.contactor + "actuators: {a: {gpio: {chip: c, line: \"2\", confirm: 500ms}, safe: false}}\n")
        try check(
            Self.contactor + "actuators: {a: {mqtt: {topic: t, confirm: 3s}, safe: false}}\n",
            "4:43: error: nothing tells whether it does what it was told; write 'state:' and the signal that does")
        try check(
            Self.contactor + "actuators: {a: {gpio: {chip: c, line: \"2\", state: contacts}, safe: false}}\n",
            "4:51: error: there is no signal 'contacts'; write 'contact'")
    }

    @Test("an output says which levels its line makes itself, and what pulls it")
    func drives() throws {
        func output(_ words: String) throws -> GPIOOutput? {
            let text = Self.contactor + "actuators: {a: {gpio: {chip: c, line: \"2\"\(words)}, safe: false}}\n"
            let configuration = try #require(try Files(devices: ["pump": text]).load().configuration)
            guard case .gpio(let gpio) = configuration.bindings[0].actuators[0].target else { return nil }
            return gpio
        }
        let plain = try #require(try output(""))
        #expect(plain.drive == .pushPull && plain.line.bias == .asIs)
        let drain = try #require(try output(", drive: open-drain, bias: pull-up"))
        #expect(drain.drive == .openDrain && drain.line.bias == .pullUp)
        #expect(try #require(try output(", drive: open-source")).drive == .openSource)
        let mistakes = try mistakes(
            device: Self.contactor + "actuators: {a: {gpio: {chip: c, line: \"2\", drive: open-drian}, safe: false}}\n")
        #expect(mistakes.count == 1 && mistakes[0].contains("open-drain"), "\(mistakes)")
    }

    @Test("NAME.fault is true or false for rules, where there is a confirmation")
    func faults() throws {
        let rule = "rules: {r: {when: a.fault, set: {a: false}}}\n"
        let inputs = "device: d\ninputs: {i: {mqtt: x, signals: {contact: c}}}\n"
        try check(
            inputs + rule + "actuators: {a: {mqtt: {topic: t, state: contact, confirm: 3s}, safe: false}}\n")
        #expect(
            try mistakes(device: inputs + rule + "actuators: {a: {mqtt: {topic: t, state: contact}, safe: false}}\n")
                .count == 1)
    }
}
