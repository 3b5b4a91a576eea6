extension Lexer {
    private struct Quoting {
        var isRaw = false
        var isBytes = false
        var quote: UInt8 = 0
        var isTriple = false
        /// The text so far. Bytes literals may hold what is not UTF-8.
        var content: [UInt8] = []
    }

    /// A string or bytes literal with its prefixes; nil, and nothing consumed, when there is none here.
    mutating func stringLiteral() throws(ParseError) -> Token.Kind? {
        var quoting = Quoting()
        var ahead = 0
        if byte(ahead).map({ $0 | 0x20 }) == UInt8(ascii: "b") {
            quoting.isBytes = true
            ahead += 1
        }
        if byte(ahead).map({ $0 | 0x20 }) == UInt8(ascii: "r") {
            quoting.isRaw = true
            ahead += 1
        }
        guard let quote = byte(ahead), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
        quoting.quote = quote
        quoting.isTriple = byte(ahead + 1) == quote && byte(ahead + 2) == quote
        let start = position
        position += ahead + (quoting.isTriple ? 3 : 1)
        try readContent(&quoting, start: start)
        return quoting.isBytes ? .bytes(quoting.content) : .string(String(decoding: quoting.content, as: UTF8.self))
    }

    private mutating func readContent(_ quoting: inout Quoting, start: Int) throws(ParseError) {
        while let next = byte() {
            if next == quoting.quote {
                if !quoting.isTriple {
                    position += 1
                    return
                }
                if byte(1) == quoting.quote, byte(2) == quoting.quote {
                    position += 3
                    return
                }
            }
            if !quoting.isTriple, next == 0x0A || next == 0x0D {
                throw ParseError(
                    position, "a line ends inside the string",
                    mend: "close it, write \\n, or use three quotes for several lines")
            }
            if next == UInt8(ascii: "\\"), !quoting.isRaw {
                try escape(&quoting)
            } else {
                quoting.content.append(next)
                position += 1
            }
        }
        let quotes = String(repeating: Character(Unicode.Scalar(quoting.quote)), count: quoting.isTriple ? 3 : 1)
        throw ParseError(start, "the string is not closed", mend: "close it with \(quotes)")
    }

    private mutating func escape(_ quoting: inout Quoting) throws(ParseError) {
        let start = position
        position += 1
        guard let letter = byte() else { throw ParseError(start, "the string ends in a backslash", mend: "write \\\\") }
        position += 1
        switch letter {
        case UInt8(ascii: "a"): quoting.content.append(0x07)
        case UInt8(ascii: "b"): quoting.content.append(0x08)
        case UInt8(ascii: "f"): quoting.content.append(0x0C)
        case UInt8(ascii: "n"): quoting.content.append(0x0A)
        case UInt8(ascii: "r"): quoting.content.append(0x0D)
        case UInt8(ascii: "t"): quoting.content.append(0x09)
        case UInt8(ascii: "v"): quoting.content.append(0x0B)
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            quoting.content.append(letter)
        case UInt8(ascii: "x"), UInt8(ascii: "X"): try codePoint(&quoting, digits: 2, radix: 16, start: start)
        case UInt8(ascii: "u") where !quoting.isBytes: try codePoint(&quoting, digits: 4, radix: 16, start: start)
        case UInt8(ascii: "U") where !quoting.isBytes: try codePoint(&quoting, digits: 8, radix: 16, start: start)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            position -= 1
            try codePoint(&quoting, digits: 3, radix: 8, start: start)
        default:
            let escape = text(start..<min(position, bytes.count))
            throw ParseError(
                start, "'\(escape)' is no escape", mend: "write \\\\ for a backslash, or r\"...\" for raw text")
        }
    }

    /// In a string an escape is a code point, in a bytes literal a byte.
    private mutating func codePoint(
        _ quoting: inout Quoting, digits: Int, radix: UInt32, start: Int
    ) throws(ParseError) {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = byte().flatMap(CharacterTest.hexValue), digit < radix else {
                let kind = radix == 8 ? "octal" : "hexadecimal"
                throw ParseError(start, "the escape needs \(digits) \(kind) digits", mend: "write all \(digits) digits")
            }
            value = value << (radix == 8 ? 3 : 4) | digit
            position += 1
        }
        if quoting.isBytes {
            quoting.content.append(UInt8(truncatingIfNeeded: value))
        } else if let scalar = Unicode.Scalar(value) {
            quoting.content.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        } else {
            throw ParseError(
                start, "the escape is no Unicode code point", mend: "write one below \\U00110000, no surrogate")
        }
    }
}
