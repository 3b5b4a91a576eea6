import Configuration
import Testing

/// Windows over what members measure, where members have the order of their own times.
@Suite struct MemberTimeTests {
    private static func pumps(time: String) -> String {
        """
        device: "{device}"
        labels: {line: a}
        inputs: {telemetry: {mqtt: "plant/{device}", time: \(time), signals: [power]}}
        rules: {high: {when: power > 80.0}}
        """
    }

    private static func lines(_ rest: String) -> String {
        """
        device: "line-{line}"
        inputs:
          pumps: {members: {by: line}, signals: [power]}
        \(rest)
        """
    }

    private func found(time: String, _ rest: String) throws -> [String] {
        let files = try Files(devices: ["pumps": Self.pumps(time: time), "lines": Self.lines(rest)])
        return files.load().lines.filter { $0.contains("when it comes") }
    }

    @Test(
        "what goes by the times of what members measure is refused where these wait for their order",
        arguments: [
            ("rules: {busy: {when: \"mean(power, 10m) > 50.0\"}}", "'mean(power, 10m)'"),
            ("summaries: {minute: {every: 1m, of: {power: [max]}}}", "the summary 'minute'"),
            (
                "derive: {all: sum(pumps.power)}\nsummaries: {minute: {every: 1m, of: {all: [max]}}}",
                "the summary 'minute'"
            ),
            ("scores: {odd: {detect: discord, of: power}}", "the score 'odd'"),
            ("rules: {jump: {when: \"rate(power) > 5.0\"}}", "'rate(power)'"),
            ("rules: {twice: {pattern: [{start: power > 50.0}], times: 2, within: 1m}}", "'twice'"),
        ])
    func windows(rest: String, what: String) throws {
        let lines = try found(time: "{field: ts, max_delay: 5s}", rest)
        #expect(lines.count == 1, "\(lines)")
        #expect(
            lines.first?.contains(
                "error: \(what) would count what 'pumps' gathers when it comes, not when it was measured: "
                    + "devices/pumps.yaml has 'max_delay', and ") == true, "\(lines)")
        #expect(lines.first?.contains("derive it in devices/pumps.yaml") == true, "\(lines)")
        #expect(try found(time: "ts", rest).isEmpty, "the control: nothing waits")
    }

    @Test(
        "what members have at present, conditions, and windows over what the device itself measures are taken",
        arguments: [
            "rules: {busy: {when: \"sum(pumps.power) > 50.0\", for: 5s}}",
            "summaries: {minute: {every: 1m, of: {own: [max]}}}\nrules: {busy: {when: \"mean(own, 10m) > count(pumps.power > 5.0)\"}}",
        ])
    func present(rest: String) throws {
        let files = try Files(
            devices: [
                "pumps": Self.pumps(time: "{field: ts, max_delay: 5s}"),
                "lines": Self.lines(rest).replacing(
                    "inputs:\n", with: "inputs:\n  mine: {mqtt: \"own/{device}\", signals: [own]}\n"),
            ])
        let lines = files.load().lines
        #expect(!lines.contains { $0.contains("error") || $0.contains("when it comes") }, "\(lines)")
    }
}
