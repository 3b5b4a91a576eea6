import Testing

/// What people write is shown to people: nothing in it reaches a terminal or a log as a control character, and a mistake
/// is one line.
@Suite struct ShownTextTests {
    private static let text: String = #"x\e[31m\ny"#

    private static let places: [String] = [
        "rules: {\"\(text)\": {when: running}}", "rules: {r: {when: \"\(text)\"}}",
        "rules: {r: {when: running, message: \"{\(text)}\"}}",
        "rules: {r: {when: running, set: {\"\(text)\": true}}}", "rules: {r: {when: running, for: \"\(text)\"}}",
        "rules: {r: {when: running, \"\(text)\": 1}}", "rules: {r: {when: running, severity: \"\(text)\"}}",
        "labels: {\"\(text)\": x}", "parameters: {\"\(text)\": 1.0}", "signals: {\"\(text)\": {unit: x}}",
        "signals: {temperature: {type: \"\(text)\"}}", "derive: {\"\(text)\": temperature}",
        "overrides: {\"\(text)\": {}}",
        "devices: [\"\(text)\"]", "actuators: {a: {mqtt: {topic: \"\(text)/#\"}, safe: true}}",
        "actuators: {a: {mqtt: {topic: t, state: \"\(text)\"}, safe: true}}",
    ]

    private static let hidden: [String] = [
        // A name that is refused is still offered as the nearest to another.
        "parameters: {\"temp\\e\": 1.0}\nrules: {r: {when: tempx > 1.0}}",
        // Two actuators on a line: its name is shown as it is.
        "actuators:\n  a: {gpio: {chip: c, line: \"\(text)\"}, safe: true}\n  b: {gpio: {chip: c, line: \"\(text)\"}, safe: true}",
        // Rules in a circle, and a tie: names as they are.
        "rules: {\"\(text)\": {when: running, set: {fan: true}}, b: {when: running, set: {fan: false}}}\n"
            + "actuators: {fan: {mqtt: {topic: t}, safe: true}}",
    ]

    private func expectClean(_ lines: [String]) {
        for line in lines {
            #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "\(line.debugDescription)")
        }
    }

    @Test("a control character in a value or a name is shown as what it is", arguments: places)
    func checkPlaces(text: String) throws {
        let lines = try mistakes(adding: text + "\n")
        #expect(!lines.isEmpty)
        expectClean(lines)
    }

    @Test("nor does one pass through a suggestion or a list of names", arguments: hidden)
    func checkHidden(text: String) throws {
        let lines = try mistakes(adding: text + "\n")
        #expect(!lines.isEmpty)
        expectClean(lines)
    }

    @Test("nor through the gateway's file")
    func gateway() throws {
        expectClean(try mistakes(gateway: "gateway: g\nmqtt: {local: {url: \"\(Self.text)\"}}\n"))
        expectClean(try mistakes(gateway: "gateway: \"\(Self.text)\"\n"))
    }

    @Test("nor through an input")
    func inputs() throws {
        for input in [
            "{mqtt: \"a/\(Self.text)\", signals: {t: t}}", "{mqtt: \"a/{\(Self.text)}\", signals: {t: t}}",
            "{mqtt: a, signals: {t: \"\(Self.text)\"}}", "{mqtt: a, signals: {t: \"\(Self.text)[\"}}",
        ] {
            expectClean(try mistakes(device: "device: d\ninputs:\n  i: \(input)\n"))
        }
        expectClean(try mistakes(device: "device: \"\(Self.text)\"\ninputs:\n  i: {mqtt: a, signals: {t: t}}\n"))
    }
}
