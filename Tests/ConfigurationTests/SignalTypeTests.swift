import Configuration
import Decoding
import Testing

/// The types of signals that the file does not state, seen by what the payload's fields are read as.
@Suite struct SignalTypeTests {
    private func types(_ rest: String, signals: String = "a: a, b: b, c: c") throws -> [PayloadField.FieldType] {
        let device = "device: d\ninputs:\n  i: {mqtt: x, signals: {\(signals)}}\n\(rest)"
        let outcome = try Files(devices: ["d": device]).load()
        let binding = try #require(outcome.configuration?.bindings.first, "\(outcome.lines)")
        guard case .mqtt(let input)? = binding.inputs.first?.source else { return [] }
        return input.sources.first?.fields.map(\.type) ?? []
    }

    @Test(
        "what an expression does with a signal tells its type",
        arguments: [
            ("a && b", [.flag, .flag, .any]), ("!a || b > 1.0", [.flag, .number, .any]),
            ("a == 'on'", [.text, .any, .any]),
            ("a == b && b == true", [.flag, .flag, .any]), ("a > b * c", [.number, .number, .number]),
            ("-a > 1.0", [.number, .any, .any]), ("(a ? b : c) > 1.0", [.flag, .number, .number]),
            ("a + 1.0 > b", [.number, .number, .any]), ("limit < a", [.number, .any, .any]),
            ("a == mode", [.text, .any, .any]),
        ] as [(String, [PayloadField.FieldType])])
    func inference(when: String, expected: [PayloadField.FieldType]) throws {
        let parameters = "parameters: {limit: 1, mode: auto}\n"
        #expect(try types("\(parameters)rules: {r: {when: \"\(when)\"}}\n") == expected)
    }

    @Test("derived values carry types on, in whatever order they stand")
    func derived() throws {
        #expect(try types("derive: {x: y, y: a}\nrules: {r: {when: x > 1.0}}\n") == [.number, .any, .any])
    }

    @Test("settings, summaries and feedback tell types too, and what is stated holds")
    func settings() throws {
        #expect(
            try types("signals: {a: {unit: Cel}, b: {type: text}, c: {deadband: 1}}\n") == [.number, .text, .number])
        #expect(try types("summaries: {m: {every: 1m, of: {a: [mean], b: [last]}}}\n") == [.number, .any, .any])
        #expect(try types("actuators: {m: {mqtt: {topic: t, state: b}, safe: false}}\n") == [.any, .flag, .any])
    }

    @Test("uses that contradict each other are an error where the second stands")
    func contradictions() throws {
        let device =
            "device: d\ninputs:\n  i: {mqtt: x, signals: {a: a}}\nrules:\n  r: {when: a > 1.0}\n  s: {when: a}\n"
        #expect(
            try mistakes(device: device)
                == ["devices/pump.yaml:6:13: error: this is a double, not a bool; write a != 0.0"])
    }
}
