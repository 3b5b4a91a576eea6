/// Parses a pattern (RE2's syntax page, the parts `Pattern` names).
struct PatternParser {
    private static let greatestDepth = 100
    /// RE2's own bound.
    private static let mostRepeats = 1_000

    private struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotTakesNewline = false
    }

    let scalars: [Unicode.Scalar]
    var position = 0
    private var depth = 0
    private var flags = Flags()

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    var upcoming: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard upcoming == scalar else { return false }
        position += 1
        return true
    }

    mutating func next() throws(PatternError) -> Unicode.Scalar {
        guard let scalar = upcoming else { throw .syntax }
        position += 1
        return scalar
    }

    mutating func parseWhole() throws(PatternError) -> PatternNode {
        let node = try parseAlternatives()
        guard upcoming == nil else { throw .syntax }
        return node
    }

    private mutating func parseAlternatives() throws(PatternError) -> PatternNode {
        depth += 1
        guard depth <= PatternParser.greatestDepth else { throw .tooLarge }
        defer { depth -= 1 }
        var alternatives = [try parseSequence()]
        while take("|") { alternatives.append(try parseSequence()) }
        return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
    }

    private mutating func parseSequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = upcoming, scalar != "|", scalar != ")" {
            if isAhead("\\Q") {
                nodes += parseQuoted()
                continue
            }
            guard let atom = try parseAtom() else { continue }
            nodes.append(try parseRepeats(of: atom))
        }
        return .sequence(nodes)
    }

    private mutating func parseRepeats(of atom: PatternNode) throws(PatternError) -> PatternNode {
        guard let (least, most) = try parseQuantifier() else { return atom }
        // Lazy and greedy find the same texts.
        _ = take("?")
        let before = position
        guard try parseQuantifier() == nil else { throw .syntax }
        position = before
        return .repeated(atom, least: least, most: most)
    }

    /// Nil, and nothing consumed, when there is none; braces that are no quantifier are literal.
    private mutating func parseQuantifier() throws(PatternError) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{"), let least = parseNumber() else {
            position = start
            return nil
        }
        var most: Int? = least
        if take(",") { most = parseNumber() }
        guard take("}") else {
            position = start
            return nil
        }
        guard least <= PatternParser.mostRepeats, most ?? least <= PatternParser.mostRepeats, most ?? least >= least
        else {
            throw .syntax
        }
        return (least, most)
    }

    private mutating func parseNumber() -> Int? {
        var number: Int?
        while let scalar = upcoming, ("0"..."9").contains(scalar), number ?? 0 < 100_000 {
            number = (number ?? 0) * 10 + Int(scalar.value - 0x30)
            position += 1
        }
        return number
    }

    /// Nil for what only sets flags.
    private mutating func parseAtom() throws(PatternError) -> PatternNode? {
        let scalar = try next()
        switch scalar {
        case ".": return .take(flags.dotTakesNewline ? .anything : .exceptNewline)
        case "^": return .assert(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assert(flags.isMultiline ? .lineEnd : .textEnd)
        case "[": return .take(cased(try parseClass()))
        case "(": return try parseGroup()
        case "\\": return try parseEscape()
        case "*", "+", "?": throw .syntax
        default: return .take(cased(CharacterClass(scalar)))
        }
    }

    private func cased(_ set: CharacterClass) -> CharacterClass {
        var result = set
        result.ignoresCase = flags.ignoresCase
        return result
    }

    private mutating func parseEscape() throws(PatternError) -> PatternNode {
        switch upcoming {
        case "A": return assertion(.textStart)
        case "z": return assertion(.textEnd)
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        default:
            var set = CharacterClass()
            if let scalar = try parseEscapedScalar(into: &set) { set = CharacterClass(scalar) }
            return .take(cased(set))
        }
    }

    private mutating func assertion(_ assertion: Pattern.Assertion) -> PatternNode {
        position += 1
        return .assert(assertion)
    }

    // MARK: Groups

    private mutating func parseGroup() throws(PatternError) -> PatternNode? {
        let outer = flags
        if take("?") {
            if isAhead("P<") || isAhead("<") {
                try skipName()
            } else if try parseFlags() {
                return nil
            }
        }
        let node = try parseAlternatives()
        guard take(")") else { throw .syntax }
        flags = outer
        return node
    }

    func isAhead(_ text: String) -> Bool { scalars[position...].starts(with: text.unicodeScalars) }

    private mutating func skipName() throws(PatternError) {
        _ = take("P")
        position += 1
        let start = position
        while let scalar = upcoming, scalar.isASCII, CharacterTest.isIdentifierPart(UInt8(scalar.value)) {
            position += 1
        }
        guard position > start, take(">") else { throw .syntax }
    }

    /// `(?i)` to the end of the group gives true; `(?i:` and `(?:` open one and give false.
    private mutating func parseFlags() throws(PatternError) -> Bool {
        var isOn = true
        while true {
            switch try next() {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotTakesNewline = isOn
            case "U": break
            case "-" where isOn: isOn = false
            case ":": return false
            case ")": return true
            default: throw .syntax
            }
        }
    }

    private mutating func parseQuoted() -> [PatternNode] {
        position += 2
        var nodes: [PatternNode] = []
        while let scalar = upcoming, !isAhead("\\E") {
            nodes.append(.take(cased(CharacterClass(scalar))))
            position += 1
        }
        if upcoming != nil { position += 2 }
        return nodes
    }
}
