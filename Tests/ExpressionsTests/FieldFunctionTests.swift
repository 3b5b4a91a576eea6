import Testing

@testable import Expressions

@Suite("Functions of the field")
struct FieldFunctionTests {
    private func evaluate(_ text: String, foldsConstants: Bool = true) throws -> Value {
        var pump = Pump()
        pump.environment.includesFieldFunctions = true
        pump.environment.unitConversion = { (from, to) throws(UnitRefusal) in
            guard from == "Cel", to == "[degF]" else {
                throw UnitRefusal(.second, offset: 1, "no way", mend: "write [degF]")
            }
            return LinearConversion(multiplier: 9, divisor: 5, after: 32)
        }
        let checked = try Checker(pump.environment).check(try Parser(options: .dialect).parse(text))
        let program = Program(checked, foldsConstants: foldsConstants)
        return pump.slots.withUnsafeBufferPointer { program.evaluate($0) }
    }

    @Test(
        "they calculate, over doubles and whole numbers alike",
        arguments: [
            ("abs(-2.5)", 2.5), ("abs(-3)", 3), ("abs(temperature - 90.0)", 8.5),
            ("abs(starts)", 4),
            ("min(3, 2.0, 5u)", 2), ("max(temperature, hot)", 81.5), ("max(temperature, hot, 99)", 99),
            ("clamp(temperature, 0, 80)", 80),
            ("clamp(-1, 0, 80)", 0), ("clamp(anything, 0, 80)", 2), ("scale(12, 4, 20, 0, 100)", 50),
            ("scale(4, 4, 20, 0, 100)", 0),
            ("scale(20.0, 4, 20, 0, 0.1)", 0.1), ("scale(24, 4, 20, 0, 100)", 125), ("scale(5, 0, 10, 100, 0)", 50),
            ("round(2.5)", 3), ("round(-2.5)", -3),
            ("round(3.14159, 2)", 3.14), ("floor(-0.5)", -1), ("ceil(0.2)", 1), ("sqrt(9)", 3), ("pow(2, 10)", 1024),
            ("exp(0)", 1),
            ("log(exp(1.0))", 1), ("log10(1000)", 3), ("convert(100.0, 'Cel', '[degF]')", 212),
            ("convert(20, 'Cel', '[degF]') + 1.0", 69),
            ("convert(temperature, 'Cel', '[degF]')", 178.7), ("round(dew_point(25.0, 60.0), 1)", 16.7),
            ("round(dew_point(20, 100), 6)", 20), ("number(7) / 2.0", 3.5),
            ("round(absolute_humidity(20, 50), 1)", 8.6), ("round(heat_index(32.0, 70), 1)", 40.4),
            ("round(heat_index(20, 50), 1)", 19.7),
            ("round(heat_index(40, 10), 1)", 36.7), ("round(heat_index(27.5, 90), 1)", 32.5),
        ] as [(String, Double)])
    func values(text: String, expected: Double) throws {
        for folds in [true, false] {
            guard case .double(let number) = try evaluate(text, foldsConstants: folds) else {
                Issue.record("\(text) gave \(try evaluate(text, foldsConstants: folds))")
                return
            }
            #expect((number - expected).magnitude < 1e-12 * max(1, expected.magnitude), "\(text): \(number)")
        }
    }

    @Test(
        "what has no value is an error, never a number",
        arguments: [
            ("clamp(1, 2, 1)", EvaluationError.outOfRange), ("scale(1, 2, 2, 0, 1)", .divisionByZero),
            ("sqrt(-1)", .outOfRange), ("log(0)", .outOfRange),
            ("log10(-1)", .outOfRange), ("round(1.5, 16)", .outOfRange), ("round(1.5, 0.5)", .outOfRange),
            ("dew_point(20, 0)", .outOfRange),
            ("dew_point(20, 130)", .outOfRange), ("absolute_humidity(400, 50)", .outOfRange),
            ("heat_index(20, -1)", .outOfRange), ("abs(missing)", .noValue),
            ("min(dyn('4'), 2)", .noSuchOverload), ("max(dyn(true), 2)", .noSuchOverload),
        ])
    func failures(text: String, error: EvaluationError) throws {
        #expect(try evaluate(text) == .error(error))
        #expect(try evaluate("true || \(text) > 1.0") == .bool(true))
    }

    @Test("NaN is not hidden by a smaller or a larger number")
    func notANumber() throws {
        for text in [
            "min(0.0 / 0.0, 1)", "min(1, 0.0 / 0.0)", "max(0.0 / 0.0, 1)", "max(1, 0.0 / 0.0)",
            "clamp(0.0 / 0.0, 0, 1)", "sqrt(0.0 / 0.0)",
        ] {
            guard case .double(let number) = try evaluate(text) else {
                Issue.record("\(text)")
                continue
            }
            #expect(number.isNaN, "\(text)")
        }
    }

    @Test(
        "a wrong call is refused at its place, with what to write",
        arguments: [
            ("abs('a')", 4, "write the number without quotes, or double(...) around it"), ("abs(motor.on)", 10, ""),
            ("clamp(1, 2)", 0, "write clamp(x: number, low: number, high: number) -> double"),
            ("max(1)", 0, "write max(a: number, b: number, ...) -> double"),
            (
                "1.0 + mean(temperature, 10m)", 6,
                "use mean(x: signal, window: duration) -> double in a device file, outside macros such as map()"
            ),
            (
                "max(temperature, 10m) > 1.0", 0,
                "use max(x: signal, window: duration) -> double in a device file, outside macros such as map()"
            ),
            ("rate(temperature)", 0, "use rate(x: signal) -> double in a device file, outside macros such as map()"),
            ("convert(1.0, 'Cel', mode)", 20, "write convert(x, \"Cel\", \"[degF]\")"),
            ("convert(1.0, 'Cel', 'K')", 22, "write [degF]"),
            ("temperature.abs()", 12, "write abs(...)"), ("clmp(1, 2, 3)", 0, "did you mean 'clamp'?"),
            ("abs(quux)", 4, "declare it, or quote it if it is text"),
        ])
    func refusals(text: String, offset: Int, mend: String) {
        let error = #expect(throws: CheckError.self) { try evaluate(text) }
        #expect(error?.problems.first?.offset == offset, "\(error?.description ?? "")")
        #expect(error?.problems.first?.mend == mend)
    }

    @Test("plain CEL has none of them, and a function of the host goes first")
    func plain() throws {
        var environment = Environment()
        #expect(throws: CompileError.self) { try Program.compile("abs(1.0)", in: environment) }
        environment.includesFieldFunctions = true
        environment.declare(HostFunction("abs") { (_: Double) in 7 })
        let program = try Program.compile("abs(1.0)", in: environment)
        #expect(program.evaluate(UnsafeBufferPointer(start: nil, count: 0)) == .double(7))
    }

    @Test("the table names each function once, and describes it")
    func table() {
        for half in [FieldFunction.pure, FieldFunction.stateful] { #expect(Set(half.map(\.name)).count == half.count) }
        for function in FieldFunction.all {
            #expect(
                !function.summary.isEmpty && !function.summary.contains("\n") && !function.forms.isEmpty,
                "\(function.name)")
        }
        // Those that are about units alone are no operations.
        for function in FieldFunction.pure where ![.conversion, .dropped].contains(function.units) {
            #expect(FieldOperation(name: function.name) != nil)
        }
        #expect(
            FieldFunction.pure(named: "clamp")?.signatures == ["clamp(x: number, low: number, high: number) -> double"])
    }
}
