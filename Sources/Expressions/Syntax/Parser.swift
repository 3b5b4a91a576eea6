/// Parses CEL, the whole grammar, with macros expanded.
///
///     let rule = try Parser(options: .dialect).parse("temperature > hot && age(temperature) < 30s")
public struct Parser: Sendable {
    public let options: ParserOptions

    public init(options: ParserOptions = .strict) { self.options = options }

    /// Throws the first mistake. No text, however long or deep, overflows the stack: both are bounded by the options.
    public func parse(_ text: String) throws(ParseError) -> Expression {
        var lexer = Lexer(text, options: options)
        var state = ParserState(tokens: try lexer.tokens(), options: options)
        return try state.parseWhole()
    }
}

/// One run of the parser: recursive descent, with one loop for all binary operators so that a level of nesting takes few
/// stack frames.
struct ParserState {
    let tokens: [Token]
    let options: ParserOptions
    var position = 0
    var level = 0
    var nodeCount = 0

    init(tokens: [Token], options: ParserOptions) {
        self.tokens = tokens
        self.options = options
    }

    var token: Token { tokens[position] }

    mutating func parseWhole() throws(ParseError) -> Expression {
        if case .end = token.kind {
            throw ParseError(0, "the expression is empty", mend: "write one, such as temperature > 80.0")
        }
        let expression = try parseExpression()
        guard case .end = token.kind else { throw unexpectedToken() }
        return expression
    }

    /// `condition ? then : otherwise`, or anything that binds tighter.
    mutating func parseExpression() throws(ParseError) -> Expression {
        try enter()
        defer { level -= 1 }
        let condition = try parseBinary(atLeast: 1)
        let offset = token.offset
        guard take(.question) else { return condition }
        let then = try parseBinary(atLeast: 1)
        try expect(.colon, mend: "write condition ? value : other")
        let otherwise = try parseExpression()
        return try make(.conditional(condition, then: then, otherwise: otherwise), offset)
    }

    private mutating func parseBinary(atLeast minimum: Int) throws(ParseError) -> Expression {
        var left = try parseUnary()
        while let symbol = binaryOperator(), symbol.precedence >= minimum {
            if symbol == .or || symbol == .and {
                left = try parseLogicalChain(symbol, first: left)
                continue
            }
            let offset = token.offset
            position += 1
            let right = try parseBinary(atLeast: symbol.precedence + 1)
            left = try make(.binary(symbol, left, right), offset)
        }
        return left
    }

    /// A chain of one logical operator becomes a balanced tree: it is associative, and a long chain stays shallow.
    private mutating func parseLogicalChain(
        _ symbol: BinaryOperator, first: Expression
    ) throws(ParseError) -> Expression {
        var operands = [first]
        var offsets: [Int] = []
        while binaryOperator() == symbol {
            offsets.append(token.offset)
            position += 1
            operands.append(try parseBinary(atLeast: symbol.precedence + 1))
        }
        return try balanced(symbol, operands[...], offsets)
    }

    private mutating func balanced(
        _ symbol: BinaryOperator, _ operands: ArraySlice<Expression>, _ offsets: [Int]
    ) throws(ParseError) -> Expression {
        guard operands.count > 1 else { return operands[operands.startIndex] }
        let middle = operands.startIndex + (operands.count + 1) / 2
        let left = try balanced(symbol, operands[..<middle], offsets)
        let right = try balanced(symbol, operands[middle...], offsets)
        return try make(.binary(symbol, left, right), offsets[middle - 1])
    }

    private func binaryOperator() -> BinaryOperator? {
        switch token.kind {
        case .symbol(let symbol): BinaryOperator(rawValue: symbol.rawValue)
        case .identifier("in"): .in
        default: nil
        }
    }

    private mutating func parseUnary() throws(ParseError) -> Expression {
        var signs: [Token] = []
        while case .symbol(let symbol) = token.kind, symbol == .not || symbol == .minus {
            signs.append(token)
            position += 1
        }
        guard signs.count + level <= options.greatestDepth else { throw tooDeep() }
        var operand = try parseOperand(afterMinus: signs.last)
        if operand.foldedSign { signs.removeLast() }
        for sign in signs.reversed() {
            let isNot = if case .symbol(.not) = sign.kind { true } else { false }
            operand.expression = try make(.unary(isNot ? .not : .negate, operand.expression), sign.offset)
        }
        return operand.expression
    }

    /// A minus before a number is part of the literal, so that the smallest int can be written.
    private mutating func parseOperand(
        afterMinus sign: Token?
    ) throws(ParseError) -> (expression: Expression, foldedSign: Bool) {
        if let sign, case .symbol(.minus) = sign.kind {
            switch token.kind {
            case .integer(let magnitude):
                guard magnitude <= UInt64(Int64.max) + 1 else { throw integerTooLarge() }
                position += 1
                let literal = try make(.literal(.int(Int64(truncatingIfNeeded: 0 &- magnitude))), sign.offset)
                return (try parseSuffixes(of: literal), true)
            case .double(let number):
                position += 1
                return (try parseSuffixes(of: try make(.literal(.double(-number)), sign.offset)), true)
            case .duration(let nanoseconds):
                position += 1
                let literal = try make(.literal(.duration(nanoseconds: -nanoseconds)), sign.offset)
                return (try parseSuffixes(of: literal), true)
            default: break
            }
        }
        let primary = try parsePrimary()
        return (try parseSuffixes(of: primary), false)
    }
}
