import Testing

@testable import Expressions

@Suite("Calls with state")
struct StatefulCallTests {
    /// The rewritten expression's text, and the calls in the order they were replaced.
    private func replaced(_ text: String) throws -> (text: String, calls: [StatefulCall]) {
        var calls: [StatefulCall] = []
        let expression = try Parser(options: .dialect).parse(text).replacingStatefulCalls { call in
            calls.append(call)
            return Expression(.identifier(name: "slot\(calls.count)", leadingDot: false), offset: call.offset)
        }
        return (expression.description, calls)
    }

    @Test("each call is found with its operand and its duration, inner ones first")
    func calls() throws {
        let (text, calls) = try replaced(
            "rate(mean(flow, 1m)) > 2.0 && percentile(a + b, 95, duration('1h')) < max(x, 3.0) && !becomes(!on)")
        #expect(text == "(((slot2 > 2.0) && (slot3 < max(x, 3.0))) && !(slot4))")
        #expect(calls.map(\.function) == [.mean, .rate, .percentile, .becomes])
        #expect(calls.map(\.windowNanoseconds) == [60_000_000_000, nil, 3_600_000_000_000, nil])
        #expect(calls.map(\.operand.description) == ["flow", "slot1", "(a + b)", "!(on)"])
        #expect(calls[2].percentage == 95 && calls[2].offset == 30)
        #expect(calls.map(\.type) == [.double, .double, .double, .bool])
    }

    @Test("calls that mean the same have one text, and others have not")
    func identity() throws {
        let same = ["mean(a.b, 10m)", "mean( a.b , 600s)", "mean((a.b), duration(\"10m\"))"]
        #expect(try Set(same.map { try replaced($0).calls[0].text }).count == 1)
        let others = ["mean(a.b, 10m)", "mean(a.b, 11m)", "max(a.b, 10m)", "mean(a, 10m)"]
        #expect(try Set(others.map { try replaced($0).calls[0].text }).count == 4)
    }

    @Test("a pure call of the same name is left alone")
    func pure() throws {
        #expect(try replaced("max(a, b) + min(1, 2.0, c)").calls.isEmpty)
        #expect(try replaced("a.mean(10m) + tags.rate(x)").calls.isEmpty)
        #expect(try replaced("max(a, 5s) + min(b, 250ms)").calls.map(\.function) == [.max, .min])
    }

    @Test("all problems come at once, each at its place")
    func problems() throws {
        for (text, offsets) in [
            ("mean(a) > 1.0 || rate() > 2.0", [0, 17]), ("mean(a, b)", [8]), ("mean(a, 0s)", [8]),
            ("ewma(a, duration('-1s'))", [8]),
            ("percentile(a, 101, 1m)", [14]), ("percentile(a, p, 1m)", [14]), ("[a].all(x, rate(x) > 1.0)", [11]),
            ("cel.bind(v, a, delta(v) > 1.0)", [15]),
            ("age(a, 1m)", [0]),
        ] {
            let error = #expect(throws: CheckError.self) { _ = try replaced(text) }
            #expect(error?.problems.map(\.offset) == offsets, "\(text): \(error?.description ?? "")")
            #expect(error?.problems.allSatisfy { !$0.mend.isEmpty } == true)
        }
        // A signal inside a macro has a state like anywhere else.
        #expect(try replaced("[1.0].all(x, rate(a) > x)").calls.count == 1)
        #expect(try replaced("[rate(a)].all(a, a > 1.0)").calls.count == 1)
    }

    @Test("the free names of an expression are those that are not a macro's own")
    func freeNames() throws {
        let expression = try Parser(options: .dialect).parse(
            "a.b + c[d] > 1 && [x].all(x, x > e) && cel.bind(y, f, y) && .y > 1")
        #expect(expression.freeNames == ["a", "c", "d", "e", "f", "x", "y"])
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
