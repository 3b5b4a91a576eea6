/// How a number in one unit becomes the number in another: `(number + before) * multiplier / divisor + after`.
///
/// Ratios that binary fractions cannot hold are kept as two whole numbers, and the offset stands on the side where it is the
/// shorter number, so that 212 °F is 100 °C and not nearly so. At most one of `before` and `after` is not 0.
public struct UnitConversion: Hashable, Sendable {
    public let before: Double
    public let multiplier: Double
    public let divisor: Double
    public let after: Double

    public static let identity = UnitConversion(before: 0, multiplier: 1, divisor: 1, after: 0)

    init(before: Double, multiplier: Double, divisor: Double, after: Double) {
        self.before = before
        self.multiplier = multiplier
        self.divisor = divisor
        self.after = after
    }

    init(from source: Unit, to target: Unit) {
        guard source != target else {
            self = .identity
            return
        }
        let ratio = source.factor * target.factor.inverse
        let after = UnitConversion.tidy(source.offset * ratio.value - target.offset)
        let before = UnitConversion.tidy(source.offset - target.offset / ratio.value)
        let isBeforeShorter = UnitConversion.length(before) < UnitConversion.length(after)
        self.init(
            before: isBeforeShorter ? before : 0, multiplier: ratio.numerator, divisor: ratio.denominator,
            after: isBeforeShorter ? 0 : after)
    }

    /// The factor alone, as in `number * scale + offset`.
    public var scale: Double { multiplier / divisor }
    /// The number in the new unit that 0 in the old one is.
    public var offset: Double { before * multiplier / divisor + after }

    public func callAsFunction(_ number: Double) -> Double { (number + before) * multiplier / divisor + after }

    /// Offsets are decimal by definition (273.15, 459.67); sums of them carry the noise of binary fractions.
    private static func tidy(_ number: Double) -> Double {
        let scaled = (number * 1e9).rounded()
        return scaled.magnitude < 0x1p53 ? scaled / 1e9 : number
    }

    private static func length(_ number: Double) -> Int { number.description.utf8.count }
}
