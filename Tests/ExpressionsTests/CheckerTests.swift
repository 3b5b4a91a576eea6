import Testing

@testable import Expressions

@Suite("Checking")
struct CheckerTests {
    @Test(
        "a mistake is named with its mend",
        arguments: [
            ("temp > 80.0", 0, "there is no 'temp'", "did you mean 'temperature'?"),
            ("temprature > 80.0", 0, "there is no 'temprature'", "did you mean 'temperature'?"),
            ("motor.off", 0, "there is no 'motor'", "did you mean 'motor.on'?"),
            ("motor.on == on", 12, "there is no 'on'", "write true"),
            ("temperature + 1 > 2.0", 12, "'+' does not take double and int", "write 1.0"),
            ("starts * temperature", 7, "'*' does not take int and double", "write double(starts)"),
            ("starts + 1u", 7, "'+' does not take int and uint", "write 1"),
            (
                "temperature % 2.0", 12, "'%' does not take double and double",
                "'%' is for whole numbers: write int(temperature) % ..."
            ),
            ("'at ' + temperature", 6, "'+' does not take string and double", "write string(temperature)"),
            ("mode == 3", 5, "'==' does not compare string and int", "write \"3\" for the text, or double(mode)"),
            ("temperature && motor.on", 0, "a double is no condition", "write temperature != 0.0"),
            ("!mode", 1, "a string is no condition", "write mode == \"...\""),
            ("motor.on > 'x'", 9, "'>' does not compare bool and string", "write true or false without quotes"),
            ("abss(temperature)", 0, "there is no function 'abss'", ""),
            ("contains(mode, 'a')", 0, "there is no function 'contains'", "write value.contains(...)"),
            ("mode.contain('a')", 5, "there is no function 'contain'", "did you mean 'contains'?"),
            ("mode.startsWith(3)", 5, "startsWith() does not take (string, int)", "write string.startsWith(string)"),
            ("math.absolute(temperature)", 5, "there is no function 'absolute'", ""),
            ("math.abss(temperature)", 5, "there is no function 'abss'", "did you mean 'math.abs'?"),
            ("mode.size", 5, "a string has no field 'size'", "only maps have fields"),
            ("true ? 1 : 'a'", 5, "the branches are of two types, int and string", "write string(1)"),
            ("{1.5: 2}", 1, "a double can't be a key", "use a bool, int, uint or string"),
            (
                "duration('5s') > 3", 15, "'>' does not compare duration and int",
                "write a duration, such as duration(\"3s\")"
            ),
            ("plant.X{a: 1}", 7, "there are no messages here, so no type 'plant.X'", "write a map: {\"field\": value}"),
            ("temperature.exists(x, x)", 0, "a double can't be gone over", "only lists and maps can"),
        ])
    func mends(text: String, offset: Int, message: String, mend: String) throws {
        let problem = try #require(try Pump().problems(text).first)
        #expect(problem.message == message)
        #expect(problem.mend == mend)
        #expect(problem.offset == offset)
    }

    @Test("all problems are reported at once, in the order of the text, each once")
    func allAtOnce() throws {
        let problems = try Pump().problems("temp > 80.0 && vibration + 1 > 2.0 || !mode || nothing(speed)")
        #expect(problems.map(\.offset) == [0, 25, 39, 47, 55])
    }

    @Test("numbers of all types compare, and do not mix in arithmetic")
    func comparisons() throws {
        for text in ["temperature > 80", "starts < 4.5", "temperature == 80", "starts != 3u"] {
            #expect(try Pump().problems(text).isEmpty)
        }
        #expect(try !Pump().problems("temperature + starts > 1.0").isEmpty)
    }

    @Test("the result must be of the type asked for")
    func expecting() throws {
        #expect(try Pump().problems("temperature > hot", expecting: .bool).isEmpty)
        #expect(try Pump().problems("temperature", expecting: .bool).first?.mend == "write temperature != 0.0")
        #expect(try Pump().problems("starts", expecting: .double).first?.mend == "write double(starts)")
        #expect(try Pump().problems("anything", expecting: .double).isEmpty)
    }

