import Configuration
import Documents
import Foundation
import Testing

/// The JSON Schema that editors use says what the loader says.
struct SchemaTests {
    private static let library = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "devices").path

    private func mistakes(_ kind: FileKind, _ text: String) throws -> [String] {
        let diagnostics = Diagnostics()
        let root = YAMLReader(diagnostics: diagnostics).read(SourceFile(path: "file", text: text))
        return try SchemaValidator(kind.schema.text).mistakes(try #require(root, "\(diagnostics.text())"))
    }

    @Test("every device file of the library is right by the schema")
    func library() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.library).filter { $0.hasSuffix(".yaml") }
        #expect(names.count >= 5)
        for name in names.sorted() {
            let text = try String(contentsOfFile: "\(Self.library)/\(name)", encoding: .utf8)
            // Drop-in tests of the library have a form of their own.
            let kind: FileKind = name.hasSuffix(".test.yaml") ? .test : .device
            let found = try mistakes(kind, text)
            #expect(found.isEmpty, "\(name): \(found)")
        }
    }

    @Test("what the loader takes is right by the schema: shorthands, references, secrets, words that look like numbers")
    func accepted() throws {
        let gateway = """
            gateway: plant1-gw3
            mqtt: {local: {url: "mqtt://${HOST:-localhost}:1883", version: 5, qos: "${QOS}", username: weir, password: !secret mqtt}}
            store: {path: /var/lib/weir, max_size: 256MiB, max_age: "${DAYS}d", journal: {max_size: 64MiB}, sync: "${SYNC}"}
            uplinks:
              central: {mqtt: {url: "mqtts://central.example.org", version: 3.1.1, topic: "a/{kind}"}, send: [events], rate: 20/min}
            limits: {payload: 64KiB, devices: 512, rate: 2000/s}
            """
        #expect(try mistakes(.gateway, gateway) == [])
        let device = """
            device: "{device}"
            labels: {line: 7, wet: true}
            parameters: {hot: 80.0, count: 3, armed: true, word: x}
            overrides: {pump-7: {lines: {fan: 17}}}
            inputs:
              a: {mqtt: "plant/{device}", time: ts, signals: {t: a, u: b}}
              b: {mqtt: "plant/{device}/b", time: {field: ts, unit: s}, signals: {v: 5}}
              c: {gpio: {chip: simulated, debounce: "${MS}ms"}, signal: door}
              d: {decode: tasmota, time: {zone: Europe/Oslo}, signals: [power, on]}
              e: {mqtt: [a, b], records: {at: r, device: id}, time: {field: ts, unit: auto}, signals: {w: {at: a.b, on: [ON, 1], off: OFF, none: ["", -127]}, x: {number: true}}}
            rules: {r: {when: true, for: 5s, priority: "${PRIORITY:-4}", set: {fan: "${ON}"}}}
            actuators: {fan: {gpio: {chip: simulated}, safe: true}}
            """
        #expect(try mistakes(.device, device) == [])
        let test = """
            device: pump-7
            tests:
              "heat stops the motor":
                given: {temperature: 70.0, running: true}
                steps: [{at: 1s, temperature: 81.0}, {at: 7s, expect: {event: overheating, motor: false, fan: true}}]
              "nothing else": {steps: [{at: 1s, expect: {event: [a, b], no_event: c}}]}
            """
        #expect(try mistakes(.test, test) == [])
    }

    private static let input = "inputs: {i: {mqtt: a, signals: {t: t}}}\n"

    @Test(
        "what the loader refuses by itself, the schema refuses",
        arguments: [
            "rules: {r: {when: a, fro: 5s}}", "rules: {r: {for: 5s}}", "rules: {r: {when: a, for: 5}}",
            "rules: {r: {when: a, for: 5 s}}", "rules: {r: {when: a, for: 05s}}", "rules: {r: {when: a, priority: 17}}",
            "rules: {r: {when: a, priority: high}}", "rules: {r: {when: a, severity: fatal}}",
            "rules: {r: {when: a, set: {fan: on}}}", "rules: {r: {when: [a]}}", "rules: {2hot: {when: a}}",
            "rules: {hot-2: {when: a}}", "rules: [a]", "rules:", "actuators: {m: {safe: true}}",
            "actuators: {m: {gpio: {chip: c}, mqtt: {topic: a}, safe: true}}", "actuators: {m: {gpio: {chip: c}}}",
            "actuators: {m: {gpio: {chip: c, active: up}, safe: true}}", "summaries: {m: {every: 1m, of: {t: mean}}}",
            "summaries: {m: {every: 1m, of: {t: []}}}", "summaries: {m: {every: 1m, of: {t: [middle]}}}",
            "summaries: {m: {every: 1m, of: {t: [p101]}}}", "signals: {t: {valid: [a, b]}}",
            "signals: {t: {deadband: -1}}",
            "scores: {w: {detect: ewmas, of: t}}", "scores: {w: {model: m, remaining_life: {of: t}}}", "devices: []",
            "devices: [a/b]", "labels: {a: [b]}", "derive: {load: {of: a}}",
        ])
    func refused(text: String) throws {
        let device = "device: d\n" + Self.input
        #expect(try mistakes(.device, device) == [])
        #expect(try mistakes(.device, device + text + "\n").isEmpty == false)
        // The control: it is a mistake to the loader too.
        let loaded = GatewayLoader().check(deviceFile: SourceFile(path: "d.yaml", text: device + text + "\n"))
        #expect(loaded.hasErrors)
    }

    @Test(
        "so it is with the gateway's file",
        arguments: [
            "", "gateway: a/b", "gateway: g\nstor: {}", "gateway: g\nlimits: {rate: 2000}",
            "gateway: g\nconsole: {port: 1}",
            "gateway: g\nlimits: {devices: 0}", "gateway: g\nstore: {max_size: 256MB}",
            "gateway: g\nstore: {sync: maybe}",
            "gateway: g\nmqtt: {local: {url: a, topic: b}}", "gateway: g\nmqtt: {local: {url: a, qos: 2}}",
            "gateway: g\nuplinks: {c: {send: [events]}}", "gateway: g\nuplinks: {c: {mqtt: {url: a}, send: [alarms]}}",
        ])
    func refusedGateway(text: String) throws {
        #expect(try mistakes(.gateway, text.isEmpty ? "{}" : text).isEmpty == false)
    }

    @Test(
        "so it is with tests",
        arguments: [
            "tests: {a: {}}", "tests: {a: {steps: []}}", "tests: {a: {steps: [{t: 1}]}}",
            "tests: {a: {steps: [{at: 1}]}}", "tests: {a: {steps: [{at: 1s, t: [1]}]}}", "tests: []", "devices: x",
        ])
    func refusedTest(text: String) throws {
        #expect(try mistakes(.test, text).isEmpty == false)
    }

    @Test("each default and each example of a key is right by its own schema", arguments: FileKind.allCases)
    func examples(kind: FileKind) throws {
        let schema = try SchemaValidator(kind.schema.text)
        let checked = try schema.checkAnnotations()
        #expect(checked.count > (kind == .test ? 5 : 20))
        #expect(checked.mistakes == [])
    }

    @Test("the schema is the same text every time, and says what it is", arguments: FileKind.allCases)
    func stable(kind: FileKind) {
        let text = kind.schema.text
        #expect(text == kind.schema.text)
        #expect(text.hasPrefix("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"))
        #expect(text.hasSuffix("}\n"))
    }

    @Test("the page of all keys has a heading for every section it links to", arguments: FileKind.allCases)
    func reference(kind: FileKind) {
        let text = kind.reference.text
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("## ") }
            .map { $0.dropFirst(3).lowercased().replacing(" ", with: "-") }
        #expect(Set(headings).count == headings.count)
        for link in text.split(separator: "](#").dropFirst() {
            #expect(headings.contains(String(link.prefix { $0 != ")" })), "\(link.prefix(40))")
        }
        #expect(!text.contains("not supported"))
    }
}
