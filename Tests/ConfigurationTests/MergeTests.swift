import Configuration
import Engine
import Testing

@Suite struct MergeTests {
    @Test("files on one device are merged in the order of their names, key by key; the later one wins")
    func merging() throws {
        let files = try Files(devices: [
            "10-pump": Files.pump + "rules: {hot: {when: temperature > 80.0, for: 5s}}\n",
            "20-site":
                "device: pump-1\nrules: {hot: {for: 10s}, on: {when: running}}\nsignals: {temperature: {unit: Cel}}\n",
        ])
        let outcome = files.load()
        #expect(outcome.lines == [])
        let template = try #require(outcome.configuration?.plan.templates.first)
        #expect(outcome.configuration?.plan.templates.count == 1)
        #expect(template.rules.map(\.name) == ["hot", "on"] && template.rules.map(holdMilliseconds) == [10_000, 0])
        #expect(template.signals.first?.unit == "Cel")
        try files.write("device: pump-1\nrules: {hot: {for: 1s}}\n", to: "devices/05-early.yaml")
        #expect(
            files.load().configuration?.plan.templates.first?.rules.first { $0.name == "hot" }
                .map(holdMilliseconds) == 10_000)
    }

    @Test("a mistake in a merged file is told in the file it stands in")
    func places() throws {
        let files = try Files(devices: [
            "a": Files.pump, "b": "device: pump-1\nrules: {hot: {when: temprature > 1.0}}\n",
        ])
        #expect(
            files.load().lines == ["devices/b.yaml:2:21: error: there is no 'temprature'; did you mean 'temperature'?"])
    }

    @Test("two files for devices by pattern are two kinds of devices")
    func patterns() throws {
        func file(_ kind: String) -> String {
            "device: \"{device}\"\ninputs: {i: {mqtt: \"\(kind)/{device}\", signals: {t: t}}}\nrules: {r: {when: t > 1.0}}\n"
        }
        let configuration = try #require(try Files(devices: ["a": file("a"), "b": file("b")]).load().configuration)
        #expect(configuration.plan.templates.map(\.name) == ["devices/a.yaml {device}", "devices/b.yaml {device}"])
        #expect(configuration.plan.templates.map(\.isOpen) == [true, true])
    }

    @Test("a device described twice is an error")
    func twice() throws {
        let pattern =
            "device: \"{device}\"\ndevices: [pump-1]\ninputs: {i: {mqtt: \"x/{device}\", signals: {t: t}}}\n"
            + "rules: {r: {when: t > 1.0}}\n"
        #expect(
            try Files(devices: ["a": Files.pump, "b": pattern]).load().lines == [
                "devices/b.yaml:1:1: error: the device 'pump-1' is described in devices/a.yaml already; describe it in one file"
            ])
    }

    @Test("a rule keeps its shape while it says the same, wherever it stands; and not when it says something else")
    func shapes() throws {
        func shapes(_ rules: String) throws -> [UInt64] {
            let configuration = try #require(try Files(devices: ["pump": Files.pump + rules]).load().configuration)
            return configuration.plan.templates[0].rules.map(\.shape)
        }
        let plain = try shapes("rules:\n  hot: {when: temperature > 80.0, for: 5s}\n")
        #expect(try shapes("# moved\nrules:\n  hot:\n    for: 5s\n    when: \"temperature > 80.0\"\n") == plain)
        #expect(
            try shapes("rules:\n  other: {when: running}\n  hot: {when: temperature > 80.0, for: 5s}\n").last
                == plain[0])
        #expect(try shapes("rules:\n  hot: {when: temperature > 80.0, for: 6s}\n") != plain)
        #expect(try shapes("rules:\n  hot: {when: temperature > 81.0, for: 5s}\n") != plain)
    }
}

/// The `for` of a rule that is a condition.
private func holdMilliseconds(_ rule: RulePlan) -> Int64? {
    guard case .condition(let condition) = rule.trigger else { return nil }
    return condition.forMilliseconds
}