    @Test(
        "types are deduced through lists, maps and optionals",
        arguments: [
            ("[1, 2]", "list(int)"), ("[1, 'a']", "list(dyn)"), ("[]", "list(dyn)"),
            ("[[], [1.0]]", "list(list(double))"),
            ("{'a': [1u]}", "map(string, list(uint))"), ("{'a': 1}.?a", "optional_type(int)"),
            ("[1, 2].map(x, string(x))", "list(string)"), ("[1].filter(x, x > 0)", "list(int)"),
            ("{'a': 1}.transformMap(k, v, v > 0)", "map(string, bool)"), ("temperature > hot ? 1.0 : 2.0", "double"),
            ("math.greatest(temperature, hot)", "double"), ("math.greatest(temperature, 1)", "dyn"),
            ("cel.bind(x, temperature, x * x)", "double"), ("optional.none().orValue(5)", "int"),
            ("anything.whatever[3]", "dyn"), ("timestamp(0) - timestamp(1)", "duration"), ("type(1)", "type"),
        ])
    func deduction(text: String, type: String) throws {
        let expression = try Parser().parse(text)
        #expect(try Checker(Pump().environment).check(expression).type.description == type)
    }

    @Test("names resolve to the longest declared one, in the container first, and local variables hide them")
    func names() throws {
        var pump = Pump([
            ("a.b", .map(.string, .int), .null), ("a.b.c", .int, .int(1)), ("plant.x", .int, .int(2)),
            ("x", .int, .int(3)),
        ])
        #expect(try pump.evaluate("a.b.c") == .int(1))
        #expect(try pump.evaluate("x") == .int(3))
        pump.environment.container = "plant.line"
        #expect(try pump.evaluate("x") == .int(2))
        #expect(try pump.evaluate(".x") == .int(3))
        #expect(try pump.evaluate("[7].exists(x, x == 7)") == .bool(true))
        #expect(try pump.evaluate("[{'b': {'c': 9}}].map(a, a.b.c)") == .list([.int(9)]))
    }

    @Test("functions of the host take part in checking and evaluation")
    func hostFunctions() throws {
        var pump = Pump()
        pump.environment.declare(HostFunction("twice") { (x: Double) in x * 2 })
        pump.environment.declare(
            HostFunction("clamp") { (x: Double, low: Double, high: Double) in min(max(x, low), high) })
        pump.environment.declare(
            HostFunction("units.name", parameters: [.string], result: .string) { arguments in
                guard case .string(let text) = arguments[0], !text.isEmpty else { return .error(.host(code: 7)) }
                return .string("unit " + text)
            })
        pump.environment.declare(
            HostFunction("last", isMethod: true, parameters: [.list(.parameter(0))], result: .parameter(0)) {
                arguments in
                guard case .list(let elements) = arguments[0] else { return .error(.noSuchOverload) }
                return elements.last ?? .error(.indexOutOfRange)
            })
        #expect(try pump.evaluate("twice(temperature) > 160.0") == .bool(true))
        #expect(try pump.evaluate("clamp(temperature, 0.0, 10.0)") == .double(10))
        #expect(try pump.evaluate("twice(dyn(2.0))") == .double(4))
        #expect(try pump.evaluate("twice(dyn('x'))") == .error(.noSuchOverload))
        #expect(try pump.evaluate("units.name('Cel')") == .string("unit Cel"))
        #expect(try pump.evaluate("units.name('') == 'x' || true") == .bool(true))
        #expect(try pump.evaluate("units.name('')") == .error(.host(code: 7)))
        #expect(try pump.evaluate("[1, 2].last() + 1") == .int(3))
        #expect(try pump.problems("twice(starts)").first?.mend == "write twice(double)")
    }

    @Test("undeclared names may be left to evaluation")
    func undeclared() throws {
        let expression = try Parser().parse("nothing > 1 || temperature > hot")
        let pump = Pump()
        let checked = try Checker(pump.environment, strictness: .undeclaredIsDynamic).check(expression)
        #expect(pump.slots.withUnsafeBufferPointer { Program(checked).evaluate($0) } == .bool(true))
    }

    @Test("a branch that is null leaves the type of the other, on either side")
    func nullBranches() throws {
        for text in ["true ? null : timestamp(0)", "true ? timestamp(0) : null", "[null, timestamp(0)][0]"] {
            let checked = try Checker(Environment()).check(try Parser().parse(text))
            #expect(checked.type == .timestamp, "\(text)")
        }
    }
}
