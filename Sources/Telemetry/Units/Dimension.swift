/// What kind of quantity a unit measures: the exponents of the base quantities.
public struct Dimension: Hashable, Sendable {
    /// The base quantities of UCUM, then those of logarithmic units, each a quantity of its own: a sound level is not
    /// comparable with a power level, and neither with a pure number.
    enum Base: Int, CaseIterable {
        case length, mass, time, planeAngle, temperature, charge, luminousIntensity
        case acidity, level, soundLevel, voltageLevel, powerLevel
    }

    private var exponents = SIMD16<Int16>()

    /// Of a pure number.
    public static let none = Dimension()

    init() {}

    init(_ base: Base) { exponents[base.rawValue] = 1 }

    init(_ exponents: [Base: Int16]) {
        for (base, exponent) in exponents { self.exponents[base.rawValue] = exponent }
    }

    static func + (left: Dimension, right: Dimension) -> Dimension {
        var sum = left
        sum.exponents &+= right.exponents
        return sum
    }

    static func * (dimension: Dimension, power: Int16) -> Dimension {
        var product = dimension
        product.exponents &*= SIMD16(repeating: power)
        return product
    }

    subscript(base: Base) -> Int16 { exponents[base.rawValue] }

    var isReferencedLevel: Bool { self[.soundLevel] != 0 || self[.voltageLevel] != 0 || self[.powerLevel] != 0 }

    var isLogarithmic: Bool { isReferencedLevel || self[.level] != 0 || self[.acidity] != 0 }
}
