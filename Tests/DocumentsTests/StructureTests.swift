import Documents
import Testing

/// Group F of the bad-input catalogue, the rows that YAML itself decides. Each has its exact message, and a neighbour
/// that is accepted.
struct StructureTests {
    @Test("F01 an alias bomb is refused, a few aliases are not")
    func aliasBomb() throws {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for (name, inner) in zip("bcdefg", "abcdef") {
            bomb += "\(name): &\(name) [" + [String](repeating: "*\(inner)", count: 9).joined(separator: ",") + "]\n"
        }
        #expect(bomb.utf8.count < 300)
        #expect(
            problems(bomb)
                == "pump.yaml:5:8: error: aliases expand to more than 10000 values; write the values out\n")

        let many = "a: &a 1\nb: [" + [String](repeating: "*a", count: 65).joined(separator: ", ") + "]\n"
        #expect(problems(many) == "pump.yaml:2:261: error: the file has more than 64 aliases; write the values out\n")

        let few = try tree("a: &a {x: 1}\nb: [*a, *a]\n")
        #expect(few["b"]?.elements?.count == 2)
        #expect(try few["b"]?.elements?.last?["x"]?.asInteger() == 1)
    }

    @Test("F02 an alias inside its own anchor is refused")
    func recursiveAlias() {
        #expect(
            problems("a: &a [*a]\n")
                == "pump.yaml:1:8: error: the alias '*a' stands inside its own anchor; write the value out\n")
        #expect(
            problems("a: *b\n")
                == "pump.yaml:1:4: error: there is no anchor '&b' above; write \"*b\" in quotes where text is meant\n")
    }

    @Test("F03 depth 10,000 is refused at 32, by every spelling", arguments: ["[", "- ", "{a: ", "? "])
    func depth(opening: String) {
        let text = problems(String(repeating: opening, count: 10_000))
        #expect(text.contains("error: mappings and lists stand more than 32 deep inside each other; flatten them"))
        #expect(text.split(separator: "\n").count == 1)
    }

    @Test("F03 depth 32 is accepted, and an alias cannot dig deeper")
    func depthLimit() {
        let deepest = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        #expect(problems(deepest) == "")
        let nested = String(repeating: "[", count: 20) + "x" + String(repeating: "]", count: 20)
        let onTop =
            "a: &a \(nested)\nb: " + String(repeating: "[", count: 20) + "*a" + String(repeating: "]", count: 20)
        #expect(problems(onTop).contains("more than 32 deep"))
    }

    @Test("F03 the number of values is bounded, in a file and over all files")
    func nodeLimits() {
        var limits = ReadLimits()
        limits.nodes = 5
        #expect(problems("[1, 2, 3, 4]", limits: limits) == "")
        #expect(
            problems("[1, 2, 3, 4, 5]", limits: limits)
                == "pump.yaml:1:1: error: the file has more than 5 values; split it\n")

        limits.nodesInAll = 8
        let diagnostics = Diagnostics()
        let reader = YAMLReader(limits: limits, diagnostics: diagnostics)
        #expect(reader.read(SourceFile(path: "a.yaml", text: "[1, 2, 3, 4]")) != nil)
        #expect(reader.read(SourceFile(path: "b.yaml", text: "[1, 2, 3, 4]")) == nil)
        #expect(
            diagnostics.text(showingSource: false).contains(
                "b.yaml:1:11: error: all files together have more than 8 values"))
    }

    @Test("F05 a key given twice is refused, naming both places")
    func duplicateKeys() {
        #expect(
            problems("fan:\n  min_on: 1s\n  min_on: 2s\n")
                == "pump.yaml:3:3: error: the key 'min_on' is given twice, first at pump.yaml:2:3; keep one of the two\n"
        )
        #expect(problems("{a: 1, 'a': 2}").contains("the key 'a' is given twice, first at pump.yaml:1:2"))
        #expect(problems("a: {x: 1}\nb: {x: 1}\n") == "")
    }

    @Test("F08 tags of other programs are refused, core tags are not")
    func tags() throws {
        #expect(
            problems("a: !!python/object/apply:os.system [ls]\n")
                == "pump.yaml:1:4: error: the tag '!!python/object/apply:os.system' is not known: the only one is '!secret'; "
                + "remove the tag\n")
        #expect(
            problems("until: !running\n")
                == "pump.yaml:1:8: error: the tag '!running' is not known: the only one is '!secret'; "
                + "remove it, or write '!running' in quotes where text is meant\n")
        #expect(problems("%TAG !e! tag:e,2000:\n---\na: !e!x 1\n").contains("the tag 'tag:e,2000:x' is not known"))
        let accepted = try tree("a: !!str 12\nb: !!int 12\nc: !!seq [1]\nd: !!map {x: 1}\ne: ! 5\n")
        #expect(try accepted["a"]?.asConstant() == .text("12"))
        #expect(try accepted["b"]?.asConstant() == .integer(12))
        #expect(try accepted["e"]?.asConstant() == .text("5"))
        #expect(problems("a: !!int x\n").contains("pump.yaml:1:4: error: expected a whole number, found the text 'x'"))
    }

    @Test("keys are text, and merge keys are not YAML 1.2")
    func keys() {
        #expect(
            problems("<<: {a: 1}\n")
                == "pump.yaml:1:1: error: merge keys are not part of YAML 1.2; write the keys out, or use an alias for the whole value\n"
        )
        #expect(problems("12: x\n") == "pump.yaml:1:1: error: a key is the number '12'; write \"12\" in quotes\n")
        #expect(problems("true: x\n") == "pump.yaml:1:1: error: a key is true; write \"true\" in quotes\n")
        #expect(problems("[a]: x\n") == "pump.yaml:1:1: error: a key is a list; write a text before the ':'\n")
        #expect(problems("~: x\n") == "pump.yaml:1:1: error: a key is missing; write 'key: value'\n")
        #expect(problems("on: x\n\"12\": y\n'<<': z\n") == "")
    }

    @Test("a file holds one document, and something in it", arguments: ["", "# nothing\n", "---\n", "~\n", "\u{FEFF}"])
    func emptyFiles(text: String) {
        #expect(
            problems(text)
                == "pump.yaml:1:1: error: the file is empty; write at least one 'key: value' line, or remove the file\n"
        )
    }

    @Test("a second document is refused")
    func secondDocument() {
        #expect(
            problems("a: 1\n---\nb: 2\n")
                == "pump.yaml:2:1: error: a second document starts here; put it into a file of its own\n")
        #expect(problems("---\na: 1\n...\n") == "")
    }

    @Test("all mistakes of a file are found at once")
    func allAtOnce() {
        let text = problems("a: 1\na: 2\n12: x\nb: !foo x\nc: *y\n")
        #expect(text.split(separator: "\n").count == 4)
    }

    @Test(
        "what YAML cannot read is said in plain words",
        arguments: [
            (
                "a: b: c\n", "1:5",
                "a ':' cannot stand here; put the value in quotes, or end the line above with the ':' that it lacks, or indent it as that one"
            ),
            ("a: 1\nbad line\nc: 2\n", "2:1", "a ':' is missing after this key; write 'key: value'"),
            ("a: [1, 2\nb: 3\n", "2:2", "a ',' or ']' is missing; close the bracket of line 1, column 4"),
            ("a: {b: ${PORT}}\n", "1:9", "a '{' stands inside a value without quotes; put the value in double quotes"),
            ("a: 'open\n", "1:4", "the quote that opens here is not closed; close it"),
            (
                "a: \"C:\\new\\q\"\n", "1:11",
                "this is no escape of a double-quoted text; write \\\\ for a backslash, or use single quotes"
            ),
            ("a: @x\n", "1:4", "a value cannot start with '@'; put the value in quotes"),
            ("a: &\n", "1:5", "'&' and '*' start an anchor or an alias; put the value in quotes"),
            ("a: - b\n", "1:4", "a list cannot start here; put the '-' on a line of its own, indented"),
            ("a: }\n", "1:4", "a value is missing before '}'; write the value, in quotes if it starts like this"),
        ])
    func syntax(text: String, place: String, words: String) {
        #expect(problems(text) == "pump.yaml:\(place): error: \(words)\n")
    }

    @Test("1,000 devices fit into the limits, in one file and in a thousand")
    func thousandDevices() {
        let lines = (1...1_000).map { number in
            "  pump-\(number): {parameters: {hot: 85.0}, lines: {door: GPIO17, flow: GPIO23, fan: GPIO27}, labels: {line: b}}\n"
        }
        #expect(problems("overrides:\n" + lines.joined()) == "")

        let rule = "{when: temperature > hot, for: 5s, severity: critical, set: {fan: true, motor: false}}"
        let rules = "rules:\n" + (1...20).map { "  rule_\($0): \(rule)\n" }.joined()
        let diagnostics = Diagnostics()
        let reader = YAMLReader(diagnostics: diagnostics)
        let readCount = (1...1_000).count { reader.read(SourceFile(path: "devices/\($0).yaml", text: rules)) != nil }
        #expect(readCount == 1_000)
        #expect(diagnostics.text() == "")
    }
}
