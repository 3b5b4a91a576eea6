internal import Configuration
internal import Engine
internal import Telemetry

/// The lines of a replay: what they mean, and what is being measured of them.
///
/// A line is measured from its first level in the recording on: a recording of a journal has the readings themselves, and
/// no levels.
final class ReplayLines {
    /// The input of a device that reads a line.
    struct Found {
        let gpio: GPIOInput
        let input: Int
        let device: String
        fileprivate let place: Int
    }

    private var inputs: [Found] = []
    private var meters: [LineMeter?] = []

    init(_ bindings: [TemplateBinding]) {
        for binding in bindings {
            for (index, plan) in binding.inputs.enumerated() {
                guard case .gpio(let gpio) = plan.source else { continue }
                for line in gpio.line.lines {
                    inputs.append(Found(gpio: gpio, input: index, device: line.device, place: inputs.count))
                }
            }
        }
        meters = inputs.map { _ in nil }
    }

    func find(chip: String, line: String) -> Found? {
        inputs.first { found in
            guard found.gpio.line.chip == chip else { return false }
            return found.gpio.lineName(of: found.device) == line || found.gpio.secondLine == line
        }
    }

    func edge(
        of found: Found, line: String, to level: Bool, at now: Instant, last: (Int) -> Double?, _ emit: LineMeter.Emit
    ) {
        let time = now.nanoseconds
        let isSecond = found.gpio.secondLine == line
        if meters[found.place] == nil {
            let meter = LineMeter(
                found.gpio.meaning, signal: found.gpio.signal, levels: (false, false), last: last, at: time)
            meters[found.place] = meter
            meter?.begin(emit)
        }
        meters[found.place]?.edge(to: level, isSecond: isSecond, at: time, emit)
    }

    /// The next thing to be told until `now`, and when.
    func next(by now: Instant) -> (due: Instant, found: Found)? {
        var next: (due: Instant, found: Found)?
        for found in inputs {
            guard let deadline = meters[found.place]?.deadline else { continue }
            let due = Instant(milliseconds: (deadline + 999_999) / 1_000_000)
            if due <= now, next.map({ due < $0.due }) ?? true { next = (due, found) }
        }
        return next
    }

    func pass(_ found: Found, to now: Instant, _ emit: LineMeter.Emit) {
        meters[found.place]?.pass(to: now.nanoseconds, emit)
    }
}

extension GPIOInput {
    fileprivate func lineName(of device: String) -> String? { line.lines.first { $0.device == device }?.line }

    fileprivate var secondLine: String? {
        if case .quadrature(let quadrature) = meaning { quadrature.b } else { nil }
    }
}

extension Instant {
    /// Within the 126 years around 1970; beyond them nothing can be measured.
    fileprivate var nanoseconds: Int64 { min(max(milliseconds, -4_000_000_000_000), 4_000_000_000_000) * 1_000_000 }
}
