import Testing

@testable import Expressions

@Suite("Evaluating")
struct EvaluationTests {
    @Test(
        "an error is absorbed by what decides without it, and by nothing else",
        arguments: [
            ("missing > 1.0 && vibration > 9.0", Value.bool(false)),
            ("vibration > 9.0 && missing > 1.0", .bool(false)),
            ("missing > 1.0 || vibration < 9.0", .bool(true)),
            ("missing > 1.0 && vibration < 9.0", .error(.noValue)),
            ("missing > 1.0 || vibration > 9.0", .error(.noValue)),
            ("!(missing > 1.0)", .error(.noValue)),
            ("missing > 1.0 ? 1 : 2", .error(.noValue)),
            ("vibration < 9.0 ? 1 : int(missing)", .int(1)),
            ("[0, 2].all(x, 4 / x == 9)", .bool(false)),
            ("[0, 2].exists(x, 4 / x == 2)", .bool(true)),
            ("[0, 2].exists(x, 4 / x == 9)", .error(.divisionByZero)),
            ("[2, 0].exists_one(x, 4 / x == 2)", .error(.divisionByZero)),
            ("[2, 0].map(x, 4 / x)", .error(.divisionByZero)),
            ("[2, 0].filter(x, 4 / x == 2)", .error(.divisionByZero)),
            ("{'a': 1}['b'] == 1 || true", .bool(true)),
            ("tags.floor == 'x'", .error(.noSuchKey)),
            ("has(tags.line) && !has(tags.floor)", .bool(true)),
        ])
    func errors(text: String, expected: Value) throws {
        #expect(try Pump().evaluate(text) == expected)
    }

    @Test(
        "doubles follow IEEE 754, whole numbers never wrap",
        arguments: [
            ("0.0 / 0.0 == 0.0 / 0.0", Value.bool(false)),
            ("0.0 / 0.0 != 0.0 / 0.0", .bool(true)),
            ("temperature < 0.0 / 0.0", .bool(false)),
            ("temperature >= 0.0 / 0.0", .bool(false)),
            ("1.0 / 0.0 > 1e308", .bool(true)),
            ("starts / 0", .error(.divisionByZero)),
            ("starts % 0", .error(.divisionByZero)),
            ("starts + 9223372036854775807", .error(.overflow)),
            ("(starts - 4 - 9223372036854775807 - 1) / -1", .error(.overflow)),
            ("-7 / 2", .int(-3)),
            ("-7 % 2", .int(-1)),
            ("int(1e19)", .error(.overflow)),
            ("temperature > 80 && 80u < temperature", .bool(true)),
        ])
    func numbers(text: String, expected: Value) throws {
        #expect(try Pump().evaluate(text) == expected)
    }

    @Test("text is compared by its bytes and counted by code points")
    func text() throws {
        let pump = Pump([
            ("composed", .string, .string("\u{E9}")), ("decomposed", .string, .string("e\u{301}")),
            ("flag", .string, .string("🇳🇴")),
        ])
        #expect(try pump.evaluate("composed == decomposed") == .bool(false))
        #expect(try pump.evaluate("decomposed < composed") == .bool(true))
        #expect(try pump.evaluate("size(flag)") == .int(2))
        #expect(try pump.evaluate("{composed: 1, decomposed: 2}[decomposed]") == .int(2))
        #expect(try pump.evaluate("decomposed in [composed]") == .bool(false))
        #expect(try pump.evaluate("decomposed.startsWith('e') && !composed.startsWith('e')") == .bool(true))
    }

    @Test("a program tells which slots it reads")
    func slotsRead() throws {
        func slots(_ text: String) throws -> [Int] { try Program.compile(text, in: Pump().environment).slotsRead }
        #expect(try slots("temperature > 80.0 && vibration < 7.1") == [0, 1])
        #expect(try slots("motor.on || [temperature].exists(x, x > hot)") == [0, 2, 3])
        #expect(try slots("1 + 1 == 2") == [])
        #expect(try slots("tags.line == mode") == [5, 7])
    }

