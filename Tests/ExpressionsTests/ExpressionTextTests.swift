import Testing

@testable import Expressions

@Suite("Expressions as text")
struct ExpressionTextTests {
    @Test("expressions that mean the same have one text, and others have not")
    func identity() throws {
        let same = ["mean(a.b, 10m)", "mean( a.b , 600s)", "(mean((a.b), (10m)))"]
        #expect(try Set(same.map { try Parser(options: .dialect).parse($0).description }).count == 1)
        let others = ["mean(a.b, 10m)", "mean(a.b, 11m)", "max(a.b, 10m)", "mean(a, 10m)", "mean(a.b, 10.0)"]
        #expect(try Set(others.map { try Parser(options: .dialect).parse($0).description }).count == others.count)
    }

    @Test("a duration that is written out is read, in both spellings")
    func durations() throws {
        for (text, nanoseconds) in [
            ("10m", 600_000_000_000), ("duration('10m')", 600_000_000_000), ("250ms", 250_000_000),
            ("duration(x)", nil), ("duration('x')", nil),
            ("10", nil), ("a.duration('10m')", nil),
        ] as [(String, Int64?)] {
            #expect(try Parser(options: .dialect).parse(text).writtenDuration == nanoseconds, "\(text)")
        }
    }

    @Test("an expression's text parses to the same text")
    func text() throws {
        for text in [
            "mean(a.b, 10m) > -5.0", "a ? b : c ? d : e", "-(-1)", "!(!a)", "a.?b[?c].d", "{'x': 1u, ?'y': b'\\xff'}",
            "[1, 2.5e300, 'é\\n\"']", "has(a.b) && a[0].`c-d` in [1]",
            "cel.bind(v, 1, v + v)", "a.map(x, x > 1, x * 2)", "a.transformMap(k, v, v)", "-9223372036854775808",
            "1e-7 + 90s", "a.optMap(x, x)", "duration('1h') == 1h30m",
        ] {
            let once = try Parser(options: .dialect).parse(text).description
            #expect(try Parser(options: .dialect).parse(once).description == once, "\(text)")
        }
    }
}
