extension PatternParser {
    /// After the opening bracket, up to and with the closing one.
    mutating func parseClass() throws(PatternError) -> CharacterClass {
        var set = CharacterClass()
        set.isNegated = take("^")
        var isFirst = true
        while isFirst || upcoming != "]" {
            isFirst = false
            if isAhead("[:") {
                try parsePosix(into: &set)
                continue
            }
            guard let low = try parseClassScalar(into: &set) else { continue }
            var high = low
            let isRange = upcoming == "-" && position + 1 < scalars.count && scalars[position + 1] != "]"
            if isRange {
                position += 1
                guard let end = try parseClassScalar(into: &set), end >= low else { throw .syntax }
                high = end
            }
            set.ranges.append(low.value...high.value)
        }
        position += 1
        return set
    }

    private mutating func parseClassScalar(into set: inout CharacterClass) throws(PatternError) -> Unicode.Scalar? {
        let scalar = try next()
        return scalar == "\\" ? try parseEscapedScalar(into: &set) : scalar
    }

    private mutating func parsePosix(into set: inout CharacterClass) throws(PatternError) {
        position += 2
        let isNegated = take("^")
        var name = ""
        while let scalar = upcoming, scalar != ":" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take(":"), take("]"), let members = CharacterClass.posix(name) else { throw .syntax }
        set.insert(members, negated: isNegated)
    }

    /// After the backslash: the character meant, or nil when the escape is a class, which is added to the set.
    mutating func parseEscapedScalar(into set: inout CharacterClass) throws(PatternError) -> Unicode.Scalar? {
        let scalar = try next()
        switch scalar {
        case "d", "D": set.insert(.digit, negated: scalar == "D")
        case "w", "W": set.insert(.word, negated: scalar == "W")
        case "s", "S": set.insert(.space, negated: scalar == "S")
        case "p", "P": try parseCategory(into: &set, isNegated: scalar == "P")
        case "a": return "\u{07}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{0B}"
        case "x": return try parseHexadecimal()
        case "0": return try parseOctal(first: scalar)
        // RE2 reads one such digit as a back reference, which it does not have, and several as a character.
        case "1"..."7":
            guard let second = upcoming, ("0"..."7").contains(second) else { throw .syntax }
            return try parseOctal(first: scalar)
        default:
            // Letters and digits without a meaning are mistakes, back references among them.
            guard !(scalar.isASCII && CharacterTest.isIdentifierPart(UInt8(scalar.value))) || scalar == "_" else {
                throw .syntax
            }
            return scalar
        }
        return nil
    }

    private mutating func parseCategory(into set: inout CharacterClass, isNegated: Bool) throws(PatternError) {
        var negated = isNegated
        var name = String(try next())
        if name == "{" {
            if take("^") { negated.toggle() }
            name = ""
            while let scalar = upcoming, scalar != "}" {
                name.unicodeScalars.append(scalar)
                position += 1
            }
            guard take("}") else { throw .syntax }
        }
        guard CharacterClass.categoryNames.contains(name) else { throw .syntax }
        set.categories.append((name, negated))
    }

    private mutating func parseHexadecimal() throws(PatternError) -> Unicode.Scalar {
        let isBraced = take("{")
        var value: UInt32 = 0
        var digits = 0
        while digits < (isBraced ? 6 : 2), let scalar = upcoming, scalar.isASCII,
            let digit = CharacterTest.hexValue(UInt8(scalar.value))
        {
            value = value << 4 | digit
            digits += 1
            position += 1
        }
        guard digits > 0, isBraced ? take("}") : digits == 2, let scalar = Unicode.Scalar(value) else { throw .syntax }
        return scalar
    }

    private mutating func parseOctal(first: Unicode.Scalar) throws(PatternError) -> Unicode.Scalar {
        var value = first.value - 0x30
        for _ in 0..<2 {
            guard let scalar = upcoming, ("0"..."7").contains(scalar) else { break }
            value = value << 3 | (scalar.value - 0x30)
            position += 1
        }
        guard let scalar = Unicode.Scalar(value) else { throw .syntax }
        return scalar
    }
}
