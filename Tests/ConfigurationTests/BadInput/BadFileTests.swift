import Configuration
import Documents
import Foundation
import Testing

/// Group F of the catalogue of bad input, one test a row: what a file is, and how it is written. F11 to F26 are in
/// ``BadMeaningTests``; a reload that takes away an output (F25) is tested with the service.
@Suite struct BadFileTests {
    private func first(_ text: String) throws -> String? { try mistakes(adding: text).first }

    @Test("F01 an alias bomb is refused before it expands")
    func aliasBomb() throws {
        let levels = zip("bcdefg", "abcdef").map { name, other in
            "  \(name): &\(name) [\(Array(repeating: "*\(other)", count: 9).joined(separator: ", "))]\n"
        }
        #expect(
            try first("labels:\n  a: &a [x, x, x, x, x, x, x, x, x]\n" + levels.joined())
                == "devices/pump.yaml:13:10: error: aliases expand to more than 10000 values; write the values out")
    }

    @Test("F02 a recursive alias is an error, and no hang")
    func recursion() throws {
        #expect(
            try first("labels: {a: &a [*a]}\n")
                == "devices/pump.yaml:8:17: error: the alias '*a' stands inside its own anchor; write the value out")
    }

    @Test("F03 ten thousand levels are an error at the 32nd")
    func depth() throws {
        #expect(
            try first("labels: \(String(repeating: "[", count: 10_000))\n")
                == "devices/pump.yaml:8:40: error: mappings and lists stand more than 32 deep inside each other; flatten them"
        )
    }

    @Test("F04 a file that is too large, endless, a pipe or a directory is an error at once")
    func kinds() throws {
        let files = try Files()
        try files.write("# \(String(repeating: "x", count: 1 << 20))\n", to: "devices/a.yaml")
        #expect(mkfifo(files.path + "/devices/b.yaml", 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: files.path + "/devices/c.yaml", withDestinationPath: "/dev/zero")
        try FileManager.default.createDirectory(
            atPath: files.path + "/devices/d.yaml", withIntermediateDirectories: false)
        #expect(
            files.load().lines == [
                "devices/a.yaml:1:1: error: it is larger than 1MiB; split it",
                "devices/b.yaml:1:1: error: it is a named pipe, not a regular file; put the text into a regular file",
                "devices/c.yaml:1:1: error: it is a device, not a regular file; put the text into a regular file",
                "devices/d.yaml:1:1: error: it is a directory, not a regular file; put the text into a regular file",
            ])
    }

    @Test("F05 a key given twice is an error that names both places")
    func keyTwice() throws {
        #expect(
            try first("labels: {a: x, a: y}\n")
                == "devices/pump.yaml:8:16: error: the key 'a' is given twice, first at devices/pump.yaml:8:10; keep one "
                + "of the two")
    }

    @Test("F06 an unknown key is an error with the nearest name")
    func unknownKey() throws {
        #expect(
            try first("actuators:\n  fan: {mqtt: {topic: f}, safe: true, min_onn: 5s}\n")
                == "devices/pump.yaml:9:39: error: unknown key 'min_onn' in an actuator; write 'min_on'")
    }

    @Test("F07 the YAML 1.2 core schema holds: what other programs read as something else is an error or text")
    func coreSchema() throws {
        let parameters = "parameters: {a: on, b: 012, c: 1_000, d: 1e3, e: 12:30:00}\n"
        #expect(
            try mistakes(adding: parameters) == [
                "devices/pump.yaml:8:24: error: '012' starts with a zero, which some programs read as octal; write 12, or "
                    + "0o12 for octal",
                "devices/pump.yaml:8:32: error: '1_000' is text in YAML 1.2; write 1000",
            ])
    }

    @Test("F08 a tag of another language is an error")
    func tag() throws {
        #expect(
            try first("labels: {a: !!python/object:os.system x}\n")
                == "devices/pump.yaml:8:13: error: the tag '!!python/object:os.system' is not known; remove the tag")
    }

    @Test("F09 a duration without a unit is an error that says how it is written")
    func unit() throws {
        #expect(
            try first("rules:\n  r: {when: running, for: 10}\n")
                == "devices/pump.yaml:9:27: error: '10' has no unit; write '10s' (the units are ms, s, m, h, d, w)")
    }

    @Test("F10 durations that are upside down, negative, zero or too long are errors")
    func durations() throws {
        let actuator = "actuators:\n  fan: {mqtt: {topic: f}, safe: false, min_on: 10m, max_on: 1m, min_off: -5s}\n"
        let signal = "signals: {temperature: {stale: 0s, stuck: 1e30h}}\n"
        #expect(
            try mistakes(adding: actuator + signal) == [
                "devices/pump.yaml:9:48: error: it must stay on longer than it may; write a 'min_on' below 'max_on'",
                "devices/pump.yaml:9:74: error: '-5s' is negative; write a duration such as '10s', from zero up",
                "devices/pump.yaml:10:32: error: '0s' is out of range; write 1ms to 36500d",
                "devices/pump.yaml:10:43: error: '1e30h' is not a duration; write a duration such as '10s' (the units are "
                    + "ms, s, m, h, d, w)",
            ])
    }

    @Test("F16 nothing is read from outside of the directory")
    func confinement() throws {
        #expect(
            try first("include: ../../etc/shadow\n")
                == "devices/pump.yaml:8:1: error: unknown key 'include' in a device; remove it")
        let files = try Files()
        try FileManager.default.createSymbolicLink(
            atPath: files.path + "/devices/a.yaml", withDestinationPath: "/etc/hostname")
        #expect(
            files.load().lines == [
                "devices/a.yaml:1:1: error: it is a symbolic link that leads out of the configuration directory; copy the "
                    + "file instead"
            ])
    }

    @Test("F17 a variable is filled in once wherever a value stands, and a command is never run")
    func variables() throws {
        #expect(
            try first("labels: {a: $(id)}\n")
                == "devices/pump.yaml:8:13: error: commands are not run in a configuration; write $$( for a literal '$('"
        )
        let rule = "rules:\n  r: {when: \"temperature > ${LIMIT}\", for: \"${HOLD}\"}\n"
        #expect(try mistakes(adding: rule, environment: ["LIMIT": "80.0", "HOLD": "5s"]) == [])
        #expect(
            try mistakes(adding: rule, environment: ["LIMIT": "${HOLD}", "HOLD": "5s"]).first
                == "devices/pump.yaml:9:28: error: with 'temperature > ${LIMIT}' filled in, '$' has no meaning here; write a "
                + "signal's or a parameter's bare name")
    }

    @Test("F18 a password in a file is an error, and is shown nowhere")
    func password() throws {
        let gateway = "gateway: g\nmqtt: {local: {url: \"mqtt://localhost\", username: u, password: hunter2}}\n"
        let outcome = try Files(gateway: gateway, devices: ["pump": Files.pump]).load()
        #expect(
            outcome.lines == [
                "weir.yaml:2:64: error: a secret must not stand in the file; write '!secret name' and put the value into "
                    + "the file secrets/name"
            ])
        #expect(!(outcome.diagnostics.text() + outcome.diagnostics.jsonLines()).contains("hunter2"))
    }

    @Test("F18 a key in a file, or in a header nobody knows, is an error, and is shown nowhere")
    func key() throws {
        for broker in [
            "{url: \"mqtts://localhost\", cert: /c, key: \"-----BEGIN PRIVATE KEY-----hunter2\"}",
            "{url: \"mqtt://localhost\", key: \"-----BEGIN PRIVATE KEY-----hunter2\"}",
            "{url: \"mqtt://localhost\", headers: {Authorization: \"Bearer hunter2\"}}",
        ] {
            let outcome = try Files(gateway: "gateway: g\nmqtt: {local: \(broker)}\n", devices: ["pump": Files.pump])
                .load()
            #expect(outcome.diagnostics.hasErrors, "\(broker)")
            let shown = outcome.diagnostics.text() + outcome.diagnostics.jsonLines()
            #expect(!shown.contains("hunter2"), "\(shown)")
        }
    }

    @Test("F19 a file that everybody can write, and a secret that everybody can read, are errors")
    func permissions() throws {
        let gateway = "gateway: g\nmqtt: {local: {url: \"mqtt://localhost\", username: u, password: !secret p}}\n"
        let files = try Files(gateway: gateway, devices: ["pump": Files.pump], secrets: ["p": "x"])
        #expect(files.load().lines == [])
        try files.permit(0o666, "devices/pump.yaml")
        #expect(files.load().lines == ["devices/pump.yaml:1:1: error: everybody can write it; run chmod o-w on it"])
        try files.permit(0o600, "devices/pump.yaml")
        try files.permit(0o644, "secrets/p")
        #expect(files.load().lines.first?.contains("everybody can read it; run chmod o-rwx on it") == true)
    }

    @Test(
        "F20 CRLF and a byte order mark are read; tabs, no-break spaces and what is not UTF-8 are errors at their place"
    )
    func characters() throws {
        func lines(_ bytes: [UInt8]) throws -> [String] {
            let files = try Files()
            try files.write(bytes, to: "devices/pump.yaml")
            return files.load().lines
        }
        let pump = Array(Files.pump.utf8)
        #expect(try lines([0xEF, 0xBB, 0xBF] + Array(Files.pump.replacing("\n", with: "\r\n").utf8)) == [])
        #expect(
            try lines(pump + Array("rules:\n\tr: {when: running}\n".utf8))
                == ["devices/pump.yaml:9:1: error: a tab is used as indentation; indent with spaces"])
        let space = try lines(pump + Array("labels: {a: x,\u{A0}b: y}\n".utf8))
        #expect(
            space == [
                "devices/pump.yaml:8:15: error: a no-break space (U+00A0) stands here; write an ordinary space, or put the "
                    + "text in quotes",
                "devices/pump.yaml:8:15: error: the name '\\u{A0}b' holds U+00A0; write 1 to 64 of A-Z a-z 0-9 . _ -",
            ], "\(space)")
        #expect(
            try lines(pump + Array("labels: {a: ".utf8) + [0xC0, 0x80, 0x7D, 0x0A]).first
                == "devices/pump.yaml:8:13: error: the byte 0xC0 is not UTF-8; save the file as UTF-8")
    }

    @Test("F24 a half-written file is an error, and there is no configuration")
    func halfWritten() throws {
        let text = Files.pump + "rules:\n  r: {when: running, set: {fa"
        let outcome = try Files(devices: ["pump": text]).load()
        #expect(outcome.configuration == nil)
        #expect(
            outcome.lines.first?.hasPrefix("devices/pump.yaml:") == true
                && outcome.lines.first?.contains("error") == true)
    }
}
