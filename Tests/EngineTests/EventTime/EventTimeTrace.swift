import Engine
import Telemetry
import TestSupport

/// Readings with times of their own, as a network brings them: delayed, and so out of order.
struct EventTimeTrace {
    /// When the first reading was measured, by the engine's time.
    static let begin: Int64 = 100_000
    static let wallOffset: Int64 = 1_700_000_000_000

    let settings: [EventTimeSettings?]
    /// In the order in which they were measured, each arriving at once.
    private(set) var ordered: [Input] = []
    /// When each of them came.
    private(set) var arrivals: [Int64] = []

    init(using generator: inout SeededGenerator) {
        let delay = generator.pick(Int64(0), 1, 3, 10, 40)
        settings = [
            EventTimeSettings(maximumDelayMilliseconds: delay, idleAfterMilliseconds: generator.pick(50, 200, 1_000)),
            EventTimeSettings(maximumDelayMilliseconds: delay + 5, idleAfterMilliseconds: 100),
        ]
        var time = EventTimeTrace.begin
        for number in 0..<50 {
            time += generator.pick(1, 1, 2, 3, 5, 7, 10, 12, 40, 300)
            ordered.append(EventTimeTrace.reading(measured: time, number: number, using: &generator))
            let late = Int64.random(in: 0...delay, using: &generator)
            arrivals.append(time + late)
        }
    }

    /// The same readings as they came, none later than it may.
    var delayed: [Input] {
        ordered.indices.sorted { (arrivals[$0], $0) < (arrivals[$1], $1) }.map { index in
            var input = ordered[index]
            input.now = Instant(milliseconds: arrivals[index])
            return input
        }
    }

    /// With some of its readings alone.
    func keeping(_ numbers: [Int]) -> EventTimeTrace {
        var trace = self
        trace.ordered = numbers.map { ordered[$0] }
        trace.arrivals = numbers.map { arrivals[$0] }
        return trace
    }

    static let start = Input.start(at: begin - 50, wallOffset: wallOffset)

    /// By how much the devices' clocks stand behind the gateway's, in milliseconds.
    var delay: Int64 { settings.compactMap { $0?.maximumDelayMilliseconds }.max() ?? 0 }

    private static func reading(measured: Int64, number: Int, using generator: inout SeededGenerator) -> Input {
        var entries: [Reading.Entry] = []
        for signal in 0..<4 where Bool.random(using: &generator) {
            let number = Value.number(generator.pick(-6, -5, -1, 0, 0.5, 1, 1.5, 2, 2.5, 5, 6))
            let value = signal == 3 ? Value.flag(Bool.random(using: &generator)) : number
            entries.append(
                Reading.Entry(signal: signal, value: Int.random(in: 0..<12, using: &generator) == 0 ? nil : value))
        }
        var input = Input.reading(
            at: measured, device: generator.pick(0, 0, 1), entries, content: UInt64(number % 3))
        input.reading.input = generator.pick(0, 0, 1)
        input.reading.time = Timestamp(milliseconds: measured + wallOffset)
        return input
    }
}

extension RandomSketch {
    /// The sketch with readings in the order of their own times. Staleness goes by arrivals, so it is left out.
    func timed(_ settings: [EventTimeSettings?]) -> PlanSketch {
        var sketch = sketch
        sketch.eventTime = settings
        for index in sketch.signals.indices { sketch.signals[index].stale = nil }
        return sketch
    }
}
