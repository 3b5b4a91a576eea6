/// Which names a user may choose for the keys of a mapping.
public enum NameRule: Sendable {
    /// 1 to 64 of `A-Z a-z 0-9 . _ -`.
    case name
    /// A name that expressions can say without brackets: a letter or `_`, then letters, digits and `_`; 1 to 64.
    case identifier
    /// An identifier that is a variable of expressions: no word of their language.
    case variable
    /// Any text of 1 to 128 characters, for titles.
    case title

    /// The rule as a regular expression of JSON Schema (ECMA-262).
    var pattern: String {
        switch self {
        case .name: "^(?:\(NameText.pattern))$"
        case .identifier: "^[A-Za-z_][A-Za-z0-9_]{0,63}$"
        case .variable: "^(?!(?:\(Self.reservedWords.sorted().joined(separator: "|")))$)[A-Za-z_][A-Za-z0-9_]{0,63}$"
        case .title: #"^[\s\S]{1,128}$"#
        }
    }

    public func check(_ text: String) throws(ValueProblem) {
        switch self {
        case .name: try NameText.check(text)
        case .identifier: try Self.checkIdentifier(text)
        case .variable: try Self.checkVariable(text)
        case .title:
            guard !text.isEmpty, text.unicodeScalars.count <= 128 else {
                throw ValueProblem("\(ShownText.quoted(text)) is no title", mend: "write 1 to 128 characters")
            }
        }
    }

    /// CEL, section "Syntax": IDENT is no RESERVED word and no literal.
    private static let reservedWords: Set<String> = [
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
        "namespace", "null", "package", "return", "true", "var", "void", "while",
    ]

    private static func checkVariable(_ text: String) throws(ValueProblem) {
        guard !reservedWords.contains(text) else {
            throw ValueProblem(
                "\(ShownText.quoted(text)) is a word of the expression language",
                mend: "write another name, such as '\(text)_'")
        }
        try checkIdentifier(text)
    }

    private static func checkIdentifier(_ text: String) throws(ValueProblem) {
        try NameText.check(text)
        let first = text.utf8.first ?? 0
        let isWord = text.utf8.allSatisfy { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") }
        guard isWord, !NumberText.isDigit(first) else {
            var meant = text.replacing(".", with: "_").replacing("-", with: "_")
            if NumberText.isDigit(first) { meant = "_" + meant }
            throw ValueProblem(
                "\(ShownText.quoted(text)) cannot be used in expressions", mend: "write \(ShownText.quoted(meant))")
        }
    }
}
