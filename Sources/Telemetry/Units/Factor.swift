/// A ratio of two numbers, so that factors such as 5/9 or 1/1000 lose nothing as long as both parts are whole and below 2^53.
struct Factor: Sendable {
    private(set) var numerator: Double
    private(set) var denominator: Double

    static let one = Factor(1)

    init(_ numerator: Double, over denominator: Double = 1) {
        self.numerator = numerator
        self.denominator = denominator
        reduce()
    }

    var value: Double { numerator / denominator }

    /// Whether a conversion by it gives numbers a double can hold.
    var isUsable: Bool { numerator.isNormal && denominator.isNormal && value.isNormal && inverse.value.isNormal }

    var inverse: Factor { Factor(denominator, over: numerator) }

    static func * (left: Factor, right: Factor) -> Factor {
        // Crosswise first: the products stay small.
        let first = Factor(left.numerator, over: right.denominator)
        let second = Factor(right.numerator, over: left.denominator)
        return Factor(first.numerator * second.numerator, over: first.denominator * second.denominator)
    }

    func raised(to power: Int) -> Factor {
        var result = Factor.one
        for _ in 0..<power.magnitude { result = result * self }
        return power < 0 ? result.inverse : result
    }

    /// Whether the two are one number but for the last digits of a double.
    func isSame(as other: Factor) -> Bool {
        let (left, right) = (value, other.value)
        return left == right || (left - right).magnitude <= 1e-12 * max(left.magnitude, right.magnitude)
    }

    private static let greatestExact = 0x1p53

    private mutating func reduce() {
        guard numerator.magnitude <= Factor.greatestExact, denominator.magnitude <= Factor.greatestExact,
            numerator.rounded() == numerator, denominator.rounded() == denominator
        else { return }
        var (left, right) = (UInt64(numerator.magnitude), UInt64(denominator.magnitude))
        while right != 0 { (left, right) = (right, left % right) }
        guard left > 1 else { return }
        numerator /= Double(left)
        denominator /= Double(left)
    }
}
