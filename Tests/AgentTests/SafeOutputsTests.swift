import Configuration
import TestSupport
import Testing

@testable import Agent

/// The list of outputs that a store keeps for the day when the files cannot be read.
@Suite struct SafeOutputsTests {
    private let directory = TemporaryDirectory("weir-outputs")

    private static let valve = """
        device: d
        inputs: {i: {gpio: {chip: simulated, line: "1"}, signal: s}}
        rules: {r: {when: s, set: {valve: true, lamp: true}}}
        actuators:
          valve: {gpio: {chip: c, line: GPIO4, active: low, drive: open-drain, bias: pull-up}, safe: false}
          lamp: {gpio: {chip: simulated, line: LAMP}, safe: true}
        """

    private func write(_ text: String) {
        #expect(SafeOutputs.file(directory.path).write(Array(text.utf8)) == nil)
    }

    @Test("an output is asked for again as it was: its level, what it drives and what pulls it")
    func lines() throws {
        let outputs = SafeOutputs(try configuration(devices: ["d": Self.valve]))
        #expect(SafeOutputs.file(directory.path).write(outputs.json) == nil)
        let read = try #require(SafeOutputs(in: directory.path))
        #expect(read.json == outputs.json)
        let line = try #require(read.lines.first)
        #expect(line.name == "d.valve" && line.isActiveLow && !line.safe && !line.isSimulated)
        #expect(line.drive == .openDrain && line.bias == .pullUp)
        #expect(read.lines.map(\.isSimulated) == [false, true])
    }

    @Test("a list that an earlier version left drives both levels and pulls nothing, as that did")
    func former() throws {
        write(#"[{"name":"d.fan","chip":"c","line":"GPIO4","active_low":false,"safe":true}]"#)
        let line = try #require(SafeOutputs(in: directory.path)?.lines.first)
        #expect(line.drive == .pushPull && line.bias == .asIs && line.safe)
    }
}
