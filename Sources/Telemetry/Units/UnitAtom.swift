/// A unit UCUM has a symbol for.
struct UnitAtom: Sendable {
    let dimension: Dimension
    let factor: Factor
    /// See `Unit.offset`.
    let offset: Double
    /// Whether it takes prefixes.
    let isMetric: Bool

    init(_ dimension: Dimension, _ factor: Factor = .one, offset: Double = 0, isMetric: Bool = false) {
        self.dimension = dimension
        self.factor = factor
        self.offset = offset
        self.isMetric = isMetric
    }

    /// All that is known.
    static let table: UnitTable = {
        var table = UnitTable()
        table.addBase()
        table.addSI()
        table.addTimes()
        table.addMechanics()
        table.addCustomary()
        table.addElectricity()
        table.addNumbersAndLevels()
        return table
    }()

    /// Prefixes, the longest first, with their powers of ten; those of information count in powers of 1024.
    static let prefixes: [(symbol: String, factor: Factor)] =
        [
            ("da", Factor(1e1)), ("Ki", Factor(0x1p10)), ("Mi", Factor(0x1p20)), ("Gi", Factor(0x1p30)),
            ("Ti", Factor(0x1p40)),
        ]
        + [
            ("Y", 24), ("Z", 21), ("E", 18), ("P", 15), ("T", 12), ("G", 9), ("M", 6), ("k", 3), ("h", 2), ("d", -1),
            ("c", -2), ("m", -3), ("u", -6), ("n", -9), ("p", -12), ("f", -15), ("a", -18), ("z", -21), ("y", -24),
        ].map { ($0, Factor(10).raised(to: $1)) }
}

/// The atoms while they are listed; later ones are made of earlier ones.
struct UnitTable {
    private(set) var atoms: [String: UnitAtom] = [:]

    mutating func add(_ codes: String..., as atom: UnitAtom) {
        for code in codes { atoms[code] = atom }
    }

    /// A unit that is another one, written as a UCUM term over what is listed already.
    mutating func define(_ codes: String..., is term: String, isMetric: Bool = false) {
        define(codes, Factor.one, term, isMetric)
    }

    /// A unit that is a number of another.
    mutating func define(_ codes: String..., is number: Factor, _ term: String, isMetric: Bool = false) {
        define(codes, number, term, isMetric)
    }

    private mutating func define(_ codes: [String], _ number: Factor, _ term: String, _ isMetric: Bool) {
        do throws(UnitError) {
            let unit = try UnitParser.parse(term, atoms: self)
            for code in codes {
                atoms[code] = UnitAtom(unit.dimension, unit.factor * number, isMetric: isMetric)
            }
        } catch {
            preconditionFailure("the definition of \(codes[0]) is wrong: \(error)")
        }
    }

    /// The atom a symbol spells, with its prefix if it has one. A symbol of its own wins over a prefix and a symbol: `cd` is
    /// the candela, `min` the minute, `Pa` the pascal.
    func find(_ symbol: String) -> UnitAtom? {
        if let atom = atoms[symbol] { return atom }
        for prefix in UnitAtom.prefixes where symbol.hasPrefix(prefix.symbol) {
            let rest = String(symbol.dropFirst(prefix.symbol.count))
            guard let atom = atoms[rest], atom.isMetric else { continue }
            // Of a prefixed degree, a thousand make a degree: the offset grows as the factor shrinks.
            return UnitAtom(
                atom.dimension, atom.factor * prefix.factor, offset: atom.offset / prefix.factor.value)
        }
        return nil
    }
}
