internal import Configuration
internal import Engine
internal import Telemetry

/// The newest readings of each signal, as they came.
struct ReadingLog {
    /// A value that a device sent.
    struct Entry: Sendable {
        /// When it came, in milliseconds since the epoch.
        var time: Int64
        /// The device's own time.
        var own: Timestamp?
        /// Nil: the device said that it has none.
        var value: Value?
        /// The input's name.
        var input: String
        var isRetained: Bool
    }

    /// Readings that are kept of a signal.
    static let depth = 16

    private var entries: [[[Entry]]] = []

    mutating func note(_ input: Input, _ engine: borrowing Engine, wallOffset: Int64) {
        guard input.kind == .reading else { return }
        while entries.count <= input.device { entries.append([]) }
        let template = engine.plan.templates[engine.template(of: input.device)]
        if entries[input.device].isEmpty { entries[input.device] = template.signals.map { _ in [] } }
        for value in input.reading.values {
            let entry = Entry(
                time: input.now.milliseconds + wallOffset, own: input.reading.time, value: value.value,
                input: template.inputs[input.reading.input], isRetained: input.reading.isRetained)
            if entries[input.device][value.signal].count == ReadingLog.depth {
                entries[input.device][value.signal].removeFirst()
            }
            entries[input.device][value.signal].append(entry)
        }
    }

    /// Those of a signal since a time, and the one before, the oldest first; of other names none.
    /// - Parameter since: milliseconds since the epoch; nil: the newest alone.
    func entries(device: String, signal: String, since: Int64?, _ engine: borrowing Engine) -> [Entry] {
        guard let device = engine.device(named: device), device < entries.count else { return [] }
        let signals = engine.plan.templates[engine.template(of: device)].signals
        guard let signal = signals.firstIndex(where: { $0.name == signal }), signal < entries[device].count else {
            return []
        }
        let all = entries[device][signal]
        guard let since, let first = all.firstIndex(where: { $0.time >= since }) else { return all.suffix(1) }
        return Array(all[max(0, first - 1)...])
    }
}
