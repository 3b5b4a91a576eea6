import Testing

@testable import Expressions

@Suite("Patterns")
struct PatternTests {
    @Test(
        "a pattern is found where it should be",
        arguments: [
            ("abc", "xabcx", true), ("^abc$", "xabc", false), ("a.c", "a\nc", false), ("(?s)a.c", "a\nc", true),
            ("a|b|", "", true), ("(ab)+", "abab", true), ("^(ab){2,3}$", "abab", true),
            ("^(ab){2,3}$", "abababab", false),
            ("^a{2}$", "aaa", false), ("^a{2,}$", "aaaa", true), ("a{,2}", "a{,2}", true), ("x{", "x{", true),
            ("[a-c]+", "xxb", true), ("[^a-c]", "abc", false), ("[]a]", "]", true), ("[a\\-z]", "-", true),
            ("[a-]", "-", true),
            ("\\d+\\s\\w", "12 x", true), ("^\\D$", "5", false), ("[[:alpha:]]", "5", false),
            ("[[:^digit:]]", "5", false),
            ("\\bcat\\b", "a cat!", true), ("\\bcat\\b", "concat", false), ("(?i)PUMP", "Pump-7", true),
            ("(?i:p)UMP", "pump", false),
            ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb\nc", false), ("\\Qa.b\\E", "a.b", true),
            ("\\Qa.b\\E", "axb", false),
            ("(?P<name>x)", "x", true), ("\\x41\\x{1F600}", "A😀", true), ("\\pL+", "é", true),
            ("^\\P{Lu}$", "É", false),
            ("(a*)*", "b", true), ("(a*)+b", "aab", true), ("é", "e\u{301}", false), (".", "🇳🇴", true),
            ("^..$", "🇳🇴", true),
            ("$^", "", true), ("a*?b", "aab", true), ("\\.", "x", false), ("[\\d.]+$", "v1.2", true),
        ])
    func found(pattern: String, text: String, isFound: Bool) throws {
        #expect(try #require(Pattern(pattern)).isFound(in: text) == isFound)
    }

    @Test(
        "what RE2 does not take is refused, and so is what would grow too large",
        arguments: [
            "(", ")", "[a", "a**", "*a", "(?=a)", "(?<!a)b", "(a)\\1", "\\", "\\y", "[b-a]", "a{2,1}", "a{1001}",
            "((a{100}){100}){100}", "(((){1000}){1000}){1000}", "\\p{Klingon}", "(?P<>a)", "[[:nope:]]",
            String(repeating: "(", count: 500) + String(repeating: ")", count: 500),
        ])
    func refused(pattern: String) {
        #expect(Pattern(pattern) == nil)
    }

    @Test("patterns that make backtracking engines hang are done in one pass")
    func linear() throws {
        let text = String(repeating: "a", count: 20_000)
        for pattern in ["(a+)+b", "(a|a)*b", "(a|aa)+$b", "(.*)(.*)(.*)(.*)x"] {
            #expect(try #require(Pattern(pattern)).isFound(in: text) == false)
        }
    }

    @Test("a pattern given as text is refused at load, or is an error when it comes at run time")
    func inExpressions() throws {
        let pump = Pump()
        #expect(try pump.evaluate("mode.matches('^a')") == .bool(true))
        #expect(try pump.evaluate("mode.matches('(')") == .error(.badPattern))
        #expect(try pump.evaluate("'x'.matches(mode + '(')") == .error(.badPattern))
        #expect(try pump.evaluate("'auto'.matches(mode)") == .bool(true))
    }
}
