import Configuration
import Engine
import Testing

/// Groups F14, F15 and F21 of the catalogue: names, expressions and what depends on what.
@Suite struct RuleTests {
    private static let fan = "actuators:\n  fan: {gpio: {chip: simulated, line: \"1\"}, safe: true}\n"

    static let names: [Row] = [
        Row(
            "F14 an unknown signal", "rules:\n  hot: {when: temprature > 80.0}\n",
            "9:15: error: there is no 'temprature'; did you mean 'temperature'?"),
        Row(
            "F14 an unknown parameter", "parameters: {limit: 80.0}\nrules:\n  hot: {when: temperature > limt}\n",
            "10:29: error: there is no 'limt'; did you mean 'limit'?"),
        Row(
            "F14 an unknown rule", "rules:\n  hop: {when: hott.raised}\n",
            "9:15: error: there is no 'hott'; declare it, or quote it if it is text"),
        Row(
            "an unknown actuator", "rules:\n  hot: {when: running, set: {fann: true}}\n" + fan,
            "9:30: error: there is no actuator 'fann'; write 'fan'"),
        Row(
            "an actuator that is not declared", "rules:\n  hot: {when: running, set: {fan: true}}\n",
            "9:30: error: there is no actuator 'fan'; declare it under 'actuators'"),
        Row(
            "an unknown value in a message", "rules:\n  hot: {when: running, message: \"{temprature} of {device}\"}\n",
            "9:33: error: there is no value {temprature}; write {temperature}"),
        Row(
            "a brace that is not closed", "rules:\n  hot: {when: running, message: \"{temperature\"}\n",
            "9:33: error: a brace is not closed; write {{ for a brace itself"),
        Row(
            "settings of a signal that no input gives", "signals: {temperatur: {unit: Cel}}\n",
            "8:11: error: no input gives the signal 'temperatur'; write 'temperature'"),
        Row(
            "feedback from an unknown signal",
            "actuators:\n  motor: {mqtt: {topic: a/b, state: runing}, safe: false}\n",
            "9:37: error: there is no signal 'runing'; write 'running'"),
    ]

    static let clashes: [Row] = [
        Row(
            "a rule like a signal", "rules:\n  temperature: {when: running}\n",
            "9:3: error: the name 'temperature' is taken (line 5); give the rule another name"),
        Row(
            "a parameter like a signal", "parameters: {running: 1.0}\n",
            "8:14: error: the name 'running' is taken (line 5); give the parameter another name"),
        Row(
            "a derived value like a signal", "derive: {running: temperature * 2.0}\n",
            "8:10: error: the name 'running' is taken (line 5); give the derived value another name"),
        Row(
            "an actuator like a signal", "actuators:\n  running: {gpio: {chip: simulated, line: \"1\"}, safe: true}\n",
            "9:3: error: the name 'running' is taken (line 5); give the actuator another name"),
        Row(
            "a name that begins with a digit", "rules:\n  1st: {when: running}\n",
            "9:3: error: '1st' cannot be used in expressions; write '_1st'"),
        Row(
            "a name with a hyphen", "rules:\n  hot-one: {when: running}\n",
            "9:3: error: 'hot-one' cannot be used in expressions; write 'hot_one'"),
    ]

    static let cycles: [Row] = [
        Row(
            "F14 three rules in a circle",
            "rules:\n  a: {when: b.raised}\n  b: {when: c.raised}\n  c: {when: a.raised}\n",
            "9:3: error: rules depend on one another in a circle: a -> b -> c -> a; break the circle"),
        Row(
            "F14 a rule that ends itself", "rules:\n  a: {when: running, until: a.raised}\n",
            "9:3: error: rules depend on one another in a circle: a -> a; break the circle"),
        Row(
            "F14 derived values in a circle", "derive: {a: b + 1.0, b: a + 1.0}\n",
            "8:10: error: derived values use one another in a circle: a -> b -> a; break the circle"),
        Row(
            "F14 a rule and a derived value in a circle",
            "derive: {a: \"r.raised ? 1.0 : 0.0\"}\nrules:\n  r: {when: a > 0.5}\n",
            "10:3: error: rules depend on one another in a circle: a -> r -> a; break the circle"),
        Row(
            "rules that follow one another",
            "rules:\n  c: {when: b.raised}\n  b: {when: a.raised}\n  a: {when: running}\n"),
        Row("derived values in any order", "derive: {a: b + 1.0, b: temperature + 1.0}\n"),
    ]

    static let warnings: [Row] = [
        Row(
            "F14 a rule that never changes", "rules:\n  hot: {when: 1.0 > 2.0}\n",
            "9:3: warning: the rule 'hot' depends on nothing that changes; name a signal in 'when'"),
        Row(
            "F15 two rules, one actuator, one priority",
            "rules:\n  a: {when: running, set: {fan: true}}\n  b: {when: temperature > 1.0, set: {fan: false}}\n" + fan,
            "10:3: warning: 'a' and 'b' set 'fan' differently at one priority; write 'priority:' in one of them; until "
                + "then the safe value wins"),
        Row(
            "F15 two rules, one actuator, two priorities",
            "rules:\n  a: {when: running, set: {fan: true}}\n"
                + "  b: {when: temperature > 1.0, set: {fan: false}, priority: 4}\n" + fan),
        Row(
            "F15 two rules that agree",
            "rules:\n  a: {when: running, set: {fan: true}}\n  b: {when: temperature > 1.0, set: {fan: true}}\n" + fan),
    ]

