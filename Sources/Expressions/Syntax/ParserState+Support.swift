extension ParserState {
    mutating func take(_ symbol: Token.Symbol) -> Bool {
        guard case .symbol(symbol) = token.kind else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: Token.Symbol, mend: String) throws(ParseError) {
        guard !take(symbol) else { return }
        throw ParseError(token.offset, "'\(symbol.rawValue)' is missing before \(token.text)", mend: mend)
    }

    /// One level of nesting deeper; the caller goes back up.
    mutating func enter() throws(ParseError) {
        level += 1
        guard level <= options.greatestDepth else {
            level -= 1
            throw tooDeep()
        }
    }

    mutating func make(_ kind: Expression.Kind, _ offset: Int) throws(ParseError) -> Expression {
        nodeCount += 1
        guard nodeCount <= options.greatestNodeCount else {
            throw ParseError(
                offset, "the expression has more than \(options.greatestNodeCount) parts", mend: "split it into several"
            )
        }
        let expression = Expression(kind, offset: offset)
        guard expression.depth <= options.greatestDepth else { throw tooDeep() }
        return expression
    }

    func tooDeep() -> ParseError {
        ParseError(
            token.offset, "the expression is nested deeper than \(options.greatestDepth) levels",
            mend: "split it into several")
    }

    func integerTooLarge() -> ParseError {
        ParseError(
            token.offset, "the number does not fit a 64-bit int", mend: "write it as a uint (5u) or a double (5.0)")
    }

    func unexpectedToken(_ wanted: String = "") -> ParseError {
        if !wanted.isEmpty { return ParseError(token.offset, "\(token.text) stands where \(wanted) is expected") }
        let previous = position > 0 ? tokens[position - 1].kind : nil
        let words = ["and": "&&", "or": "||", "AND": "&&", "OR": "||"]
        if case .identifier(let name) = token.kind, let symbol = words[name] {
            return ParseError(token.offset, "'\(name)' is no operator", mend: "write \(symbol)")
        }
        if case .identifier("not") = previous {
            return ParseError(tokens[position - 1].offset, "'not' is no operator", mend: "write !(...)")
        }
        if let misread = numberMisread(after: previous) { return misread }
        if case .end = token.kind {
            return ParseError(token.offset, "the expression ends too early", mend: "write the rest of it")
        }
        if case .symbol(let symbol) = token.kind, [.less, .greater, .lessOrEqual, .greaterOrEqual].contains(symbol) {
            return ParseError(
                token.offset, "\(token.text) has nothing on its left", mend: "write value \(symbol.rawValue) other")
        }
        return ParseError(
            token.offset, "\(token.text) is not expected here", mend: "put an operator or a comma before it")
    }

    /// What people put behind a number that belongs elsewhere: a decimal comma, a unit, a percent sign.
    private func numberMisread(after previous: Token.Kind?) -> ParseError? {
        let number: String
        switch previous {
        case .integer(let whole): number = "\(whole)"
        case .double(let double): number = "\(double)"
        case .symbol(.percent):
            guard case .end = token.kind, position > 1 else { return nil }
            switch tokens[position - 2].kind {
            case .integer, .double: break
            default: return nil
            }
            return ParseError(
                tokens[position - 1].offset, "a number has no unit here",
                mend: "write the number alone; '%' is the rest of a division")
        default: return nil
        }
        switch token.kind {
        case .symbol(.comma):
            guard position + 1 < tokens.count, case .integer(let fraction) = tokens[position + 1].kind else {
                return nil
            }
            return ParseError(token.offset, "a decimal comma is not read", mend: "write \(number).\(fraction)")
        case .identifier(let unit):
            let isTime = ["ms", "s", "m", "h", "d"].contains(unit)
            return ParseError(
                token.offset, "a number has no unit here",
                mend: isTime ? "a duration is written \(number)\(unit)" : "write the number alone, in the signal's unit"
            )
        default: return nil
        }
    }
}
