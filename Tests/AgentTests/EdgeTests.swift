import Configuration
import Engine
import Logging
import Telemetry
import Testing

@testable import Agent
@testable import Store

/// A line whose edges count: each is a pulse.
@Suite struct EdgeTests {
    private static func meter(_ edge: String) -> String {
        """
        device: meter
        inputs:
          pulses: {gpio: {chip: simulated, line: PULSE, edge: \(edge)}, signal: pulse}
        rules: {pulsed: {when: pulse}}
        """
    }

    private func name(_ output: Output) -> String {
        if case .event(let event) = output { "\(event.name) \(event.state)" } else { "\(output)" }
    }

    @Test(
        "pulses that come between two rounds are all seen, in their order, and nothing of them stays",
        arguments: [("rising", 2), ("falling", 1), ("both", 3)])
    func pulses(edge: String, count: Int) throws {
        let configuration = try configuration(devices: ["meter": Self.meter(edge)])
        let panel = PinPanel(configuration.bindings, loop: EventLoop(), logger: Logger(label: "test"))
        var values: [Bool?] = []
        panel.onLevel = { _, value in values.append(value) }
        panel.openInputs()
        #expect(values == [false], "before its first edge the signal is false")
        let pin = try #require(panel.inputs.first)
        let line = try #require(pin.line as? SimulatedInput)
        for level in [true, true, false, true] { line.simulate(level) }
        panel.drain(pin)
        #expect(values.dropFirst() == ArraySlice((0..<count).flatMap { _ in [true, false] }))
        #expect(pin.edgeCount == count)
        panel.drain(pin)
        #expect(values.count == 1 + 2 * count)
    }

    @Test("with a debounce time an edge counts when its level has held")
    func debounced() throws {
        let text = Self.meter("rising").replacing("edge: rising", with: "edge: rising, debounce: 50ms")
        let panel = PinPanel(
            try configuration(devices: ["meter": text]).bindings, loop: EventLoop(), logger: Logger(label: "test"))
        var values: [Bool?] = []
        panel.onLevel = { _, value in values.append(value) }
        panel.openInputs()
        let pin = try #require(panel.inputs.first)
        let line = try #require(pin.line as? SimulatedInput)
        for level in [true, false, true] { line.simulate(level) }
        panel.drain(pin)
        panel.service(now: Clock.boot + 60)
        #expect(values == [false, true, false])
        line.simulate(false)
        panel.drain(pin)
        panel.service(now: Clock.boot + 120)
        #expect(values == [false, true, false])
    }

    @Test("a replayed edge is journaled and acted upon as the live one", arguments: ["rising", "falling", "both"])
    func replayed(edge: String) throws {
        let configuration = try configuration(devices: ["meter": Self.meter(edge)])
        let levels = [true, false, true, true, false]
        // Live: what is journaled, as the engine would read it again.
        let rig = ControlRig(configuration)
        for level in levels { rig.simulate("PULSE", level) }
        var live: [String] = []
        func take(_ batch: Batch) throws {
            var start = 0
            for end in batch.journalEnds {
                let entry = try JournalEntry(Array(batch.journalBytes[start..<end]))
                start = end
                guard case .input(let input) = entry, input.kind == .reading else { continue }
                live.append("\(input.reading.content) \(input.reading.values.map(\.value))")
            }
        }
        _ = try rig.status()
        let first = try rig.nextBatch()
        try take(first)
        rig.commit(first)
        rig.simulate("PULSE", true)
        _ = try rig.status()
        try rig.stop(take)
        // The signal's first value is not an edge.
        live.removeFirst()

        let replay = Replay(configuration: configuration)
        var events: [String] = []
        var level = false
        var replayed = 0
        for (number, next) in (levels + [true]).enumerated() where next != level {
            level = next
            let line = #"{"time":\#(number + 1),"chip":"simulated","line":"PULSE","level":\#(next ? 1 : 0)}"#
            events += try replay.take(Array(line.utf8)).map(name)
            replayed += 1
        }
        let asked = edge == "both" ? 5 : edge == "rising" ? 3 : 2
        #expect(replayed == 5)
        #expect(events == (0..<asked).flatMap { _ in ["pulsed raised", "pulsed cleared"] })
        let pulse = [true, false].map { "\($0 ? 1 : 0) \([Value?.some(.flag($0))])" }
        #expect(live == (0..<asked).flatMap { _ in pulse })
    }
}
