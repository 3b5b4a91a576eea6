extension Lexer {
    /// An int, uint or double, or in the dialect a duration. The sign is the parser's.
    mutating func number() throws(ParseError) -> Token.Kind {
        let start = position
        if byte() == UInt8(ascii: "0"), byte(1).map({ $0 | 0x20 }) == UInt8(ascii: "x") { return try hexadecimal() }
        skipDigits()
        if options.durationLiterals, let duration = try durationLiteral(from: start) { return duration }
        var isDouble = false
        if byte() == UInt8(ascii: "."), byte(1).map(CharacterTest.isDigit) == true {
            isDouble = true
            position += 1
            skipDigits()
        }
        if let exponent = byte(), exponent | 0x20 == UInt8(ascii: "e") {
            let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
            if byte(1 + sign).map(CharacterTest.isDigit) == true {
                isDouble = true
                position += 1 + sign
                skipDigits()
            }
        }
        let digits = text(start..<position)
        if isDouble {
            try refuseTail(start)
            return .double(DoubleText.parse(digits) ?? 0)
        }
        return try integer(UInt64(digits), start: start)
    }

    private mutating func hexadecimal() throws(ParseError) -> Token.Kind {
        let start = position
        position += 2
        let digits = position
        while let next = byte(), CharacterTest.hexValue(next) != nil { position += 1 }
        guard position > digits else {
            throw ParseError(start, "'0x' needs hexadecimal digits after it", mend: "write 0x1F")
        }
        return try integer(UInt64(text(digits..<position), radix: 16), start: start)
    }

    private mutating func integer(_ value: UInt64?, start: Int) throws(ParseError) -> Token.Kind {
        let isUnsigned = byte().map { $0 | 0x20 } == UInt8(ascii: "u")
        if isUnsigned { position += 1 }
        try refuseTail(start)
        guard let value else {
            throw ParseError(start, "the number does not fit 64 bits", mend: "write it as a double, such as 1e20")
        }
        return isUnsigned ? .unsigned(value) : .integer(value)
    }

    private mutating func skipDigits() {
        while let next = byte(), CharacterTest.isDigit(next) { position += 1 }
    }

    /// Letters right behind a number are a unit or a slip of the pen.
    private func refuseTail(_ start: Int) throws(ParseError) {
        guard let next = byte(), CharacterTest.isIdentifierStart(next) else { return }
        var end = position
        while end < bytes.count, CharacterTest.isIdentifierPart(bytes[end]) { end += 1 }
        let tail = text(position..<end)
        let digits = text(start..<position)
        let isUnit = DurationText.unit(tail) != nil
        let mend = isUnit ? "write duration(\"\(digits)\(tail)\")" : "write the number without '\(tail)'"
        throw ParseError(position, "\(MessageText.quoted(tail)) follows the number \(digits)", mend: mend)
    }

    /// `250ms`, `10m`, `1h30m`: nil, and nothing consumed, when the digits are not followed by a unit.
    private mutating func durationLiteral(from start: Int) throws(ParseError) -> Token.Kind? {
        var total: Int64 = 0
        var digitsStart = start
        var cursor = position
        var found = false
        while true {
            var end = cursor
            while end < bytes.count, CharacterTest.isIdentifierStart(bytes[end]) { end += 1 }
            guard cursor > digitsStart, let unit = DurationText.unit(text(cursor..<end)) else { break }
            let (span, tooLong) = (Int64(text(digitsStart..<cursor)) ?? .max).multipliedReportingOverflow(by: unit)
            let (sum, overflow) = total.addingReportingOverflow(span)
            guard !tooLong, !overflow else {
                throw ParseError(start, "the duration is longer than 292 years", mend: "write a shorter one")
            }
            total = sum
            found = true
            position = end
            digitsStart = end
            cursor = end
            while cursor < bytes.count, CharacterTest.isDigit(bytes[cursor]) { cursor += 1 }
        }
        guard found else { return nil }
        guard digitsStart == cursor else {
            throw ParseError(
                digitsStart, "the duration's last number has no unit", mend: "write ms, s, m, h or d after it")
        }
        return .duration(total)
    }
}
