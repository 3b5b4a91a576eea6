import Telemetry
import TestSupport
import Testing

@Suite struct JSONWriterTests {
    @Test(
        "a number is written in one way, the shortest that reads back the same",
        arguments: [
            (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-1.0, "-1"), (81.2, "81.2"), (0.1, "0.1"),
            (0.1 + 0.2, "0.30000000000000004"),
            (21.5, "21.5"), (1_700_000_000_000, "1700000000000"), (9_007_199_254_740_991, "9007199254740991"),
            (9_007_199_254_740_992, "9007199254740992"), (-9_007_199_254_740_992, "-9007199254740992"),
            (1e16, "1e+16"), (1e300, "1e+300"), (.leastNonzeroMagnitude, "5e-324"), (0.00001, "1e-05"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.pi, "3.141592653589793"),
        ])
    func numbers(number: Double, text: String) {
        #expect(JSONWriter.text(of: number) == text)
    }

    @Test("every finite number reads back as itself, and an integral one below 2^53 has no fraction")
    func numbersReadBack() {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        for _ in 0..<20_000 {
            let bits = Double(bitPattern: generator.next())
            let integral = Double(Int64.random(in: -(1 << 53)...(1 << 53), using: &generator))
            let ordinary = (Double.random(in: -1e6...1e6, using: &generator) * 100).rounded() / 100
            for number in [bits, integral, ordinary] where number.isFinite {
                let text = JSONWriter.text(of: number)
                #expect(Double(text) == number, "seed \(seed): \(text)")
            }
            #expect(!JSONWriter.text(of: integral).contains { $0 == "." || $0 == "e" }, "seed \(seed): \(integral)")
        }
    }

    @Test("what JSON has no number for is null", arguments: [Double.nan, .infinity, -.infinity])
    func notNumbers(number: Double) {
        var json = JSONWriter()
        json.beginArray()
        json.number(number)
        json.value(.number(number))
        json.endArray()
        #expect(json.text == "[null,null]")
    }

    @Test(
        "text is escaped where JSON demands it, and nowhere else",
        arguments: [
            ("", #""""#), ("plain", #""plain""#), (#"say "ON""#, #""say \"ON\"""#), (#"a\b"#, #""a\\b""#),
            ("a\nb\rc\td", #""a\nb\rc\td""#), ("\u{0}\u{1}\u{1F}", #""\u0000\u0001\u001f""#),
            ("\u{1B}[31m", #""\u001b[31m""#), ("a/b", #""a/b""#), ("81 °C", #""81 °C""#), ("😀", #""😀""#),
        ])
    func escapes(text: String, expected: String) {
        var json = JSONWriter()
        json.string(text)
        #expect(json.text == expected)
    }

    @Test("objects and arrays hold each other without white space and with commas where they belong")
    func nesting() {
        var json = JSONWriter(reserving: 64)
        json.beginObject()
        json.field("a", 1)
        json.field("b", Int64.min)
        json.field("c", 1.5)
        json.field("d", true)
        json.field("e", "x")
        json.key("f")
        json.beginArray()
        json.beginObject()
        json.endObject()
        json.null()
        json.bool(false)
        json.raw(#"{"r":1}"#.utf8)
        json.endArray()
        json.field("g", Value.text("t"))
        json.endObject()
        #expect(
            json.text
                == #"{"a":1,"b":-9223372036854775808,"c":1.5,"d":true,"e":"x","f":[{},null,false,{"r":1}],"g":"t"}"#)
    }

    @Test("one object a line: a line feed ends it and the next begins without a comma; a reset forgets all")
    func lines() {
        var json = JSONWriter()
        for _ in 0..<2 {
            json.beginObject()
            json.endObject()
            json.newline()
        }
        #expect(json.text == "{}\n{}\n")
        json.reset()
        #expect(json.bytes.isEmpty)
        json.integer(1)
        #expect(json.text == "1")
    }

    @Test("a value reads in a message as in JSON, without quotes")
    func valuesInMessages() {
        #expect("\(Value.number(81.0)) \(Value.number(81.25)) \(Value.number(-0.0))" == "81 81.25 0")
        #expect("\(Value.flag(true)) \(Value.flag(false)) \(Value.text("a \"b\""))" == "true false a \"b\"")
    }
}
