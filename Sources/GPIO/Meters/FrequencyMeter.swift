/// Measures how often a line has an edge, gate by gate, from the times of the edges rather than from their number: 50 Hz
/// over one second are told to parts of a thousandth, where counting could tell 49 from 50.
///
/// A state machine without a clock: its owner brings the edges and the times, in nanoseconds of any clock that never goes
/// back. The lowest frequency that it tells is one edge a gate; below that it tells 0.
public struct FrequencyMeter: Sendable, Equatable {
    private let grid: Grid
    /// When the present gate closes.
    public private(set) var deadline: Int64
    /// The last edge of the gate before; nil when that had none.
    private var reference: Int64?
    private var first: Int64?
    private var last: Int64 = 0
    private var edges: Int64 = 0

    /// - Parameter gateNanoseconds: above 0; gates close at its multiples.
    public init(gateNanoseconds: Int64, at now: Int64) {
        grid = Grid(periodNanoseconds: gateNanoseconds)
        deadline = grid.point(after: now + gateNanoseconds - 1)
    }

    /// Takes an edge at `time`, and `missed` more that came since the one before and were not told of.
    ///
    /// - Returns: the frequency in hertz of the gate that closed before it.
    public mutating func edge(missed: Int64 = 0, at time: Int64) -> Double? {
        let closed = pass(to: time)
        edges += 1 + missed
        first = first ?? time
        last = max(last, time)
        return closed
    }

    /// Time passes.
    /// - Returns: the frequency in hertz of the gate that has closed; of several gates, that of all of them.
    public mutating func pass(to now: Int64) -> Double? {
        guard now >= deadline else { return nil }
        deadline = grid.point(after: now)
        defer {
            reference = edges > 0 ? last : nil
            first = nil
            edges = 0
        }
        guard let first else { return 0 }
        if let reference, last > reference { return Double(edges) * 1e9 / Double(last - reference) }
        if edges > 1, last > first { return Double(edges - 1) * 1e9 / Double(last - first) }
        // One edge alone tells no more than that there was one.
        return Double(edges) * 1e9 / Double(grid.periodNanoseconds)
    }
}
