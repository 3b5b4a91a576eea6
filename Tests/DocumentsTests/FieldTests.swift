import Documents
import Testing

struct FieldTests {
    @Test("a right file is read by its table, defaults filled in")
    func rightFile() throws {
        let (pump, text) = readPump(
            """
            time: ts
            mqtt: {url: "mqtt://${HOST:-localhost}:1883", password: !secret mqtt}
            actuators:
              fan: {safe: true, min_on: 30s, interlock: door == false}
              motor: {safe: false, priority: 2, direction: down}
            """)
        #expect(text == "")
        let file = try #require(pump)
        #expect(file.time?.field == "ts")
        #expect(file.time?.maxDelay == 5_000)
        #expect(file.broker?.url == "mqtt://localhost:1883")
        #expect(file.broker?.password?.reveal() == "canary")
        #expect(file.broker?.send == ["events"])
        #expect(file.actuators.map(\.name) == ["fan", "motor"])
        #expect(file.actuators.map(\.value.priority) == [10, 2])
        #expect(file.actuators.map(\.value.direction) == [.up, .down])
        #expect(file.actuators.first?.value.minOn == 30_000)
        #expect(file.actuators.first?.value.interlock?.mark(at: 5).description == "devices/pump.yaml:4:50")
    }

    @Test(
        "F06 an unknown key is refused with the nearest known one", arguments: ["min_onn", "minOn", "min-on", "mni_on"])
    func unknownKey(key: String) {
        let (_, text) = readPump("actuators:\n  fan: {safe: true, \(key): 30s}\n")
        #expect(text == "devices/pump.yaml:2:21: error: unknown key '\(key)' in an actuator; write 'min_on'\n")
    }

    @Test("F06 where nothing is near the known keys are listed")
    func unknownKeyFarAway() {
        let (_, text) = readPump("actuators:\n  fan: {safe: true, colour: red}\n")
        #expect(
            text
                == "devices/pump.yaml:2:21: error: unknown key 'colour' in an actuator; "
                + "the keys here are safe, min_on, priority, direction, interlock\n")
    }

    @Test("F09 F10 F13 every wrong value of a file is found at once, in order of place")
    func wrongValues() {
        let (_, text) = readPump(
            """
            actuators:
              fan: {min_on: "10", priority: 17}
              motor: {safe: on, min_on: 2h, direction: upp}
              fan-2: {safe: true}
            """)
        #expect(
            text == """
                devices/pump.yaml:2:8: error: an actuator needs 'safe'; write 'safe: false'
                devices/pump.yaml:2:17: error: '10' has no unit; write '10s' (the units are ms, s, m, h, d, w)
                devices/pump.yaml:2:33: error: '17' is out of range; write a whole number from 1 to 16
                devices/pump.yaml:3:17: error: 'on' is not a boolean in YAML 1.2; write true
                devices/pump.yaml:3:29: error: '2h' is out of range; write 1s to 1h
                devices/pump.yaml:3:44: error: 'upp' is not known here; write 'up'
                devices/pump.yaml:4:3: error: 'fan-2' cannot be used in expressions; write 'fan_2'

                """)
    }

    @Test("a key that is planned says so")
    func planned() {
        let (_, text) = readPump("waveform: {of: samples}\n")
        #expect(text == "devices/pump.yaml:1:1: error: 'waveform' is not supported yet; remove it\n")
    }

    @Test("groups of which exactly one key is needed")
    func exactlyOne() {
        #expect(
            readPump("mqtt: {send: [events]}\n").text
                == "devices/pump.yaml:1:7: error: a broker needs one of 'url', 'socket'\n")
        #expect(
            readPump("mqtt: {url: a, socket: b}\n").text
                == "devices/pump.yaml:1:16: error: 'url' and 'socket' exclude each other in a broker; remove one of them\n"
        )
    }

    @Test("lists and sections of the wrong form say what to write")
    func wrongForms() {
        #expect(
            readPump("mqtt: {url: a, send: events}\n").text
                == "devices/pump.yaml:1:22: error: expected a list, found the text 'events'; write [events]\n")
        #expect(
            readPump("mqtt: {url: a, send: []}\n").text
                == "devices/pump.yaml:1:22: error: the list has 0 entries; write at least 1\n")
        #expect(
            readPump("actuators: 5\n").text
                == "devices/pump.yaml:1:12: error: expected a mapping from names, found the number '5'; write 'name: ...' lines\n"
        )
        #expect(
            readPump("mqtt:\n").text
                == "devices/pump.yaml:1:6: error: expected a broker, found nothing; write 'key: value' lines\n")
        #expect(
            readPump("- a\n").text
                == "devices/pump.yaml:1:1: error: expected a device file, found a list; write 'key: value' lines\n")
    }

    @Test("a wrong value from the environment names the reference")
    func fromEnvironment() {
        let (_, text) = readPump("actuators: {fan: {safe: true, min_on: \"${MIN}\"}}\n", environment: ["MIN": "10"])
        #expect(
            text
                == "devices/pump.yaml:1:39: error: with '${MIN}' filled in, '10' has no unit; "
                + "write '10s' (the units are ms, s, m, h, d, w)\n")
    }

    @Test("a table describes its fields for schema and documentation")
    func descriptions() throws {
        let table = PumpFile.table
        #expect(table.fields.map(\.key) == ["actuators", "mqtt", "time", "waveform"])
        #expect(table["waveform"]?.availability == .planned)
        #expect(table["nothing"] == nil)
        let minOn = try #require(PumpActuator.table["min_on"])
        guard case .duration(let range) = minOn.shape else { throw FixtureProblem(words: "\(minOn.shape)") }
        #expect(range == 1_000...3_600_000)
        #expect(PumpActuator.table["priority"]?.defaultText == "10")
        #expect(PumpActuator.table["priority"]?.shape.words == "a whole number from 1 to 16")
        #expect(PumpActuator.table["safe"]?.isRequired == true)
        guard case .section(let time)? = table["time"]?.shape else { throw FixtureProblem(words: "no section") }
        #expect(time.shorthandKey == "field")
        #expect(time.table.fields.count == 2)
    }

    @Test("every declared key is asked for by its section")
    func keysAsked() throws {
        let context = ReadingContext(
            diagnostics: Diagnostics(), environment: Environment([:]), secrets: SecretsInMemory())
        let reader = try #require(MappingReader(try tree("safe: true\n"), PumpActuator.table, context))
        #expect(reader.keysNeverAsked.count == 5)
        _ = PumpActuator(from: reader)
        #expect(reader.keysNeverAsked == [])
    }

    @Test("types can be mapped, and joined with other forms")
    func combinators() throws {
        let even = FieldType<Int>.integer.map { value throws(ValueProblem) in
            guard value.isMultiple(of: 2) else { throw ValueProblem("\(value) is odd", mend: "write \(value + 1)") }
            return value / 2
        }
        let either = even.map { [$0] }.orList(.list(of: even))
        let diagnostics = Diagnostics()
        let context = ReadingContext(
            diagnostics: diagnostics, environment: Environment([:]), secrets: SecretsInMemory())
        #expect(context.value(either, from: try tree("8\n")) == [4])
        #expect(context.value(either, from: try tree("[2, 4]\n")) == [1, 2])
        #expect(context.value(either, from: try tree("[2, 3, 5]\n")) == nil)
        #expect(
            diagnostics.text(showingSource: false)
                == "pump.yaml:1:5: error: 3 is odd; write 4\npump.yaml:1:8: error: 5 is odd; write 6\n")
    }
}
