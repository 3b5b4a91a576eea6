import Documents
import Testing

/// F07: the YAML 1.2 core schema and nothing else.
struct CoreSchemaTests {
    private func scalar(_ text: String) throws -> Node {
        guard let node = try tree("a: \(text)\n")["a"] else { throw FixtureProblem(words: "no value") }
        return node
    }

    @Test(
        "F07 on, off, yes, no and times of day stay text",
        arguments: ["on", "off", "yes", "no", "y", "n", "12:30:00", "2024-01-01"])
    func norway(text: String) throws {
        #expect(try scalar(text).asConstant() == .text(text))
        #expect(try scalar(text).asText() == text)
    }

    @Test(
        "F07 only true and false are booleans",
        arguments: [
            ("on", "'on' is not a boolean in YAML 1.2; write true"),
            ("off", "'off' is not a boolean in YAML 1.2; write false"),
            ("no", "'no' is not a boolean in YAML 1.2; write false"),
            ("True", "'True' is not a boolean in YAML 1.2; write true"),
            ("1", "'1' is not a boolean in YAML 1.2; write true"),
            ("maybe", "'maybe' is not a boolean in YAML 1.2; write true or false"),
            ("\"true\"", "'true' in quotes is text; write true without the quotes"),
            ("~", "the value is missing; write true or false"),
        ])
    func booleans(text: String, expected: String) throws {
        let node = try scalar(text)
        #expect(refusal { () throws(ValueProblem) in try node.asBoolean() } == expected)
        #expect(try scalar("true").asBoolean())
        #expect(try !scalar("false").asBoolean())
    }

    @Test("F07 numbers of the core schema are read")
    func numbers() throws {
        #expect(try scalar("12").asConstant() == .integer(12))
        #expect(try scalar("-12").asInteger() == -12)
        #expect(try scalar("0x1F").asInteger() == 31)
        #expect(try scalar("0o17").asInteger() == 15)
        #expect(try scalar("1e3").asConstant() == .double(1_000))
        #expect(try scalar(".5").asDouble() == 0.5)
        #expect(try scalar("80.0").asConstant() == .double(80))
        #expect(try scalar("-0.0").asDouble().sign == .plus)
        #expect(try scalar("9223372036854775807").asInteger() == Int.max)
    }

    @Test(
        "F07 spellings that programs read differently are refused with the mend",
        arguments: [
            ("012", "'012' starts with a zero, which some programs read as octal; write 12, or 0o12 for octal"),
            ("089", "'089' starts with a zero, which some programs read as octal; write 89"),
            ("1_000", "'1_000' is text in YAML 1.2; write 1000"), ("1e3", "'1e3' is not a whole number; write 1000"),
            ("2.5", "'2.5' is not a whole number; write a whole number"),
            ("9223372036854775808", "'9223372036854775808' does not fit in 64 bits"),
            ("\"12\"", "'12' in quotes is text; write 12 without the quotes"),
            ("12:30:00", "expected a whole number, found the text '12:30:00'; write a whole number"),
            ("[1]", "expected a whole number, found a list; write \"[1]\" in double quotes"),
        ])
    func wholeNumbers(text: String, expected: String) throws {
        let node = try scalar(text)
        #expect(refusal { () throws(ValueProblem) in try node.asInteger() } == expected)
    }

    @Test(
        "F07 a number is finite, fits, and has a point",
        arguments: [
            ("21,5", "'21,5' has a decimal comma; write 21.5"),
            (".nan", "'.nan' is not a finite number; write a finite number"),
            ("-.inf", "'-.inf' is not a finite number; write a finite number"),
            ("1e400", "'1e400' is too large or too small for a 64-bit number"),
            ("1e-400", "'1e-400' is too large or too small for a 64-bit number"),
            ("01.5", "'01.5' starts with a zero, which some programs read as octal; write 1.5"),
            ("inf", "expected a number, found the text 'inf'; write a number"),
            ("0x1p3", "expected a number, found the text '0x1p3'; write a number"),
            ("30 kW", "expected a number, found the text '30 kW'; write a number"),
        ])
    func doubles(text: String, expected: String) throws {
        let node = try scalar(text)
        #expect(refusal { () throws(ValueProblem) in try node.asDouble() } == expected)
    }

    @Test("unquoted braces and brackets are told to be quoted")
    func missingQuotes() throws {
        let device = try scalar("{device}")
        let unit = try scalar("[degF]")
        #expect(
            refusal { () throws(ValueProblem) in try device.asText() }
                == "expected text, found a mapping; write \"{device}\" in double quotes")
        #expect(
            refusal { () throws(ValueProblem) in try unit.asText() }
                == "expected text, found a list; write \"[degF]\" in double quotes")
    }
}