    @Test("conditions and numbers are had without boxing")
    func typedResults() throws {
        let pump = Pump()
        func bool(_ text: String) throws -> Result<Bool, EvaluationError> {
            let program = try Program.compile(text, in: pump.environment)
            return pump.slots.withUnsafeBufferPointer { program.evaluateBool($0) }
        }
        func double(_ text: String) throws -> Result<Double, EvaluationError> {
            let program = try Program.compile(text, in: pump.environment)
            return pump.slots.withUnsafeBufferPointer { program.evaluateDouble($0) }
        }
        #expect(try bool("temperature > hot") == .success(true))
        #expect(try bool("missing > hot") == .failure(.noValue))
        #expect(try bool("dyn(temperature)") == .failure(.noSuchOverload))
        #expect(try double("vibration * 2.0 - 0.5") == .success(6))
        #expect(try double("motor.on ? anything : hot") == .success(2))
        #expect(try double("missing") == .failure(.noValue))
    }

    @Test("constants are folded, and fold to what evaluation gives")
    func constants() throws {
        var pump = Pump()
        pump.environment.declare("limit", constant: .double(70))
        #expect(try pump.evaluate("temperature > limit + 10.0") == .bool(true))
        let program = try Program.compile("mode in ['auto', 'manual'] && mode.matches('^a')", in: pump.environment)
        #expect(program.code.nodes.count < 8)
    }

    @Test("an evaluation that would run away ends with an error, which nothing absorbs")
    func budget() throws {
        let pump = Pump()
        let thousand = "['a','b','c','d','e','f','g','h','i','j']"
        let nested =
            "\(thousand).all(a, \(thousand).all(b, \(thousand).all(c, \(thousand).all(d, a + b + c + d != mode))))"
        #expect(try pump.evaluate(nested, budget: 1_000) == .error(.budgetExceeded))
        #expect(try pump.evaluate("(\(nested)) || true", budget: 1_000) == .error(.budgetExceeded))
        #expect(try pump.evaluate("\(thousand).all(a, a != mode)", budget: 1_000) == .bool(true))
        var doubling = "size(x20)"
        for level in (0..<20).reversed() { doubling = "cel.bind(x\(level + 1), x\(level) + x\(level), \(doubling))" }
        #expect(try pump.evaluate("cel.bind(x0, [mode, mode], \(doubling))") == .error(.budgetExceeded))
        var sharing = "x40 == x40"
        for level in (0..<40).reversed() { sharing = "cel.bind(x\(level + 1), [x\(level), x\(level)], \(sharing))" }
        #expect(try pump.evaluate("cel.bind(x0, mode, \(sharing))") == .error(.budgetExceeded))
        let unfolded = sharing.replacing("x40 == x40", with: "x40")
        #expect(try pump.evaluate("cel.bind(x0, mode, \(unfolded))") == .error(.budgetExceeded))
        #expect(
            try pump.evaluate("'aaaaaaaaaa'.replace('', mode).replace('', mode).replace('', mode)", budget: 50)
                == .error(.budgetExceeded))
    }

    @Test("the value that is asked for is written as JSON, plain and tagged")
    func json() throws {
        let pump = Pump()
        #expect(
            try pump.evaluate("{'a': [1, 2u, 0.5, null], 'b': duration('90s')}").json
                == #"{"a":[1,2,0.5,null],"b":"90s"}"#)
        #expect(
            try pump.evaluate("[1u, 'x\"y', b'\\xff']").taggedJSON
                == #"{"list":[{"uint":"1"},{"string":"x\"y"},{"bytes":"/w=="}]}"#)
        #expect(try pump.evaluate("missing").json == #"{"error":"a variable has no value yet"}"#)
    }

    @Test("bindings come from plain JSON, with numbers as doubles")
    func bindings() throws {
        let bindings = try Bindings(
            json: #"{"temperature": 81, "motor": {"on": true}, "a.b": "x", "tags": ["p", null], "none": null}"#)
        #expect(try bindings.evaluate("temperature > 80.0 && motor.on && a.b == 'x' && tags[0] == 'p'") == .bool(true))
        #expect(try bindings.evaluate("none == null") == .bool(true))
        #expect(throws: CompileError.self) { try bindings.evaluate("temperature + 1") }
        #expect(throws: JSONError.self) { try Bindings(json: "[1]") }
        #expect(throws: JSONError.self) { try Bindings(json: #"{"a": "\ud800"}"#) }
    }
}
