import Documents
import Testing

/// F17: references to the environment, once, and never a command.
struct ExpansionTests {
    private let environment = Environment([
        "PORT": "1883", "EMPTY": "", "TWICE": "${PORT}", "BAD": "a\u{1B}b", "ON": "true",
    ])

    private func expand(_ text: String) throws(ValueProblem) -> Scalar {
        let mark = SourceFile(path: "a.yaml", text: text).start
        return try Node(.scalar(Scalar(text)), mark: mark).expanded(using: environment)
    }

    @Test("F17 references are filled in once")
    func references() throws {
        #expect(try expand("mqtt://h:${PORT}/${PORT}").text == "mqtt://h:1883/1883")
        #expect(try expand("${MISSING:-a b}").text == "a b")
        #expect(try expand("${EMPTY:-a}").text == "a")
        #expect(try expand("x${EMPTY}y").text == "xy")
        #expect(try expand("${EMPTY}").asText() == "")
        #expect(try expand("${PORT:?is needed}").text == "1883")
        #expect(try expand("${TWICE}").text == "${PORT}")
        #expect(try expand("$${PORT} costs 5$$").text == "${PORT} costs 5$")
        #expect(try expand("one ` is a character").text == "one ` is a character")
    }

    @Test("F17 a filled-in value is a number or a boolean, whether the reference needed quotes or not")
    func types() throws {
        let root = try tree("a: ${PORT}\nb: {c: \"${PORT}\", d: \"${ON}\"}\n")
        #expect(try root["a"]?.expanded(using: environment).asInteger() == 1_883)
        #expect(try root["b"]?["c"]?.expanded(using: environment).asInteger() == 1_883)
        #expect(try root["b"]?["d"]?.expanded(using: environment).asBoolean() == true)
    }

    @Test(
        "F17 everything else is refused with the mend",
        arguments: [
            ("$(cat /etc/shadow)", "commands are not run in a configuration; write $$( for a literal '$('"),
            ("`id`", "commands are not run in a configuration; write the value itself, without back-ticks"),
            ("$PORT", "a single '$' is not a reference; write ${PORT}, or $$PORT for a literal '$'"),
            ("5 $", "a single '$' is not a reference; write $$ for a literal '$'"),
            ("${MISSING}", "the environment variable MISSING is not set; set it, or write ${MISSING:-default}"),
            ("${MISSING:?set the broker's port}", "set the broker's port; set the environment variable MISSING"),
            ("${PORT", "'${PORT' is not closed; write ${PORT}"),
            ("${}", "'${' is not followed by the name of a variable; write ${NAME}, or $${ for a literal '${'"),
            ("${PORT:+x}", "'${PORT:+x}' is not a reference; write ${PORT}, ${PORT:-default} or ${PORT:?message}"),
            ("${A:-${PORT}}", "a reference cannot stand inside another; write a plain default"),
            ("${BAD}", "the environment variable BAD holds control characters"),
        ])
    func refused(text: String, expected: String) {
        #expect(refusal { () throws(ValueProblem) in try expand(text) } == expected)
    }

    @Test("F17 keys are never filled in, and expressions keep their dollars")
    func elsewhere() throws {
        let root = try tree("${PORT}: 1\nwhen: name == \"$5\"\n")
        #expect(root.entries?.first?.name == "${PORT}")
        let context = ReadingContext(diagnostics: Diagnostics(), environment: environment, secrets: SecretsInMemory())
        let when = try #require(root["when"])
        #expect(context.value(.expression, from: when)?.text == "name == \"$5\"")
        #expect(!context.diagnostics.hasErrors)
    }

    @Test("F17 an expansion is bounded")
    func bounded() {
        let large = Environment(["X": String(repeating: "x", count: 1_000)])
        let text = String(repeating: "${X}", count: 100)
        let node = Node(.scalar(Scalar(text)), mark: SourceFile(path: "a.yaml", text: text).start)
        #expect(
            refusal { () throws(ValueProblem) in try node.expanded(using: large) }?.contains("more than 65536 bytes")
                == true)
    }

    @Test("the process's own environment is read")
    func process() {
        #expect(Environment.process["PATH"]?.isEmpty == false)
        #expect(Environment.process["WEIR_NO_SUCH_VARIABLE"] == nil)
    }
}
