/// A regular expression, of the part of RE2's syntax that `matches` takes.
///
/// Literals, `.`, classes (`[a-z]`, `[^x]`, `[[:alpha:]]`, `\d \w \s \D \W \S`, `\p{L}` with general categories), `^ $ \A \z
/// \b \B`, groups (also named and `(?:...)`), alternatives, `* + ? {n,m}` and their lazy forms, and the flags `i m s`. No
/// back references and no looking around, so that matching takes time in proportion to text and pattern, never more.
struct Pattern: Sendable {
    enum Instruction: Sendable {
        /// One character of the class.
        case take(CharacterClass)
        case split(Int, Int)
        case jump(Int)
        case assert(Assertion)
        case found
    }

    enum Assertion: Sendable {
        case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
    }

    let instructions: [Instruction]

    /// Steps a character costs at most.
    var size: Int { instructions.count }

    /// Nil when the text is no pattern of that syntax, or one too large.
    init?(_ text: String) {
        do throws(PatternError) {
            var parser = PatternParser(text)
            var compiler = PatternCompiler()
            try compiler.compile(try parser.parseWhole())
            instructions = compiler.instructions + [.found]
        } catch {
            return nil
        }
    }

    /// Whether the pattern is found anywhere in the text.
    func isFound(in text: String) -> Bool {
        var matcher = PatternMatcher(instructions)
        return matcher.isFound(in: text.unicodeScalars)
    }
}

enum PatternError: Error {
    case syntax, tooLarge
}

indirect enum PatternNode {
    case empty
    case take(CharacterClass)
    case assert(Pattern.Assertion)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repeated(PatternNode, least: Int, most: Int?)
}
