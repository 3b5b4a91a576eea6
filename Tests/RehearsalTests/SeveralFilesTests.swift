import Configuration
import Documents
import Foundation
import Rehearsal
import TestSupport
import Testing

/// Tests of a directory, in which one file speaks of the devices of another.
@Suite struct SeveralFilesTests {
    static let pumps = """
        device: "{device}"
        devices: [p1, p2]
        labels: {line: a}
        tables: {limits: {csv: limits.csv, key: device}}
        inputs: {t: {mqtt: "pump/{device}", decode: number, signal: power}}
        signals: {power: {unit: kW, stale: 1m}}
        rules: {over: {when: "power > limits[device].power", group: floods}}
        """

    static let lines = """
        device: "line-{line}"
        inputs: {pumps: {members: {by: line}, signals: [power]}}
        derive: {total: sum(pumps.power)}
        rules: {overload: {when: total > 30.0, message: "line {line} draws {total} kW, {member} the last"}}
        summaries: {minute: {every: 1m, of: {power: [sum, max]}}}
        tests:
          "a line adds up its pumps":
            steps:
              - {at: 1s, device: p1, power: 20.0, expect: {no_events: true}}
              - {at: 2s, device: p2, power: 15.0}
              - {at: 3s, device: line-a, expect: {message: "line a draws 35 kW, p2 the last", event: overload}}
              - {at: 1m, device: line-a, expect: {summary: {minute: {power: {sum: 35, max: 20, count: 2}}}}}
          "the limits are those of the table":
            device: p2
            steps:
              - {at: 1s, power: 9.0, expect: {no_events: true}}
              - {at: 2s, power: 11.0, expect: {event: over}}
        """

    @Test("a device that gathers, a table and a group of alarms pass their tests")
    func directory() throws {
        let directory = TemporaryDirectory("weir-rehearsal")
        func write(_ text: String, _ name: String) throws {
            let path = "\(directory.path)/\(name)"
            try Data(text.utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        try FileManager.default.createDirectory(
            atPath: "\(directory.path)/devices", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try write(
            "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\nalarm_groups: {floods: {max: 1, per: 1h}}\n",
            "weir.yaml")
        try write(Self.pumps, "devices/pumps.yaml")
        try write(Self.lines, "devices/lines.yaml")
        try write("device,power\np1,100\np2,10\n", "devices/limits.csv")
        let outcome = GatewayLoader(environment: Environment([:])).load(directory: directory.path)
        let rehearsal = Rehearsal(of: try #require(outcome.configuration, "\(outcome.diagnostics.text())"))
        let results = outcome.tests.map(rehearsal.run)
        #expect(results.count == 2)
        #expect(results.flatMap(\.failures).map(\.seen) == [])
    }
}
