import Configuration
import Engine
import Telemetry
import Testing

@testable import Agent

/// The limits of `weir.yaml`: what goes at each, that it is counted, and that memory stays as it is from there on.
@Suite struct LimitTests {
    private static func gateway(_ limits: String) -> String {
        "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\nlimits: {\(limits)}\n"
    }

    private func replay(_ limits: String, device: String) throws -> Replay {
        Replay(configuration: try configuration(devices: ["d": device], gateway: Self.gateway(limits)))
    }

    private func signals(_ replay: Replay, _ time: Int, _ signals: String, device: String = "d") throws -> [Output] {
        try replay.take(Array(#"{"time":\#(time),"device":"\#(device)","signals":{\#(signals)}}"#.utf8))
    }

    private static let badges = """
        device: d
        inputs: {in: {mqtt: d, signals: {badge: badge, door: door}}}
        signals: {badge: {type: text}, door: {type: bool}}
        rules:
          twice:
            pattern: [{start: changed(badge)}, {then: becomes(door)}]
            within: 1h
            key: badge
        """

    @Test("keys: beyond the limit the key seen longest ago goes, and is counted")
    func keys() throws {
        let replay = try replay("keys: 3", device: Self.badges)
        var sizes: [Int] = []
        for number in 0..<40 {
            _ = try signals(replay, 1000 + number, #""badge":"b\#(number % 10)\#(number / 10)","door":false"#)
            if number >= 10 { sizes.append(replay.host.engine.snapshot().count) }
        }
        #expect(replay.host.engine.counters.keysDropped > 30)
        #expect(replay.host.engine.counters[.keys] == replay.host.engine.counters.keysDropped)
        #expect(replay.host.engine.example(of: .keys) == "d.twice")
        // What is kept does not grow; counters grow by a digit.
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 8, "\(sizes)")
    }

    @Test("partial_matches: beyond the limit the oldest beginning goes, and is counted")
    func partialMatches() throws {
        let device = """
            device: d
            inputs: {in: {mqtt: d, signals: {x: x}}}
            rules: {rise: {pattern: [{start: x > 1.0}, {any: x > 100.0}], within: 1h, skip: none}}
            """
        for (limit, lost) in [(2, 18), (64, 0)] {
            let replay = try replay("partial_matches: \(limit)", device: device)
            for number in 0..<20 { _ = try signals(replay, 1000 + number, "\"x\":\(number + 2)") }
            #expect(replay.host.engine.counters.partialMatchesDropped == lost)
            let found = try signals(replay, 2000, "\"x\":200")
            #expect(found.count { if case .event = $0 { true } else { false } } == min(limit, 20))
            #expect(replay.host.engine.example(of: .partialMatches) == (lost > 0 ? "d.rise" : nil))
        }
    }

    @Test("windows: beyond the limit the oldest closes early, and is counted")
    func windows() throws {
        let device = """
            device: d
            inputs: {in: {mqtt: d, signals: {x: x}}}
            summaries: {second: {every: 1s, of: {x: [count]}}}
            """
        for limit in [5, 1000] {
            var configuration = try configuration(devices: ["d": device], gateway: Self.gateway("windows: \(limit)"))
            let summary = configuration.plan.templates[0].summaries[0]
            #expect(summary.window.maximumOpen == limit)
            // Windows that wait an hour for what is late.
            var window = summary.window
            window.late = .drop(grace: 3_600_000)
            configuration.plan.templates[0] = configuration.plan.templates[0].with(
                SummaryPlan(name: summary.name, window: window, items: summary.items, shape: summary.shape))
            let replay = Replay(configuration: configuration)
            var sizes: [Int] = []
            for number in 0..<200 {
                _ = try signals(replay, 1_000_000 + number * 1000, "\"x\":1")
                if number > 100 { sizes.append(replay.host.engine.snapshot().count) }
            }
            #expect(replay.host.engine.counters.windowsCut == (limit == 5 ? 195 : 0))
            #expect(replay.host.engine.example(of: .windows) == (limit == 5 ? "d.second" : nil))
            if limit == 5 { #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) < 8, "\(sizes)") }
        }
    }

    @Test("window_samples: beyond the limit the oldest sample leaves a window early, and is counted")
    func windowSamples() throws {
        let device = """
            device: d
            inputs: {in: {mqtt: d, signals: {x: x}}}
            derive: {average: "mean(x, 1h)"}
            """
        for limit in [16, 4096] {
            let replay = try replay("window_samples: \(limit)", device: device)
            for number in 1...100 { _ = try signals(replay, 1000 + number, "\"x\":\(number)") }
            #expect(replay.host.engine.counters.windowSamplesDropped == max(0, 100 - limit))
            let value = replay.values(device: "d").first { $0.name == "average" }?.value
            #expect(value == .number(limit == 16 ? 92.5 : 50.5))
            #expect(replay.host.engine.example(of: .windowSamples) == (limit == 16 ? "d.mean(x, 1h)" : nil))
        }
    }

    @Test(
        "repeats: where time leaps the oldest are left out and counted, by the gateway's clock and by a device's own",
        arguments: ["ts", "{field: ts, max_delay: 1s}"])
    func repeats(time: String) throws {
        let device = """
            device: d
            inputs: {in: {mqtt: d, signals: {x: x}, time: \(time)}}
            rules: {high: {when: x > 1.0, every: 1s}}
            """
        let replay = try replay("repeats: 50", device: device)
        var told = 0
        for time in [1_700_000_000_000, 1_700_000_600_000, 1_700_000_603_000] {
            told += try replay.take(
                Array(#"{"time":\#(time),"topic":"d","payload":"{\"x\":5,\"ts\":\#(time)}"}"#.utf8)
            ).count
        }
        let dropped = replay.host.engine.counters[.repeats]
        #expect((50...54).contains(told) && (598...604).contains(told + dropped), "\(told) \(dropped)")
        #expect(replay.host.engine.example(of: .repeats) == "d.high")
    }

    @Test("held_readings: beyond the limit the oldest that waits is judged before its turn, and counted")
    func heldReadings() throws {
        let device = """
            device: d
            inputs: {in: {mqtt: d, signals: {x: x}, time: {field: ts, max_delay: 1h, idle_after: 2h}}}
            rules: {high: {when: x > 1.0}}
            """
        for limit in [16, 4096] {
            let replay = try replay("held_readings: \(limit)", device: device)
            for time in 1_700_000_000_000..<1_700_000_000_100 as Range<Int64> {
                _ = try replay.take(
                    Array(#"{"time":\#(time),"topic":"d","payload":"{\"x\":5,\"ts\":\#(time)}"}"#.utf8))
            }
            #expect(replay.host.engine.counters[.heldReadings] == max(0, 100 - limit))
            #expect(replay.host.engine.example(of: .heldReadings) == (limit == 16 ? "d.d" : nil))
        }
    }

    @Test("a reload with lower limits keeps what is newest")
    func lowered() throws {
        let device = """
            device: d
            inputs: {in: {mqtt: d, signals: {x: x, k: k}}}
            signals: {k: {type: text}}
            derive: {average: "mean(x, 1h)"}
            rules: {rise: {pattern: [{start: x > 1.0}, {any: x > 100.0}], within: 1h, skip: none, key: k}}
            """
        func plan(_ limits: String) throws -> Plan {
            try configuration(devices: ["d": device], gateway: Self.gateway(limits)).plan
        }
        let replay = try replay("window_samples: 100", device: device)
        for number in 1...90 {
            _ = try signals(replay, 1000 + number, "\"x\":\(number),\"k\":\"k\(number % 9)\"")
        }
        let bytes = replay.host.engine.snapshot()
        let engine = try Engine.restore(bytes, plan: try plan("window_samples: 16, keys: 2, partial_matches: 3")).engine
        #expect(engine.snapshot().count < bytes.count / 2)
        #expect(try Engine.restore(bytes, plan: try plan("window_samples: 100")).engine.snapshot() == bytes)
    }

    @Test("timers: a device that would need more is refused, and those listed are an error of the files")
    func timers() throws {
        let device = """
            device: "{device}"
            inputs: {in: {mqtt: "p/{device}", signals: {x: x}}}
            rules:
            \((0..<30).map { "  r\($0): {when: x > \($0).0, for: 1h}" }.joined(separator: "\n"))
            """
        let replay = try replay("timers: 100", device: device)
        for number in 1...5 {
            _ = try replay.take(Array(#"{"time":\#(number),"topic":"p/d\#(number)","payload":"{\"x\":50}"}"#.utf8))
        }
        #expect(replay.host.engine.deviceCount == 3)
        #expect(replay.host.engine.timerCount == 93)
        #expect(replay.rejection == .timerLimit)
    }

    @Test("deadlines that count no more do not pile up")
    func sweep() throws {
        let device = """
            device: d
            inputs: {in: {mqtt: d, signals: {x: x}}}
            signals: {x: {stale: 30d}}
            rules: {hot: {when: x > 1.0, for: 1h, keep: 2h}, beat: {heartbeat: x, within: 1m}}
            """
        let replay = try replay("timers: 100", device: device)
        for number in 0..<20_000 {
            _ = try signals(replay, 1000 + number * 61_000, "\"x\":\(number % 2 * 2)")
        }
        #expect(replay.host.engine.waitingTimers < 2 * replay.host.engine.timerCount + 1100)
    }

    @Test("a limit says so at once, and then once in ten minutes with what came to it")
    func log() {
        var log = LimitLog()
        #expect(log.note(.keys, 0, now: 0) == nil)
        #expect(log.note(.keys, 3, now: 1000) == 3)
        #expect(log.note(.keys, 5, now: 2000) == nil)
        #expect(log.note(.windows, 1, now: 2000) == 1)
        #expect(log.note(.keys, 9, now: 601_000) == 6)
        #expect(log.note(.keys, 9, now: 9_999_000) == nil)
    }
}

extension Template {
    /// The same template with one other summary.
    fileprivate func with(_ summary: SummaryPlan) -> Template {
        Template(
            name: name, inputs: inputs, slots: slots, signals: signals, nodes: nodes, operators: operators,
            imports: imports, schedules: schedules, exports: exports, rules: rules, actuators: actuators,
            summaries: [summary], devices: devices, isOpen: isOpen)
    }
}
