import Testing

@testable import Expressions

@Suite("Parsing")
struct ParserTests {
    @Test(
        "operators bind as the grammar says",
        arguments: [
            ("a || b && c", "(a || (b && c))"),
            ("a == b && c < d", "((a == b) && (c < d))"),
            ("1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"),
            ("a - b - c", "((a - b) - c)"),
            ("-a.b", "-(a.b)"),
            ("!a || b", "(!(a) || b)"),
            ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
            ("a in b == c", "((a in b) == c)"),
            ("- 9223372036854775808", "-9223372036854775808"),
            ("--5", "-(-5)"),
            ("a.b[c].d(e)", "a.b[c].d(e)"),
            ("{'a': 1}.a", "{\"a\": 1}.a"),
            ("x.`content-type`", "x.`content-type`"),
            (".a.b", ".a.b"),
            ("[1, 2,]", "[1, 2]"),
            ("a // comment\n + b", "(a + b)"),
            ("plant.Reading{value: 1.5}", "plant.Reading{value: 1.5}"),
            ("has(a.b)", "has(a.b)"),
            ("x.all(e, e > 0)", "x.all(e, (e > 0))"),
        ])
    func precedence(text: String, spelled: String) throws {
        #expect(try Parser().parse(text).description == spelled)
    }

    @Test("a text and its own spelling are one expression")
    func spellingIsStable() throws {
        for text in [
            "a + b * c ? -1 : x.map(y, y > 2, [y])", "m[?'k'].orValue({?'a': b})", "cel.bind(x, 1u, x in [x])",
        ] {
            let once = try Parser().parse(text).description
            #expect(try Parser().parse(once).description == once)
        }
    }

    @Test("nodes know the byte they stand at, also behind text that is not ASCII")
    func offsets() throws {
        guard case .binary(.and, let left, let right) = try Parser().parse("'°C' == unit && temp > 80.0").kind else {
            Issue.record("&& is the root")
            return
        }
        #expect(left.offset == 6)
        #expect(right.offset == 22)
    }

    @Test("durations are literals in the dialect only")
    func durations() throws {
        func nanoseconds(_ text: String) throws -> Int64? {
            guard case .literal(.duration(let nanoseconds)) = try Parser(options: .dialect).parse(text).kind else {
                return nil
            }
            return nanoseconds
        }
        #expect(try nanoseconds("250ms") == 250_000_000)
        #expect(try nanoseconds("10m") == 600_000_000_000)
        #expect(try nanoseconds("1h30m") == 5_400_000_000_000)
        #expect(try nanoseconds("-7d") == -604_800_000_000_000)
        let error = #expect(throws: ParseError.self) { try Parser().parse("age < 10m") }
        #expect(error?.mend == "write duration(\"10m\")")
    }

    @Test(
        "a mistake is shown where it is, with what to write",
        arguments: [
            ("temperature = 80", 12, "write == to compare"),
            ("a & b", 2, "write && for 'and'"),
            ("a and b", 2, "write &&"),
            ("not a", 0, "write !(...)"),
            ("a ≥ b", 2, "write >="),
            ("mode == 'auto", 8, "close it with '"),
            ("(a + b", 6, "close the parenthesis"),
            ("temperature >", 13, "write the rest of it"),
            ("", 0, "write one, such as temperature > 80.0"),
            ("80.0 < temperature <", 20, "write the rest of it"),
            ("99999999999999999999", 0, "write it as a double, such as 1e20"),
            ("'\\q'", 1, "write \\\\ for a backslash, or r\"...\" for raw text"),
            ("for + 1", 0, "use another name"),
            ("a ? b", 5, "write condition ? value : other"),
            ("has(a)", 0, "write has(map.field)"),
            ("x.map(1, 2)", 6, "write map(x, ...) and use x"),
            ("$temperature", 0, "write a signal's or a parameter's bare name"),
        ])
    func mistakes(text: String, offset: Int, mend: String) throws {
        let error = #expect(throws: ParseError.self) { try Parser(options: .dialect).parse(text) }
        #expect(error?.offset == offset)
        #expect(error?.mend == mend)
    }

    @Test("length, depth and size are bounded, and long logical chains are not deep")
    func limits() throws {
        #expect(throws: ParseError.self) { try Parser().parse(String(repeating: " ", count: 70_000) + "1") }
        #expect(throws: ParseError.self) { try Parser().parse(String(repeating: "(", count: 20_000)) }
        #expect(throws: ParseError.self) { try Parser().parse(String(repeating: "!", count: 20_000) + "true") }
        #expect(throws: ParseError.self) { try Parser().parse("1" + String(repeating: "+1", count: 20_000)) }
        #expect(throws: ParseError.self) { try Parser().parse("[" + String(repeating: "1,", count: 30_000) + "]") }
        let nested = String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200)
        #expect(try Parser().parse(nested).depth == 1)
        #expect(try Parser().parse("a" + String(repeating: " || a", count: 5_000)).depth < 20)
    }

    @Test("calls can be replaced from the leaves up")
    func rewriting() throws {
        let parsed = try Parser(options: .dialect).parse("mean(temperature, 10m) > hot && mean(mean(x, 1s), 2s) > 1.0")
        var hidden: [String] = []
        let rewritten = parsed.rewritten { node -> Expression? in
            guard case .call("mean", nil, _) = node.kind else { return nil }
            hidden.append(node.description)
            return Expression(.identifier(name: "window\(hidden.count)", leadingDot: false), offset: node.offset)
        }
        #expect(rewritten.description == "((window1 > hot) && (window3 > 1.0))")
        #expect(hidden[2] == "mean(window2, duration(\"2s\"))")
    }
}
