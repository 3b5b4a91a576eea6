internal import Configuration
internal import Engine
internal import Telemetry

/// What a line's level or edge means as readings: the same for the live line and for a replay.
enum LineReading {
    /// The values that the engine is given for an edge to `level`, in order, each as a reading of its own.
    ///
    /// An edge has no duration: the signal becomes true and at once false again, so that a rule sees each of them and
    /// nothing stays. Empty for an edge that is not asked for.
    /// - Parameter edge: the edges that are asked for; nil where the signal is the level.
    static func values(edge: LineEdge?, level: Bool) -> [Bool] {
        guard let edge else { return [level] }
        return edge.includes(level) ? [true, false] : []
    }

    /// Fills `input` with the reading of one value; nil: the line is gone.
    static func fill(
        _ input: inout Input, device: Int, number: Int, signal: Int, value: Bool?, now: Instant
    ) {
        input.kind = .reading
        input.now = now
        input.device = device
        input.reading.input = number
        input.reading.time = nil
        input.reading.isRetained = false
        input.reading.content = value == nil ? 2 : value == true ? 1 : 0
        input.reading.values.removeAll(keepingCapacity: true)
        input.reading.values.append(Reading.Entry(signal: signal, value: value.map { .flag($0) }))
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