    static let expressions: [Row] = [
        Row(
            "F21 a whole number where numbers are doubles", "rules:\n  hot: {when: temperature + 1 > 2.0}\n",
            "9:27: error: '+' does not take double and int; write 1.0"),
        Row(
            "F21 dividing by zero", "rules:\n  hot: {when: temperature / 0.0 > 1.0}\n",
            "9:27: error: what is divided by zero has no value; write another divisor"),
        Row(
            "F21 an expression that ends", "rules:\n  hot: {when: temperature > }\n",
            "9:28: error: the expression ends too early; write the rest of it"),
        Row(
            "F21 a number for a condition", "rules:\n  hot: {when: temperature}\n",
            "9:15: error: this is a double, not a bool; write temperature != 0.0"),
        Row(
            "F21 an unknown function", "rules:\n  hot: {when: sqrrt(temperature) > 2.0}\n",
            "9:15: error: there is no function 'sqrrt'; did you mean 'sqrt'?"),
        Row(
            "F21 an endless expression",
            "rules:\n  hot: {when: \"" + String(repeating: "running || ", count: 10_000) + "running\"}\n",
            "9:65552: error: the expression has 110007 bytes, more than 65536; split it into several"),
        Row(
            "F21 a deep expression",
            "rules:\n  hot: {when: \"" + String(repeating: "(", count: 1_000) + "running\"}\n",
            "9:266: error: the expression is nested deeper than 250 levels; split it into several"),
        Row(
            "a mistake inside a quoted expression", "rules:\n  hot: {when: \"running && temprature > 1.0\"}\n",
            "9:27: error: there is no 'temprature'; did you mean 'temperature'?"),
        Row(
            "two mistakes in one expression", "rules:\n  hot: {when: runing && temprature > 1.0}\n",
            "9:15: error: there is no 'runing'; did you mean 'running'?",
            "9:25: error: there is no 'temprature'; did you mean 'temperature'?"),
    ]

    @Test("an unknown name is an error at its place, with the nearest name", arguments: names)
    func checkNames(row: Row) throws { try check(row) }

    @Test("a name is one thing only", arguments: clashes)
    func checkClashes(row: Row) throws { try check(row) }

    @Test("what depends on itself is an error, told as the whole circle", arguments: cycles)
    func checkCycles(row: Row) throws { try check(row) }

    @Test("what is probably not meant is a warning", arguments: warnings)
    func checkWarnings(row: Row) throws { try check(row) }

    @Test("a mistake in an expression is told at its place in the file", arguments: expressions)
    func checkExpressions(row: Row) throws { try check(row) }

    private func check(_ row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("F21: a regular expression is matched in linear time, whatever it is")
    func regularExpression() throws {
        let text = "signals: {mode: {type: text}}\nrules:\n  hot: {when: \"mode.matches('(a+)+$')\"}\n"
        let device = Files.pump.replacing("running: state.on}", with: "running: state.on, mode: mode}") + text
        let configuration = try #require(try Files(devices: ["pump": device]).load().configuration)
        let rule = try #require(configuration.plan.templates.first?.rules.first)
        #expect(rule.name == "hot")
    }

    @Test("a signal that nothing uses is a warning, of whatever input")
    func unused() throws {
        let mqtt = "device: d\ninputs:\n  i: {mqtt: a, signals: {t: t, u: u}}\nrules: {r: {when: t > 1.0}}\n"
        #expect(
            try mistakes(device: mqtt) == [
                "devices/pump.yaml:3:32: warning: nothing uses the signal 'u'; use it in a rule or a summary, or remove it"
            ])
        let line = "device: d\ninputs:\n  i: {gpio: {chip: simulated, line: \"1\"}, signal: t}\n"
        let lines = try mistakes(device: line)
        #expect(
            lines == [
                "devices/pump.yaml:3:51: warning: nothing uses the signal 't'; use it in a rule or a summary, or remove it"
            ])
    }

    @Test("a name that a message would take for something else is an error")
    func messageNames() throws {
        let label = try mistakes(
            adding: "labels: {temperature: x}\nrules: {r: {when: running, message: \"{temperature}\"}}\n")
        let device = try mistakes(
            device: "device: d\ninputs:\n  i: {mqtt: a, signals: {device: t}}\n"
                + "rules: {r: {when: device > 1.0, message: \"{device}\"}}\n")
        #expect(
            label.first
                == "devices/pump.yaml:5:15: error: the name 'temperature' is taken (line 8); give the signal another name"
        )
        #expect(
            device.first
                == "devices/pump.yaml:3:26: error: the name 'device' is taken (line 1); give the signal another name")
    }
}
