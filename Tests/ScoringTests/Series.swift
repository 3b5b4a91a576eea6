import Scoring
import Telemetry

/// Seeded numbers for tests (splitmix64), so that every run sees the same.
struct Series {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func word() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// From 0 up to below 1.
    mutating func uniform() -> Double {
        Double(word() >> 11) / 9_007_199_254_740_992
    }

    /// Nearly normal: the sum of twelve.
    mutating func normal() -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + uniform() }
    }
}

/// Rows a minute apart.
func minute(_ row: Int) -> Timestamp {
    Timestamp(milliseconds: 1_700_000_000_000 + Int64(row) * 60_000)
}

/// The scores of `values`, nil while learning.
func scores(_ definition: DetectorDefinition, _ values: [Double]) -> [Score?] {
    var detector = definition.make()
    return values.enumerated().map { detector.update([$1], at: minute($0)) }
}
