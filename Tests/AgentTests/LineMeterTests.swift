import Configuration
import Engine
import Telemetry
import Testing

@testable import Agent
@testable import Store

/// Lines that are more than a level, from the simulated chip to the engine.
@Suite struct LineMeterTests {
    private static let meter = """
        device: meter
        inputs:
          pulses: {gpio: {chip: simulated, line: PULSE, count: {every: 100ms, per_pulse: 0.45, total: volume}}, signal: flow}
          knob: {gpio: {chip: simulated, quadrature: {a: A, b: B, per_step: 0.5, every: 10ms}}, signal: position}
          button: {gpio: {chip: simulated, line: BUTTON, button: {double: 0s}}, signal: press}
        rules:
          flowing: {when: flow > 0.0}
          turned: {when: position > 0.0}
          pressed: {when: press == "single"}
        summaries: {m: {every: 1m, of: {volume: [last]}}}
        """

    private func values(_ batch: Batch) throws -> [String] {
        var lines: [String] = []
        var start = 0
        for end in batch.journalEnds {
            let entry = try JournalEntry(Array(batch.journalBytes[start..<end]))
            start = end
            guard case .input(let input) = entry, input.kind == .reading else { continue }
            lines.append(
                input.reading.values.map { "\($0.signal)=\($0.value?.description ?? "-")" }.joined(separator: " "))
        }
        return lines
    }

    @Test("pulses become a rate and a total, and what was counted at the end is not lost")
    func counting() throws {
        let configuration = try configuration(devices: ["meter": Self.meter])
        let rig = ControlRig(configuration)
        for _ in 0..<10 {
            rig.simulate("PULSE", true)
            rig.simulate("PULSE", false)
        }
        _ = try rig.status()
        var totals: [Double] = []
        try rig.stop { batch in
            for line in try values(batch) where line.hasPrefix("0=") && line.contains("1=") {
                totals.append(Double(line.split(separator: "=").last ?? "") ?? .nan)
            }
        }
        #expect(totals.last == 4.5)
        #expect(totals == totals.sorted())
    }

    @Test("a total goes on from what the engine knows, to the pulse")
    func restored() throws {
        let count = PulseCount(everyMilliseconds: 1000, perPulse: 0.45, totalSignal: 1)
        for pulses in [0, 1, 7, 123_456_789, 9_007_199_254_740] as [Int64] {
            var meter = LineMeter(
                .count(.rising, count), signal: 0, levels: (false, false), last: { _ in Double(pulses) * 0.45 }, at: 0)
            var told: [Double?] = []
            meter?.edge(to: true, at: 10) { _ in }
            meter?.finish(at: 20) { told = $0.map { if case .number(let number)? = $0.value { number } else { nil } } }
            #expect(told.last == Double(pulses + 1) * 0.45)
        }
    }

    @Test("edges that the kernel had no room for are counted by their numbers")
    func missed() throws {
        let count = PulseCount(everyMilliseconds: 1000, perPulse: 2, totalSignal: nil)
        var meter = LineMeter(
            .count(.rising, count), signal: 0, levels: (false, false), last: { _ in nil }, at: 0)
        var told: [Value?] = []
        for time in 1...10 as ClosedRange<Int64> { meter?.edge(to: true, at: time) { _ in } }
        meter?.resume(levels: (true, false), missed: 40, at: 20) { _ in }
        meter?.pass(to: 1_000_000_000) { told = $0.map(\.value) }
        #expect(told == [.number(100)])
    }

    @Test("a line that is gone takes its rate with it, and leaves its total")
    func lost() throws {
        let count = PulseCount(everyMilliseconds: 1000, perPulse: 2, totalSignal: 1)
        let meter = LineMeter(
            .count(.rising, count), signal: 0, levels: (false, false), last: { _ in nil }, at: 0)
        var told: [Int] = []
        meter?.lose { entries in told += entries.filter { $0.value == nil }.map(\.signal) }
        #expect(told == [0])
    }

    @Test("an encoder's position and a button's presses reach the engine")
    func others() throws {
        let rig = ControlRig(try configuration(devices: ["meter": Self.meter]))
        for (line, level) in [
            ("A", true), ("B", true), ("A", false), ("B", false), ("BUTTON", true), ("BUTTON", false),
        ] {
            rig.simulate(line, level)
            _ = try rig.status()
        }
        var lines: [String] = []
        try rig.stop { lines += try values($0) }
        #expect(lines.last { $0.hasPrefix("2=") } == "2=2")
        #expect(lines.filter { $0.hasPrefix("3=") } == ["3=none", "3=single", "3=none"])
    }

    @Test("levels of a recording are counted at the times of the recording, also where only time passes")
    func replayed() throws {
        let text = Self.meter.replacing("every: 100ms", with: "every: 1s")
        let replay = Replay(configuration: try configuration(devices: ["meter": text]))
        var events: [String] = []
        func take(_ line: String) throws {
            for case .event(let event) in try replay.take(Array(line.utf8)) {
                events.append("\(event.time.milliseconds) \(event.name) \(event.state)")
            }
        }
        for time in [1000, 1400, 1800] {
            try take(#"{"time":\#(time),"chip":"simulated","line":"PULSE","level":1}"#)
            try take(#"{"time":\#(time + 100),"chip":"simulated","line":"PULSE","level":0}"#)
        }
        try take(#"{"time":9000}"#)
        #expect(events == ["2000 flowing raised", "3000 flowing cleared"])
        let volume = replay.values(device: "meter").first { $0.name == "volume" }?.value
        #expect(volume == .number(3 * 0.45))
        try take(#"{"time":9100,"chip":"simulated","line":"A","level":1}"#)
        try take(#"{"time":9200}"#)
        #expect(events.last == "9100 turned raised")
        try take(#"{"time":9300,"chip":"simulated","line":"BUTTON","level":1}"#)
        try take(#"{"time":9400,"chip":"simulated","line":"BUTTON","level":0}"#)
        #expect(events.suffix(2) == ["9400 pressed raised", "9400 pressed cleared"])
    }
}
