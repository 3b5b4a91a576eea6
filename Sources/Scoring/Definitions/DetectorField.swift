/// What can be set of a detector, described once for configuration, command line and documentation.
public struct DetectorField: Sendable, Equatable {
    public var name: String
    public var summary: String
    /// Such as "rows"; empty where there is none. What is in "seconds" may be written as a duration.
    public var unit: String
    /// NaN: not set, and the detector learns it or does without.
    public var standard: Double
    public var range: ClosedRange<Double>
    public var isWhole: Bool

    static func whole(
        _ name: String, _ standard: Int, _ range: ClosedRange<Double>, _ unit: String, _ summary: String
    ) -> DetectorField {
        DetectorField(
            name: name, summary: summary, unit: unit, standard: Double(standard), range: range, isWhole: true)
    }

    static func number(
        _ name: String, _ standard: Double, _ range: ClosedRange<Double>, _ unit: String, _ summary: String
    ) -> DetectorField {
        DetectorField(name: name, summary: summary, unit: unit, standard: standard, range: range, isWhole: false)
    }

    static func warmUp(_ standard: Int, _ range: ClosedRange<Double>, of unit: String = "rows") -> DetectorField {
        .whole("warmup", standard, range, unit, "taken for healthy, before the first score")
    }
}

extension DetectorKind {
    /// In the order of the documentation; `warmup` first where there is one.
    public var fields: [DetectorField] {
        let warmUpRows = 2.0...100_000
        let positive = 1e-300...1e300
        switch self {
        case .discord:
            return [
                .warmUp(750, 20...1_000_000),
                .whole("history", 1_000, 64...4_000, "blocks", "to compare with; a block is 1/130 of the warm-up"),
                .number("decades", 1.1, 0.1...20, "", "mean -log10 of the chance at which the alarm begins"),
                .number("beyond", 0.04, 1e-6...100, "ranges", "beyond the range seen so far that is an alarm"),
                .number("alert_cost", 0.15, 0...10, "", "by which each past alarm raises the threshold"),
                .number("refractory", 0.2, 0...10, "warm-ups", "that the score rests at 0 after an alarm"),
            ]
        case .multivariate:
            return [
                .warmUp(400, 20...10_000),
                .number("alpha", 0.07, 1e-4...1, "", "weight of a new value in the averages"),
                .whole("dropped", 1, 0...63, "channels", "left out: those that wander most in health"),
                .number("shrinkage", 0.05, 0...1, "", "of the covariance towards independence"),
                .number("margin", 1.95, 0.1...1_000, "", "times the distance that 99 of 100 healthy rows keep"),
            ]
        case .range:
            return [
                .warmUp(100, warmUpRows),
                .number("low", .nan, -1e300...1e300, "", "lowest usual value; learned when not set"),
                .number("high", .nan, -1e300...1e300, "", "highest usual value; learned when not set"),
                .number("rate", .nan, positive, "per second", "fastest usual change"),
                .number("margin", 0.25, 0...100, "ranges", "by which a learned range is widened"),
            ]
        case .ewma:
            return [
                .warmUp(100, warmUpRows),
                .number("alpha", 0.1, 1e-6...1, "", "weight of a new value"),
                .number("sigmas", 3, positive, "", "at which the alarm begins"),
            ]
        case .robustZ:
            return [
                .whole("window", 101, 5...2_000, "rows", "to compare with; also the warm-up"),
                .number("sigmas", 5, positive, "", "robust ones, at which the alarm begins"),
            ]
        case .cusum:
            return [
                .warmUp(100, warmUpRows),
                .number("allowance", 0.5, 0...100, "sigmas", "half the shift to find"),
                .number("limit", 8, positive, "sigmas", "summed up, at which the alarm begins"),
            ]
        case .pageHinkley:
            return [
                .warmUp(100, warmUpRows),
                .number("allowance", 0.1, 0...100, "sigmas", "change that is let pass"),
                .number("limit", 40, positive, "sigmas", "summed up, at which the alarm begins"),
            ]
        case .seasonal:
            return [
                .warmUp(3, 2...100, of: "periods"),
                .number("period", 86_400, 1...31_622_400, "seconds", "a day is 1d, a week 1w"),
                .whole("parts", 48, 2...2_016, "", "of the period, each with its own mean and spread"),
                .number(
                    "offset", 0, -86_400...86_400, "seconds",
                    "by which local time is ahead of UTC, where there is no zone"),
                .number("sigmas", 4, positive, "", "at which the alarm begins"),
                .number("memory", 20, 2...10_000, "periods", "after which an old one's weight is 1/e"),
            ]
        case .drift:
            return [
                .warmUp(500, 50...10_000),
                .number("memory", 500, 10...1_000_000, "rows", "after which a recent value's weight is 1/e"),
                .number("limit", 0.25, 1e-3...100, "", "population stability index at which the alarm begins"),
            ]
        }
    }
}
