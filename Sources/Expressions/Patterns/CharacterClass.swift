/// A set of characters.
struct CharacterClass: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    /// General categories by the letters of their names, such as `Lu` or `L`, and whether all others are meant.
    var categories: [(name: String, isNegated: Bool)] = []
    var isNegated = false
    var ignoresCase = false

    init(_ ranges: [ClosedRange<UInt32>] = []) { self.ranges = ranges }

    init(_ scalar: Unicode.Scalar) { ranges = [scalar.value...scalar.value] }

    static let anything = CharacterClass([0...0x10FFFF])
    static let exceptNewline = CharacterClass([0...0x09, 0x0B...0x10FFFF])
    static let digit = CharacterClass([0x30...0x39])
    static let word = CharacterClass([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = CharacterClass([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

    func contains(_ scalar: Unicode.Scalar) -> Bool { holds(scalar) != isNegated }

    private func holds(_ scalar: Unicode.Scalar) -> Bool {
        if includes(scalar) { return true }
        guard ignoresCase else { return false }
        let properties = scalar.properties
        return [properties.lowercaseMapping, properties.uppercaseMapping].contains { mapping in
            mapping.unicodeScalars.count == 1 && mapping.unicodeScalars.allSatisfy(includes)
        }
    }

    private func includes(_ scalar: Unicode.Scalar) -> Bool {
        for range in ranges where range.contains(scalar.value) { return true }
        guard !categories.isEmpty else { return false }
        let name = CharacterClass.categoryName(scalar.properties.generalCategory)
        return categories.contains { name.hasPrefix($0.name) != $0.isNegated }
    }

    mutating func insert(_ other: CharacterClass, negated: Bool) {
        ranges += negated ? CharacterClass.complement(other.ranges) : other.ranges
    }

    /// The ranges must be sorted.
    private static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var start: UInt32 = 0
        for range in ranges {
            if range.lowerBound > start { result.append(start...(range.lowerBound - 1)) }
            start = range.upperBound + 1
        }
        if start <= 0x10FFFF { result.append(start...0x10FFFF) }
        return result
    }

    /// The POSIX class of that name, as in `[[:alpha:]]`.
    static func posix(_ name: String) -> CharacterClass? {
        switch name {
        case "alnum": CharacterClass([0x30...0x39, 0x41...0x5A, 0x61...0x7A])
        case "alpha": CharacterClass([0x41...0x5A, 0x61...0x7A])
        case "ascii": CharacterClass([0...0x7F])
        case "blank": CharacterClass([0x09...0x09, 0x20...0x20])
        case "cntrl": CharacterClass([0...0x1F, 0x7F...0x7F])
        case "digit": digit
        case "graph": CharacterClass([0x21...0x7E])
        case "lower": CharacterClass([0x61...0x7A])
        case "print": CharacterClass([0x20...0x7E])
        case "punct": CharacterClass([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])
        case "space": CharacterClass([0x09...0x0D, 0x20...0x20])
        case "upper": CharacterClass([0x41...0x5A])
        case "word": word
        case "xdigit": CharacterClass([0x30...0x39, 0x41...0x46, 0x61...0x66])
        default: nil
        }
    }

    static let categoryNames: Set<String> = [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe",
        "Pi",
        "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co", "Cn",
    ]

    private static func categoryName(_ category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}
