internal import Configuration
internal import Engine
internal import Telemetry

/// What a line's level or edge means as readings: the same for the live line and for a replay.
enum LineReading {
    /// The values that the engine is given for an edge to `level`, in order, each as a reading of its own.
    ///
    /// An edge has no duration: the signal becomes true and at once false again, so that a rule sees each of them and
    /// nothing stays. Empty for an edge that is not asked for.
    /// Nothing for a line that is more than that: see `LineMeter`.
    static func values(_ meaning: LineMeaning, level: Bool) -> [Bool] {
        switch meaning {
        case .level: [level]
        case .edge(let edge): edge.includes(level) ? [true, false] : []
        case .count, .frequency, .quadrature, .button: []
        }
    }

    /// Fills `input` with the reading of one value; nil: the line is gone.
    static func fill(
        _ input: inout Input, device: Int, number: Int, signal: Int, value: Bool?, now: Instant
    ) {
        begin(&input, device: device, number: number, now: now)
        input.reading.content = value == nil ? 2 : value == true ? 1 : 0
        input.reading.values.append(Reading.Entry(signal: signal, value: value.map { .flag($0) }))
    }

    /// Fills `input` with a reading of what was measured.
    static func fill(_ input: inout Input, device: Int, number: Int, values: [Reading.Entry], now: Instant) {
        begin(&input, device: device, number: number, now: now)
        var hash = StableHash()
        for entry in values { hash.combine(entry.value?.description ?? "null") }
        input.reading.content = hash.value
        input.reading.values.append(contentsOf: values)
    }

    private static func begin(_ input: inout Input, device: Int, number: Int, now: Instant) {
        input.kind = .reading
        input.now = now
        input.device = device
        input.reading.input = number
        input.reading.time = nil
        input.reading.isRetained = false
        input.reading.values.removeAll(keepingCapacity: true)
    }
}

extension LineEdge {
    /// Whether an edge that leads to `level` is asked for.
    func includes(_ level: Bool) -> Bool {
        switch self {
        case .rising: level
        case .falling: !level
        case .both: true
        }
    }
}
