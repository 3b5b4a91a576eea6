internal import Configuration
internal import Engine
internal import GPIO
internal import Telemetry

/// What makes readings of the edges of a line that is more than a level: a rate, a frequency, a position, presses. The
/// same for the live line and for a replay.
///
/// Times are nanoseconds of the owner's clock. Each reading is handed out as the values of its signals.
struct LineMeter {
    typealias Emit = ([Reading.Entry]) -> Void

    private enum Machine {
        case count(PulseCounter, LineEdge, PulseCount)
        case frequency(FrequencyMeter, LineEdge)
        case quadrature(PositionReport)
        case button(Button)
    }

    private var machine: Machine
    private let signal: Int

    /// Nil for a line that is a level, or of which each edge is a pulse.
    /// - Parameters:
    ///   - levels: of the line, and of the other where there are two.
    ///   - last: the last value of one of its signals, where it has one.
    init?(_ meaning: LineMeaning, signal: Int, levels: (Bool, Bool), last: (Int) -> Double?, at now: Int64) {
        self.signal = signal
        switch meaning {
        case .level, .edge: return nil
        case .count(let edge, let count):
            let value = count.totalSignal.flatMap(last)
            machine = .count(
                PulseCounter(
                    periodNanoseconds: count.everyMilliseconds * 1_000_000,
                    total: value.map { LineMeter.pulses($0, each: count.perPulse) } ?? 0, at: now), edge, count)
        case .frequency(let edge, let over):
            machine = .frequency(FrequencyMeter(gateNanoseconds: over * 1_000_000, at: now), edge)
        case .quadrature(let quadrature):
            let position = last(signal).map { LineMeter.steps($0, each: quadrature.perStep) } ?? 0
            machine = .quadrature(PositionReport(quadrature, levels: levels, position: position))
        case .button(let long, let double):
            machine = .button(
                Button(longNanoseconds: long * 1_000_000, doubleNanoseconds: double * 1_000_000, isDown: levels.0))
        }
    }

    /// The pulses that a total stands for. A total is their number times what one stands for, so the number comes out
    /// exactly; after a change of `per_pulse` it is the nearest.
    private static func pulses(_ total: Double, each: Double) -> Int64 { max(0, steps(total, each: each)) }

    private static func steps(_ value: Double, each: Double) -> Int64 {
        let steps = (value / each).rounded()
        // Beyond 2^53 a double does not know the number of anything.
        return abs(steps) <= 0x1p53 ? Int64(steps) : 0
    }

    /// Tells what is known before the first edge.
    func begin(_ emit: Emit) {
        switch machine {
        case .count, .frequency: break
        case .quadrature(let report): emit([number(report.value)])
        case .button: emit([none])
        }
    }

    /// Takes an edge to `level` that came at `time`, and the number of those before it that got lost.
    /// - Parameter isSecond: whether it is one of the other line, B.
    mutating func edge(to level: Bool, isSecond: Bool = false, missed: Int64 = 0, at time: Int64, _ emit: Emit) {
        switch machine {
        case .count(var counter, let edge, let count):
            let pulses = (edge.includes(level) ? 1 : 0) + missed
            if pulses > 0, let interval = counter.add(pulses, at: time) { emit(values(interval, count)) }
            machine = .count(counter, edge, count)
        case .frequency(var meter, let edge):
            guard edge.includes(level) else { return }
            if let hertz = meter.edge(missed: missed, at: time) { emit([number(hertz)]) }
            machine = .frequency(meter, edge)
        case .quadrature(var report):
            report.edge(to: level, isSecond: isSecond, at: time)
            machine = .quadrature(report)
        case .button(var button):
            if let press = button.edge(down: level, at: time) { tell(press, emit) }
            machine = .button(button)
        }
    }

    /// Takes the levels as they are, after edges were lost.
    mutating func resume(levels: (Bool, Bool), missed: Int64, at time: Int64, _ emit: Emit) {
        switch machine {
        case .count, .frequency:
            guard missed > 0 else { return }
            // They lie before the last edge that was told.
            takeMissed(missed, at: time, emit)
        case .quadrature(var report):
            report.levels(levels, at: time)
            machine = .quadrature(report)
        case .button: edge(to: levels.0, at: time, emit)
        }
    }

    private mutating func takeMissed(_ missed: Int64, at time: Int64, _ emit: Emit) {
        switch machine {
        case .count(var counter, let edge, let count):
            if let interval = counter.add(missed, at: time) { emit(values(interval, count)) }
            machine = .count(counter, edge, count)
        case .frequency(var meter, let edge):
            if let hertz = meter.edge(missed: missed - 1, at: time) { emit([number(hertz)]) }
            machine = .frequency(meter, edge)
        case .quadrature, .button: break
        }
    }

    /// When `pass` is due; nil when nothing is under way.
    var deadline: Int64? {
        switch machine {
        case .count(let counter, _, _): counter.deadline
        case .frequency(let meter, _): meter.deadline
        case .quadrature(let report): report.deadline
        case .button(let button): button.deadline
        }
    }

    mutating func pass(to now: Int64, _ emit: Emit) {
        switch machine {
        case .count(var counter, let edge, let count):
            if let interval = counter.pass(to: now) { emit(values(interval, count)) }
            machine = .count(counter, edge, count)
        case .frequency(var meter, let edge):
            if let hertz = meter.pass(to: now) { emit([number(hertz)]) }
            machine = .frequency(meter, edge)
        case .quadrature(var report):
            if let value = report.pass(to: now) { emit([number(value)]) }
            machine = .quadrature(report)
        case .button(var button):
            if let press = button.pass(to: now) { tell(press, emit) }
            machine = .button(button)
        }
    }

    /// Tells what would be lost if the meter ended now.
    mutating func finish(at now: Int64, _ emit: Emit) {
        switch machine {
        case .count(var counter, let edge, let count):
            if let interval = counter.finish(at: now) { emit(values(interval, count)) }
            machine = .count(counter, edge, count)
        case .quadrature(let report): if report.deadline != nil { emit([number(report.value)]) }
        case .frequency, .button: break
        }
    }

    /// The line is gone: what it measured has no value any more. A total and a position stay what they were.
    func lose(_ emit: Emit) {
        if case .quadrature = machine { return }
        emit([Reading.Entry(signal: signal, value: nil)])
    }

    /// Pulses or steps that nobody knows the direction of.
    var missed: Int64 {
        if case .quadrature(let report) = machine { report.missed } else { 0 }
    }

    private func values(_ interval: PulseCounter.Interval, _ count: PulseCount) -> [Reading.Entry] {
        var values = [number(interval.pulsesPerSecond * count.perPulse)]
        if let total = count.totalSignal {
            values.append(Reading.Entry(signal: total, value: .number(Double(interval.total) * count.perPulse)))
        }
        return values
    }

    private func number(_ value: Double) -> Reading.Entry { Reading.Entry(signal: signal, value: .number(value)) }
    private var none: Reading.Entry { Reading.Entry(signal: signal, value: .text("none")) }

    /// A press has no duration, like an edge: it is told, and at once gone.
    private func tell(_ press: Button.Press, _ emit: Emit) {
        emit([Reading.Entry(signal: signal, value: .text(press.rawValue))])
        emit([none])
    }
}
