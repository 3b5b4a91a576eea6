/// e^-x for x >= 0, from the basic operations alone, so that it is the same to the last bit on every machine; the C
/// library's differs between processors.
enum Decay {
    private static let ln2 = 0.693_147_180_559_945_3

    /// Relative error below 1e-15. Zero from 700 on.
    static func factor(_ exponent: Double) -> Double {
        guard exponent > 0 else { return 1 }
        guard exponent < 700 else { return 0 }
        // e^-x = 2^-k e^r with |r| <= ln 2 / 2, and e^r by its series.
        let halvings = (exponent / ln2).rounded()
        let rest = halvings * ln2 - exponent
        var sum = 1.0
        for divisor in stride(from: 14.0, through: 1, by: -1) { sum = 1 + sum * rest / divisor }
        return sum * Double(sign: .plus, exponent: -Int(halvings), significand: 1)
    }
}
