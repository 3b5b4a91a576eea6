import Engine
import Telemetry
import TestSupport

/// Random inputs with short times, so that deadlines, windows and readings collide.
enum RandomTrace {
    static func make(_ count: Int, using generator: inout SeededGenerator) -> [Input] {
        let base = generator.pick(Int64(-90), 0, 1_700_000_000_000)
        var now: Int64 = 1_000
        var wallOffset = base - now
        var start = Input.start(at: now, wallOffset: wallOffset)
        start.epoch = generator.pick(Int64(0), 1, .max)
        var inputs = [start]
        for number in 0..<count {
            now += generator.pick(0, 0, 1, 2, 3, 5, 7, 10, 12, 40)
            switch Int.random(in: 0..<44, using: &generator) {
            case 0...3: inputs.append(.passing(at: now))
            case 4:
                wallOffset += generator.pick(-86_400_000, -13, -3, 2, 11, 500, 1_700_000_000_000)
                inputs.append(.clock(at: now, wallOffset: wallOffset))
            case 5:
                start.now = Instant(milliseconds: now)
                // The service was away, or its clock was.
                wallOffset += generator.pick(0, 0, 2, 7, 25, 500, -5, -1_700_000_000_000, 1_700_000_000_000)
                start.wallOffset = wallOffset
                inputs.append(start)
            case 6: inputs.append(.admission(at: now, "d\(Int.random(in: 2...6, using: &generator))"))
            case 7: inputs.append(override(at: now, using: &generator))
            case 8, 9:
                var input = Input.passing(at: now)
                input.kind = .acknowledgement
                input.device = generator.pick(0, 0, 1, 2)
                input.index = Int.random(in: 0..<6, using: &generator)
                inputs.append(input)
            default:
                inputs.append(reading(at: now, wall: now + wallOffset, number: number, using: &generator))
            }
        }
        inputs.append(.passing(at: now + 100))
        return inputs
    }

    private static func override(at now: Int64, using generator: inout SeededGenerator) -> Input {
        var input = Input.passing(at: now)
        input.kind = .override
        input.device = generator.pick(0, 0, 1, 2)
        input.index = generator.pick(0, 1)
        input.value = generator.pick(true, false, nil)
        input.durationMilliseconds = generator.pick(1, 8, 30)
        return input
    }

    private static func reading(
        at now: Int64, wall: Int64, number: Int, using generator: inout SeededGenerator
    ) -> Input {
        var entries: [Reading.Entry] = []
        for signal in 0..<4 where Int.random(in: 0..<2, using: &generator) == 0 {
            let number = Value.number(generator.pick(-6, -5, -1, 0, 0.5, 1, 1.5, 2, 2.5, 5, 6))
            let value = signal == 3 ? Value.flag(Bool.random(using: &generator)) : number
            entries.append(
                Reading.Entry(signal: signal, value: Int.random(in: 0..<12, using: &generator) == 0 ? nil : value))
        }
        var input = Input.reading(
            at: now, device: generator.pick(0, 0, 1, 1, 2, 3), entries,
            content: UInt64(number % 3))
        input.reading.input = Int.random(in: 0..<2, using: &generator)
        input.reading.isRetained = Int.random(in: 0..<10, using: &generator) == 0
        if Int.random(in: 0..<4, using: &generator) == 0 {
            let age = generator.pick(Int64(0), 0, 1, 5, 20, -3, -60_001, 8 * 86_400_000)
            input.reading.time = Timestamp(milliseconds: wall - age)
        }
        return input
    }
}

extension Input {
    /// One line, for a trace that failed.
    var words: String {
        switch kind {
        case .start: "\(now.milliseconds) start, wall offset \(wallOffset), epoch \(epoch)"
        case .passing: "\(now.milliseconds) time passes"
        case .clock: "\(now.milliseconds) clock set, wall offset \(wallOffset)"
        case .admission: "\(now.milliseconds) admission of \(name)"
        case .override: "\(now.milliseconds) override of \(device).\(index): \(value.map { "\($0)" } ?? "released")"
        case .readBack, .faultAcknowledgement, .command: "\(now.milliseconds) \(kind) of \(device).\(index)"
        case .acknowledgement: "\(now.milliseconds) acknowledgement of \(device).\(index)"
        case .table: "\(now.milliseconds) table \(name)"
        case .reading:
            "\(now.milliseconds) reading of device \(device) input \(reading.input)"
                + (reading.isRetained ? " retained" : "") + (reading.time.map { " at \($0.milliseconds)" } ?? "") + ": "
                + reading.values.map { "\($0.signal)=\($0.value.map { "\($0)" } ?? "null")" }.joined(separator: " ")
        }
    }
}

extension SeededGenerator {
    mutating func pick<Element>(_ elements: Element...) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }
}
