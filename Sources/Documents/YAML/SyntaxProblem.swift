/// What libyaml could not read, and how a person would say it.
struct SyntaxProblem: Error {
    /// libyaml's own words, which its releases keep.
    let words: String
    let context: String?
    let place: YAMLEvent.Place?
    let contextPlace: YAMLEvent.Place?

    struct Explanation {
        let message: String
        let mend: String?
        /// The mistake is where the quote or bracket was opened, not where the file ended.
        var isAtContext = false
    }

    /// - Parameter character: The source character at ``place``.
    func explanation(character: Unicode.Scalar?) -> Explanation {
        switch words {
        case "found character that cannot start any token":
            if character == "\t" {
                return Explanation(message: "a tab is used as indentation", mend: "indent with spaces")
            }
            let shown = character.map { ShownText.quoted(String($0)) } ?? "this"
            return Explanation(message: "a value cannot start with \(shown)", mend: "put the value in quotes")
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return Explanation(message: "a tab is used as indentation", mend: "indent with spaces")
        case "mapping values are not allowed in this context":
            return Explanation(
                message: "a ':' cannot stand here",
                mend:
                    "put the value in quotes, or end the line above with the ':' that it lacks, or indent it as that one"
            )
        case "block sequence entries are not allowed in this context":
            return Explanation(message: "a list cannot start here", mend: "put the '-' on a line of its own, indented")
        case "found unexpected end of stream":
            return Explanation(message: "the quote that opens here is not closed", mend: "close it", isAtContext: true)
        case "found unknown escape character", "did not find expected hexdecimal number",
            "found invalid Unicode character escape code":
            return Explanation(
                message: "this is no escape of a double-quoted text",
                mend: "write \\\\ for a backslash, or use single quotes")
        case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            return unfinished(words.hasSuffix("'}'") ? "}" : "]", character)
        case "did not find expected node content":
            return Explanation(
                message: "a value is missing before \(character.map { ShownText.quoted(String($0)) } ?? "the end")",
                mend: "write the value, in quotes if it starts like this")
        case "did not find expected key", "did not find expected '-' indicator", "could not find expected ':'",
            "did not find expected <document start>":
            return lineDoesNotFit
        case "did not find expected alphabetic or numeric character":
            return Explanation(
                message: "'&' and '*' start an anchor or an alias", mend: "put the value in quotes")
        case "did not find expected comment or line break":
            return Explanation(message: "a '>' or '|' stands behind a value", mend: "put the whole value in quotes")
        default:
            return Explanation(message: "this is not YAML (\(context.map { $0 + ", " } ?? "")\(words))", mend: nil)
        }
    }

    private var lineDoesNotFit: Explanation {
        switch words {
        case "could not find expected ':'":
            Explanation(message: "a ':' is missing after this key", mend: "write 'key: value'", isAtContext: true)
        case "did not find expected <document start>":
            Explanation(message: "this does not belong to what stands above", mend: "write 'key: value' lines only")
        default:
            Explanation(
                message: "this line fits neither the lines above nor their indentation",
                mend: "align it with its neighbours, and check quotes and brackets above")
        }
    }

    /// Inside `{ }` and `[ ]` the brackets end a plain text: `{topic: plant/{device}/cmd}` and `{port: ${PORT}}` need
    /// quotes.
    private func unfinished(_ closing: String, _ character: Unicode.Scalar?) -> Explanation {
        if let character, character == "{" || character == "[" {
            return Explanation(
                message: "a '\(character)' stands inside a value without quotes", mend: "put the value in double quotes"
            )
        }
        let opened = contextPlace.map { "close the bracket of line \($0.line + 1), column \($0.column + 1)" }
        return Explanation(message: "a ',' or '\(closing)' is missing", mend: opened)
    }
}
