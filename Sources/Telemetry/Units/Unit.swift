/// A unit of measurement, read from a code of UCUM, the Unified Code for Units of Measure, in its case-sensitive form.
///
/// `Cel`, `kPa`, `m3/h`, `kW.h`, `[degF]`, `ug/m3`, `%`, `{rev}/min`. Two units are equal when they mean the same, however
/// they are spelled: `l/min` and `L/min`, `Hz` and `1/s`.
public struct Unit: Sendable {
    /// As it was written.
    public let code: String
    public let dimension: Dimension
    /// Base units in one of this.
    let factor: Factor
    /// What is added to a number in this unit before the factor is applied: 273.15 for `Cel`. 0 for most.
    let offset: Double

    /// The longest code that is read, in UTF-8 bytes.
    public static let greatestLength = 64

    /// The unit of a pure number.
    public static let one = Unit(code: "1", dimension: .none, factor: .one, offset: 0)

    init(code: String, dimension: Dimension, factor: Factor, offset: Double) {
        self.code = code
        self.dimension = dimension
        self.factor = factor
        self.offset = offset
    }

    /// Reads a UCUM code. Other spellings, such as `°C` or `psi`, are refused, and the error names the code to write.
    public init(parsing code: String) throws(UnitError) {
        self = try UnitParser.parse(code)
    }

    /// Whether numbers in the two measure the same kind of quantity, so that one can be converted to the other.
    public func isCommensurable(with other: Unit) -> Bool { dimension == other.dimension }

    /// How numbers in this unit become numbers in another; nil when the two measure different things.
    public func conversion(to target: Unit) -> UnitConversion? {
        isCommensurable(with: target) ? UnitConversion(from: self, to: target) : nil
    }

    /// Whether numbers in this unit are places on a scale, as with `Cel`, `[degF]` and `dB[SPL]`: such units can't be
    /// multiplied, and the difference of two numbers is in another unit.
    public var isAffine: Bool { offset != 0 || dimension.isReferencedLevel }

    /// Whether numbers in this unit are logarithms: products of them mean nothing.
    public var isLogarithmic: Bool { dimension.isLogarithmic }

    /// The unit of the difference of two numbers in this: `K` for `Cel`, `[degR]` for `[degF]`, `dB` for `dB[SPL]`, itself
    /// for most.
    public var difference: Unit {
        guard isAffine else { return self }
        let spellings: [(String, Dimension, Factor)] = [
            ("K", Dimension(.temperature), .one), ("[degR]", Dimension(.temperature), Factor(5, over: 9)),
            ("B", Dimension(.level), .one), ("dB", Dimension(.level), Factor(1, over: 10)),
        ]
        let kind = dimension.isReferencedLevel ? Dimension(.level) : dimension
        let spelling = spellings.first { $0.1 == kind && factor.isSame(as: $0.2) }?.0
        return Unit(code: spelling ?? "a difference in \(code)", dimension: kind, factor: factor, offset: 0)
    }

    /// The unit of a product. Offsets are left out: a product takes differences.
    public static func * (left: Unit, right: Unit) -> Unit {
        let (first, second) = (left.difference, right.difference)
        if first == .one { return second }
        if second == .one { return first }
        return Unit(
            code: "\(first.code).\(second.codeInProduct)", dimension: first.dimension + second.dimension,
            factor: first.factor * second.factor, offset: 0)
    }

    /// The unit of a quotient. Offsets are left out.
    public static func / (left: Unit, right: Unit) -> Unit {
        let (first, second) = (left.difference, right.difference)
        if second == .one { return first }
        if first == second { return .one }
        return Unit(
            code: "\(first.code)/\(second.codeInProduct)", dimension: first.dimension + second.dimension * -1,
            factor: first.factor * second.factor.inverse, offset: 0)
    }

    private var codeInProduct: String { code.utf8.contains { $0 == 0x2E || $0 == 0x2F } ? "(\(code))" : code }
}

extension Unit: Hashable {
    public static func == (left: Unit, right: Unit) -> Bool {
        left.dimension == right.dimension && left.factor.isSame(as: right.factor)
            && (left.offset - right.offset).magnitude < 1e-9
    }

    /// By what is measured only: the factors of equal units may differ in the last digits.
    public func hash(into hasher: inout Hasher) { hasher.combine(dimension) }
}

extension Unit: CustomStringConvertible {
    /// As it was written.
    public var description: String { code }
}
