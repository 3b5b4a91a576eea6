import Testing

/// Group F of the catalogue of bad input, one test a row: what files mean together. The other rows are in
/// ``BadFileTests``.
@Suite struct BadMeaningTests {
    private static let fan = "actuators:\n  fan: {mqtt: {topic: f}, safe: false}\n"

    @Test("F11 a limit in another unit than the signal's is an error with the conversion")
    func units() throws {
        let device = """
            device: pump-1
            inputs: {i: {mqtt: p, signals: {inside: a, outside: b}}}
            signals: {inside: {unit: Cel}, outside: {unit: "[degF]"}}
            rules:
              warm: {when: inside > outside}
              mild: {when: 'inside > convert(outside, "[degF]", "Cel")'}

            """
        #expect(
            try mistakes(device: device) == [
                "devices/pump.yaml:5:23: error: inside is in Cel and outside in [degF]; write convert(outside, \"[degF]\", \"Cel\")"
            ])
    }

    @Test("F12 one line used twice is an error at the second place")
    func lines() throws {
        let device = """
            device: d
            inputs: {i: {gpio: {chip: c, line: GPIO1}, signal: t}}
            rules: {r: {when: t, set: {fan: true}}}
            actuators:
              fan: {gpio: {chip: c, line: GPIO1}, safe: false}

            """
        #expect(
            try mistakes(device: device) == [
                "devices/pump.yaml:5:31: error: the line GPIO1 of c is used by d.i and d.fan; give one of them another line"
            ])
    }

    @Test("F13, S1: an output without a safe value is refused")
    func safe() throws {
        #expect(
            try mistakes(adding: "actuators:\n  fan: {mqtt: {topic: f}}\n")
                == ["devices/pump.yaml:9:8: error: an actuator needs 'safe'; write 'safe: false'"])
    }

    @Test("F14 a circle of rules and an unknown signal are errors, a rule that can never be raised is a warning")
    func rules() throws {
        #expect(
            try mistakes(
                adding: "rules:\n  a: {when: b.raised}\n  b: {when: a.raised}\n  c: {when: temprature > 1.0}\n") == [
                    "devices/pump.yaml:9:3: error: rules depend on one another in a circle: a -> b -> a; break the circle",
                    "devices/pump.yaml:11:13: error: there is no 'temprature'; did you mean 'temperature'?",
                ])
        #expect(
            try mistakes(adding: "rules:\n  c: {when: \"temperature > 80.0 && temperature < 70.0\"}\n") == [
                "devices/pump.yaml:9:36: warning: 'temperature > 80.0' and 'temperature < 70.0' are never true at once, so "
                    + "the rule 'c' can never be raised; correct one of them"
            ])
    }

    @Test("F15 two rules that set one output differently at one priority are told")
    func fight() throws {
        let rules =
            "rules:\n  a: {when: running, set: {fan: true}}\n  b: {when: temperature > 1.0, set: {fan: false}}\n"
        #expect(
            try mistakes(adding: rules + Self.fan) == [
                "devices/pump.yaml:10:3: warning: 'a' and 'b' set 'fan' differently at one priority; write 'priority:' in one "
                    + "of them; until then the safe value wins"
            ])
    }

    @Test("F21 what never has a value, takes for ever or is too long is an error; a pattern takes linear time")
    func expressions() throws {
        #expect(
            try mistakes(adding: "rules:\n  r: {when: temperature / 0.0 > 1.0}\n")
                == ["devices/pump.yaml:9:25: error: what is divided by zero has no value; write another divisor"])
        #expect(
            try mistakes(device: Files.machine + "rules:\n  r: {when: \"mode.matches('(a{1000}){1000}')\"}\n") == [
                "devices/pump.yaml:9:27: error: the regular expression '(a{1000}){1000}' is too large; write a smaller one"
            ])
        #expect(try mistakes(device: Files.machine + "rules:\n  r: {when: \"mode.matches('(a+)+$')\"}\n") == [])
        let long = String(repeating: "running || ", count: 100_000) + "running"
        #expect(
            try mistakes(adding: "rules:\n  r: {when: \"\(long)\"}\n").first?.contains(
                "error: it is larger than 1MiB; split it") == true)
        #expect(
            try mistakes(adding: "rules:\n  r: {when: \"\(long.prefix(500_000)) running\"}\n").first?.contains(
                "bytes, more than 65536; split it into several") == true)
        #expect(
            try mistakes(adding: "rules:\n  r: {when: \"\(String(repeating: "(", count: 10_000))running\"}\n").first?
                .contains(
                    "error: the expression is nested deeper than 250 levels; split it into several") == true)
    }

    @Test("F22 a subscription to everything is an error")
    func everything() throws {
        #expect(
            try mistakes(device: Files.pump.replacing("mqtt: plant/pump-1", with: "mqtt: \"#\"")) == [
                "devices/pump.yaml:4:11: error: the topic takes everything the broker has; write the first levels of the "
                    + "topics you mean"
            ])
    }

    @Test("F23 an unencrypted connection to another machine is an error, unless allowed; then it is warned of")
    func plaintext() throws {
        let text = "gateway: g\nmqtt: {local: {url: \"mqtt://broker.example.org\"}}\n"
        #expect(
            try mistakes(gateway: text) == [
                "weir.yaml:2:21: error: the connection to mqtt://broker.example.org is not encrypted; write mqtts:// (or "
                    + "'allow_insecure: true', if the network is yours alone)"
            ])
        #expect(
            try mistakes(gateway: text.replacing("\"}}", with: "\", allow_insecure: true}}"))
                == ["weir.yaml:2:21: warning: the connection to mqtt://broker.example.org is not encrypted"])
    }

    @Test("F26 a file of another version is an error that names both, of the format and of MQTT")
    func versions() throws {
        let words =
            "the file is written in version 2 of the format, and this program reads version 1; write 'version: 1' and what "
            + "it has, or run a newer weir"
        #expect(try mistakes(gateway: Files.gateway + "version: 2\n") == ["weir.yaml:3:10: error: \(words)"])
        #expect(try mistakes(adding: "version: 2\n") == ["devices/pump.yaml:8:10: error: \(words)"])
        #expect(try mistakes(gateway: Files.gateway + "version: 1\n") == [])
        #expect(
            try mistakes(gateway: "gateway: g\nmqtt: {local: {url: \"mqtt://localhost\", version: 2}}\n")
                == ["weir.yaml:2:50: error: version '2' of MQTT is not supported; write '5' or '3.1.1'"])
    }
}
