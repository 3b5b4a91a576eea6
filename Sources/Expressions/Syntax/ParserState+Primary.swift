extension ParserState {
    /// Words the grammar keeps for itself; a field or a method may still have such a name.
    static let reservedWords: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]

    mutating func parsePrimary() throws(ParseError) -> Expression {
        let first = token
        position += 1
        switch first.kind {
        case .integer(let magnitude):
            guard let number = Int64(exactly: magnitude) else {
                position -= 1
                throw integerTooLarge()
            }
            return try make(.literal(.int(number)), first.offset)
        case .unsigned(let number): return try make(.literal(.uint(number)), first.offset)
        case .double(let number): return try make(.literal(.double(number)), first.offset)
        case .duration(let nanoseconds): return try make(.literal(.duration(nanoseconds: nanoseconds)), first.offset)
        case .string(let text): return try make(.literal(.string(text)), first.offset)
        case .bytes(let bytes): return try make(.literal(.bytes(bytes)), first.offset)
        case .identifier(let name): return try parseName(name, offset: first.offset, leadingDot: false)
        case .symbol(.dot):
            guard case .identifier(let name) = token.kind else { throw unexpectedToken("a name after the leading dot") }
            position += 1
            return try parseName(name, offset: first.offset, leadingDot: true)
        case .symbol(.openParenthesis):
            let inner = try parseExpression()
            try expect(.closeParenthesis, mend: "close the parenthesis")
            return inner
        case .symbol(.openBracket): return try parseList(first.offset)
        case .symbol(.openBrace): return try parseMap(first.offset)
        default:
            position -= 1
            throw unexpectedToken()
        }
    }

    private mutating func parseName(_ name: String, offset: Int, leadingDot: Bool) throws(ParseError) -> Expression {
        switch name {
        case "true": return try make(.literal(.bool(true)), offset)
        case "false": return try make(.literal(.bool(false)), offset)
        case "null": return try make(.literal(.null), offset)
        case "in": throw ParseError(offset, "'in' has nothing on its left", mend: "write value in list")
        default: break
        }
        guard !ParserState.reservedWords.contains(name) else {
            throw ParseError(offset, "'\(name)' is a reserved word", mend: "use another name")
        }
        if take(.openParenthesis) {
            let arguments = try parseArguments()
            return try makeCall(leadingDot ? "." + name : name, target: nil, arguments: arguments, offset: offset)
        }
        return try make(.identifier(name: name, leadingDot: leadingDot), offset)
    }

    /// Up to and with the closing parenthesis.
    private mutating func parseArguments() throws(ParseError) -> [Expression] {
        var arguments: [Expression] = []
        if take(.closeParenthesis) { return arguments }
        repeat { arguments.append(try parseExpression()) } while take(.comma)
        try expect(.closeParenthesis, mend: "separate arguments by commas and close the parenthesis")
        return arguments
    }

    mutating func parseSuffixes(of primary: Expression) throws(ParseError) -> Expression {
        var operand = primary
        while case .symbol(let symbol) = token.kind {
            let offset = token.offset
            switch symbol {
            case .dot:
                position += 1
                operand = try parseSelection(of: operand)
            case .openBracket:
                position += 1
                let optional = take(.question)
                let key = try parseExpression()
                try expect(.closeBracket, mend: "close the bracket")
                operand = try make(.index(operand, key: key, optional: optional), offset)
            case .openBrace:
                guard let type = operand.qualifiedName else { return operand }
                position += 1
                operand = try make(.message(type: type, fields: try parseFields()), offset)
            default: return operand
            }
        }
        return operand
    }

    private mutating func parseSelection(of operand: Expression) throws(ParseError) -> Expression {
        let optional = take(.question)
        let name = token
        switch name.kind {
        case .quotedIdentifier(let field):
            position += 1
            return try make(.select(operand, field: field, optional: optional), name.offset)
        case .identifier(let field):
            guard !["true", "false", "null", "in"].contains(field) else {
                throw ParseError(name.offset, "'\(field)' can't be a field's name", mend: "write [\"\(field)\"]")
            }
            position += 1
            guard !optional, take(.openParenthesis) else {
                return try make(.select(operand, field: field, optional: optional), name.offset)
            }
            let arguments = try parseArguments()
            return try makeCall(field, target: operand, arguments: arguments, offset: name.offset)
        default: throw unexpectedToken("a field's name after the dot")
        }
    }

    private mutating func parseList(_ offset: Int) throws(ParseError) -> Expression {
        var elements: [Expression.Element] = []
        while !take(.closeBracket) {
            let optional = take(.question)
            elements.append(Expression.Element(try parseExpression(), optional: optional))
            if !take(.comma) {
                try expect(.closeBracket, mend: "separate elements by commas and close the bracket")
                break
            }
        }
        return try make(.list(elements), offset)
    }

    private mutating func parseMap(_ offset: Int) throws(ParseError) -> Expression {
        var entries: [Expression.Entry] = []
        while !take(.closeBrace) {
            let optional = take(.question)
            let key = try parseExpression()
            if entries.isEmpty, let name = key.qualifiedName, case .symbol(.closeBrace) = token.kind {
                throw ParseError(offset, "braces are for messages and topics", mend: "write \(name) without them")
            }
            try expect(.colon, mend: "write key: value")
            entries.append(Expression.Entry(key: key, value: try parseExpression(), optional: optional))
            if !take(.comma) {
                try expect(.closeBrace, mend: "separate entries by commas and close the brace")
                break
            }
        }
        return try make(.map(entries), offset)
    }

    private mutating func parseFields() throws(ParseError) -> [Expression.Field] {
        var fields: [Expression.Field] = []
        while !take(.closeBrace) {
            let optional = take(.question)
            let name: String
            switch token.kind {
            case .identifier(let text), .quotedIdentifier(let text): name = text
            default: throw unexpectedToken("a field's name")
            }
            position += 1
            try expect(.colon, mend: "write field: value")
            fields.append(Expression.Field(name: name, value: try parseExpression(), optional: optional))
            if !take(.comma) {
                try expect(.closeBrace, mend: "separate fields by commas and close the brace")
                break
            }
        }
        return fields
    }
}
