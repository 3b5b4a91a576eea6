/// Cuts an expression's text into tokens (CEL language definition, "Syntax").
struct Lexer {
    let bytes: [UInt8]
    let options: ParserOptions
    var position = 0

    init(_ text: String, options: ParserOptions) {
        bytes = Array(text.utf8)
        self.options = options
    }

    /// Ends with an `end` token.
    mutating func tokens() throws(ParseError) -> [Token] {
        guard bytes.count <= options.largestText else {
            throw ParseError(
                options.largestText, "the expression has \(bytes.count) bytes, more than \(options.largestText)",
                mend: "split it into several")
        }
        var tokens: [Token] = []
        while let token = try next() { tokens.append(token) }
        tokens.append(Token(kind: .end, offset: bytes.count))
        return tokens
    }

    func byte(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private mutating func next() throws(ParseError) -> Token? {
        skipBlanks()
        guard let first = byte() else { return nil }
        let start = position
        if let kind = try stringLiteral() { return Token(kind: kind, offset: start) }
        if CharacterTest.isIdentifierStart(first) {
            while let part = byte(), CharacterTest.isIdentifierPart(part) { position += 1 }
            return Token(kind: .identifier(text(start..<position)), offset: start)
        }
        if CharacterTest.isDigit(first) || (first == UInt8(ascii: ".") && byte(1).map(CharacterTest.isDigit) == true) {
            return Token(kind: try number(), offset: start)
        }
        if first == UInt8(ascii: "`") { return Token(kind: try quotedIdentifier(), offset: start) }
        return Token(kind: .symbol(try symbol()), offset: start)
    }

    private mutating func skipBlanks() {
        while let next = byte() {
            switch next {
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D: position += 1
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                while let comment = byte(), comment != 0x0A { position += 1 }
            default: return
            }
        }
    }

    private mutating func quotedIdentifier() throws(ParseError) -> Token.Kind {
        let start = position
        position += 1
        while let next = byte(), next != UInt8(ascii: "`") {
            // The characters the grammar's ESC_IDENTIFIER allows between backquotes.
            guard CharacterTest.isIdentifierPart(next) || "-./ ".utf8.contains(next) else {
                throw ParseError(
                    position, "a field in backquotes takes letters, digits, '_', '-', '.', '/' and spaces only",
                    mend: "write [\"...\"] to use any text as a key")
            }
            position += 1
        }
        guard byte() != nil, position > start + 1 else {
            throw ParseError(start, "the backquote is not closed", mend: "close it with `")
        }
        position += 1
        return .quotedIdentifier(text((start + 1)..<(position - 1)))
    }

    private mutating func symbol() throws(ParseError) -> Token.Symbol {
        for symbol in Token.Symbol.allCases where symbol.rawValue.utf8.elementsEqual(ahead(symbol.rawValue.utf8.count))
        {
            position += symbol.rawValue.utf8.count
            return symbol
        }
        throw unknownCharacter()
    }

    private func ahead(_ count: Int) -> ArraySlice<UInt8> { bytes[position..<min(position + count, bytes.count)] }

    private func unknownCharacter() -> ParseError {
        switch bytes[position] {
        case UInt8(ascii: "="): return ParseError(position, "'=' is no operator", mend: "write == to compare")
        case UInt8(ascii: "&"): return ParseError(position, "'&' is no operator", mend: "write && for 'and'")
        case UInt8(ascii: "|"): return ParseError(position, "'|' is no operator", mend: "write || for 'or'")
        case UInt8(ascii: "$"):
            return ParseError(position, "'$' has no meaning here", mend: "write a signal's or a parameter's bare name")
        case UInt8(ascii: ";"):
            return ParseError(position, "';' has no meaning here", mend: "write one expression only")
        default:
            let rest = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
            let scalar = rest.unicodeScalars.first ?? "?"
            let mend =
                switch scalar {
                case "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}": "write straight quotes"
                case "\u{2264}": "write <="
                case "\u{2265}": "write >="
                case "\u{2260}": "write !="
                case "\u{B0}": "write the number without its unit"
                default: ""
                }
            return ParseError(position, "'\(Character(scalar))' has no meaning here", mend: mend)
        }
    }
}
