/// A line that is read.
public struct GPIOInput: Sendable {
    public var line: LineBinding
    public var debounceMilliseconds: Int64
    /// What its edges come to.
    public var meaning: LineMeaning
    public var signal: Int

    /// The signals that it gives.
    public var signals: [Int] {
        if case .count(_, let count) = meaning, let total = count.totalSignal { return [signal, total] }
        return [signal]
    }
}

/// What a line's level and edges say of its signal.
public enum LineMeaning: Sendable, Equatable {
    /// The signal is the level.
    case level
    /// Each such edge is a pulse of the signal: true and at once false.
    case edge(LineEdge)
    /// The signal is a rate.
    case count(LineEdge, PulseCount)
    /// The signal is a frequency in hertz, measured over so many milliseconds.
    case frequency(LineEdge, overMilliseconds: Int64)
    /// The signal is a position. The line is A.
    case quadrature(Quadrature)
    /// The signal is `single`, `double` or `long`, and at once `none`; durations are milliseconds.
    case button(long: Int64, double: Int64)
}

/// How pulses become a rate and a total.
public struct PulseCount: Sendable, Equatable {
    public var everyMilliseconds: Int64
    /// What a pulse stands for; above 0.
    public var perPulse: Double
    /// The engine's signal of the sum of all; nil where nobody asks.
    public var totalSignal: Int?

    public init(everyMilliseconds: Int64, perPulse: Double, totalSignal: Int?) {
        self.everyMilliseconds = everyMilliseconds
        self.perPulse = perPulse
        self.totalSignal = totalSignal
    }
}

/// How the edges of two lines become a position.
public struct Quadrature: Sendable, Equatable {
    /// The other line.
    public var b: String
    /// What a step stands for; not 0.
    public var perStep: Double
    public var everyMilliseconds: Int64

    public init(b: String, perStep: Double, everyMilliseconds: Int64) {
        self.b = b
        self.perStep = perStep
        self.everyMilliseconds = everyMilliseconds
    }
}

/// Which edges of a line count; rising leads to the level that means true.
public enum LineEdge: String, Sendable, CaseIterable {
    case rising, falling, both
}
