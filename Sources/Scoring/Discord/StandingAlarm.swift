internal import Telemetry

/// An alarm of the discord detector while its score rests: what went on since, as far as it is the same.
///
/// A value beyond the range seen stands until it comes back, a shape that was never there for as long as the score rests.
struct StandingAlarm: Sendable, Equatable {
    /// The largest score since it began.
    private var peak: Double
    /// For a shape: the mean and the decades of the row that began it.
    private let expected: Double
    private let deviation: Double
    /// The range before the alarm, where it is for a value beyond.
    private let usual: ClosedRange<Double>?

    /// - Parameter usual: nil where the alarm is for a shape.
    init(score: Double, explanation: Explanation, usual: (low: Double, high: Double)?) {
        peak = score
        expected = explanation.expected
        deviation = explanation.deviation
        self.usual = usual.map { $0.low...$0.high }
    }

    mutating func take(_ score: Double) {
        peak = max(peak, score)
    }

    func isOver(at value: Double) -> Bool { usual?.contains(value) ?? false }

    func alarm(at value: Double) -> Score.Standing {
        guard let usual else {
            return Score.Standing(
                value: peak,
                explanation: Explanation(
                    observed: value, expected: expected, deviation: deviation, measure: .decades))
        }
        let nearest = min(max(value, usual.lowerBound), usual.upperBound)
        return Score.Standing(
            value: peak,
            explanation: Explanation(
                observed: value, expected: nearest, deviation: DiscordDetector.excess(of: value, beyond: usual),
                measure: .ranges))
    }

    func write(to bytes: inout ByteWriter) {
        for number in [peak, expected, deviation] { bytes.double(number) }
        bytes.doubles(usual.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        peak = try bytes.finite()
        expected = try bytes.finite()
        deviation = try bytes.finite()
        let edges = try bytes.doubles(atMost: 2)
        guard edges.isEmpty || edges.count == 2, edges.allSatisfy(\.isFinite), edges.first ?? 0 <= edges.last ?? 0
        else {
            throw bytes.malformed
        }
        usual = edges.isEmpty ? nil : edges[0]...edges[1]
    }
}
