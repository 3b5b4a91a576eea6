struct Token {
    enum Kind {
        case identifier(String)
        /// Between backquotes; only a field may be written so.
        case quotedIdentifier(String)
        case integer(UInt64)
        case unsigned(UInt64)
        case double(Double)
        case duration(Int64)
        case string(String)
        case bytes([UInt8])
        case symbol(Symbol)
        case end
    }

    enum Symbol: String, CaseIterable {
        case or = "||"
        case and = "&&"
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
        case plus = "+"
        case minus = "-"
        case star = "*"
        case slash = "/"
        case percent = "%"
        case not = "!"
        case question = "?"
        case colon = ":"
        case dot = "."
        case comma = ","
        case openParenthesis = "("
        case closeParenthesis = ")"
        case openBracket = "["
        case closeBracket = "]"
        case openBrace = "{"
        case closeBrace = "}"
    }

    let kind: Kind
    /// UTF-8 bytes from the start of the text.
    let offset: Int

    /// As a message names it.
    var text: String {
        switch kind {
        case .identifier(let name): MessageText.quoted(name)
        case .quotedIdentifier(let name): MessageText.quoted("`\(name)`")
        case .integer(let number): "'\(number)'"
        case .unsigned(let number): "'\(number)u'"
        case .double(let number): "'\(number)'"
        case .duration: "a duration"
        case .string: "a string"
        case .bytes: "a bytes literal"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end"
        }
    }
}
