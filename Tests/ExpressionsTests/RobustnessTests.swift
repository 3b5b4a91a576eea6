import Foundation
import TestSupport
import Testing

@testable import Expressions

@Suite("Robustness")
struct RobustnessTests {
    private static let seeds = [
        "temperature > 80.0 && vibration < 7.1", "motor.on ? hot - 5.0 : -temperature",
        "[1, 2.0, 'x'].exists(e, e == starts)",
        "tags.line == \"b\" && has(tags.line)", "{'a': 1u, ?'b': tags.?line}.map(k, k + 'x')",
        "mode.matches('^[a-z]+(o|u)$')",
        "timestamp('2009-02-13T23:31:30Z') + duration('1h') > timestamp(0)",
        "cel.bind(x, [1, 2], x + x).filter(y, y % 2 == 0)",
        "'%s and %.2f'.format([mode, temperature])", "size(b'\\xff\\000') << 2", "\"\"\"a\nb\"\"\".split('\\n')[0]",
        "math.greatest(1, 2u, 3.0) >= anything", "0x1Fu + 1e-3 - .5", "10m < duration('5s') || 1h30m == 90m",
        "a.b.C{d: [1], e: {}}", "clamp(temperature, 0, 1e2) + round(dew_point(temperature, 6e1), 1) > max(1, 2u, hot)",
        "rate(mean(temperature, 10m)) > percentile(vibration, 95, 1h) && becomes(motor.on)",
        "scale(starts, 4, 20, 0, 100) < convert(hot, 'Cel', \"[degF]\") || sqrt(anything) == log(-1)",
    ]

    @Test("no text, however mangled, crashes the parser, the checker or the evaluator")
    func mangledText() {
        let seed = Trials.seed()
        print("mangled expressions, seed \(seed)")
        var random = SeededGenerator(seed)
        var pump = Pump()
        pump.environment.includesFieldFunctions = true
        pump.environment.unitConversion = { _, _ in LinearConversion(before: 1, multiplier: 9, divisor: 5, after: 32) }
        let alphabet = Array("abcxyz0123456789.,:;?!&|<>=+-*/%()[]{}'\"`\\ \n\tu$#@~^é°🐟".unicodeScalars)
        for _ in 0..<4_000 {
            var scalars = Array(RobustnessTests.seeds.randomElement(using: &random, orElse: "").unicodeScalars)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let position = Int.random(in: 0...scalars.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: scalars.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: position)
                case 1 where position < scalars.count: scalars.remove(at: position)
                case 2:
                    let other = Array(RobustnessTests.seeds.randomElement(using: &random, orElse: "").unicodeScalars)
                    scalars.insert(contentsOf: other.prefix(Int.random(in: 0...12, using: &random)), at: position)
                default: scalars = Array(scalars[position...] + scalars[..<position])
                }
            }
            exercise(StringExtension.string(scalars), pump)
        }
    }

    /// Whether it parses, checks or evaluates does not matter, only that each says so in its way.
    private func exercise(_ text: String, _ pump: Pump) {
        for options in [ParserOptions.strict, .dialect] {
            for strictness in [Checker.Strictness.strict, .undeclaredIsDynamic, .unchecked] {
                do {
                    let expression = try Parser(options: options).parse(text)
                    #expect(
                        try Parser(options: .dialect).parse(expression.description).description
                            == expression.description)
                    let checked = try Checker(pump.environment, strictness: strictness).check(expression)
                    let folded = pump.slots.withUnsafeBufferPointer { Program(checked).evaluate($0) }
                    let unfolded = pump.slots.withUnsafeBufferPointer {
                        Program(checked, foldsConstants: false).evaluate($0)
                    }
                    #expect(folded == unfolded, "\(text)")
                    _ = folded.taggedJSON
                } catch let error as ParseError {
                    #expect(error.offset >= 0 && error.offset <= text.utf8.count, "\(text)")
                } catch let error as CheckError {
                    #expect(!error.problems.isEmpty, "\(text)")
                } catch {
                    Issue.record("\(text): \(error)")
                }
            }
        }
    }

    @Test("text nested to the limit is parsed, checked and evaluated, and a level more is refused")
    func deepNesting() throws {
        let pump = Pump()
        let depth = 249
        let shapes: [(String, String, String)] = [
            ("[", "1", "]"), ("{1: ", "1", "}"), ("dyn(", "1", ")"), ("-(", "temperature", ")"),
            ("true ? ", "1", " : 1"),
            ("[1].map(x, ", "x", ")"), ("cel.bind(x, 1, ", "x", ")"), ("optional.of(", "1", ")"), ("!", "motor.on", ""),
        ]
        for (before, middle, after) in shapes {
            func text(_ depth: Int) -> String {
                String(repeating: before, count: depth) + middle + String(repeating: after, count: depth)
            }
            exercise(text(depth), pump)
            #expect(throws: ParseError.self) { try Parser().parse(text(depth + 2)) }
        }
    }

    @Test("mangled JSON is refused or read, never a crash")
    func mangledJSON() {
        let seed = Trials.seed()
        print("mangled JSON, seed \(seed)")
        var random = SeededGenerator(seed)
        let row = Array(
            #"{"expr":"a[0] == 1.5e3","bindings":{"a":{"list":[{"double":"1.5"}]}},"flags":["x\u00e9\\"],"error":null}"#
                .utf8)
        for _ in 0..<5_000 {
            var bytes = row
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes[position] = UInt8.random(in: 0...255, using: &random)
                } else {
                    bytes.remove(at: position)
                }
            }
            _ = ConformanceCase.run(line: String(decoding: bytes, as: UTF8.self))
        }
    }
}

extension Array {
    func randomElement(using random: inout SeededGenerator, orElse empty: Element) -> Element {
        isEmpty ? empty : self[Int.random(in: 0..<count, using: &random)]
    }
}
