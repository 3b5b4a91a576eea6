import Documents
import Testing

/// F20: line ends, byte order marks, blanks that are none, and bytes that are no text.
struct CharacterTests {
    @Test("F20 CRLF and a byte order mark are accepted, and places still fit")
    func lineEnds() throws {
        let root = try tree("\u{FEFF}a: 1\r\nb:\r\n  c: x\r\n")
        #expect(root["a"]?.mark.description == "pump.yaml:1:4")
        #expect(root["b"]?["c"]?.mark.description == "pump.yaml:3:6")
        #expect(root["b"]?["c"]?.mark.offset == 18)
        #expect(try root["b"]?["c"]?.asText() == "x")
    }

    @Test("F20 a tab as indentation is refused where it stands")
    func tabs() throws {
        #expect(problems("a:\n\tb: 1\n") == "pump.yaml:2:1: error: a tab is used as indentation; indent with spaces\n")
        #expect(
            problems("a:\n  b: 1\n  \tc: 2\n")
                == "pump.yaml:3:3: error: a tab is used as indentation; indent with spaces\n")
        #expect(try tree("a:\tb\n")["a"]?.asText() == "b")
    }

    @Test("F20 a no-break space outside quotes is refused where it stands")
    func noBreakSpace() throws {
        let words = "error: a no-break space (U+00A0) stands here; write an ordinary space, or put the text in quotes\n"
        #expect(problems("min_on:\u{A0}30s\n") == "pump.yaml:1:8: \(words)")
        #expect(problems("a: 1\n\u{A0}\u{A0}b: 2\n") == "pump.yaml:2:1: \(words)")
        #expect(problems("fan:\r\n  é\u{A0}x: 2\r\n") == "pump.yaml:2:4: \(words)")
        #expect(try tree("a: \"81\u{A0}°C\" # \u{A0}\n")["a"]?.asText() == "81\u{A0}°C")
        #expect(problems("a: x\u{200B}y\n").contains("1:5: error: a zero-width character (U+200B) stands here"))
    }

    @Test("F20 what is not UTF-8 is refused at the byte")
    func invalidUTF8() {
        let words = "is not UTF-8; save the file as UTF-8\n"
        #expect(problems(bytes: Array("a: 1\nb: ".utf8) + [0xE9]) == "pump.yaml:2:4: error: the byte 0xE9 \(words)")
        #expect(
            problems(bytes: Array("é: ".utf8) + [0xC0, 0x80]).contains("pump.yaml:1:4: error: the byte 0xC0 \(words)"))
        #expect(problems(bytes: [0xED, 0xA0, 0x80]).contains("pump.yaml:1:1: error: the byte 0xED \(words)"))
        #expect(
            problems(bytes: [0xFF, 0xFE, 0x61, 0]) == "pump.yaml:1:1: error: the file is UTF-16; save it as UTF-8\n")
        #expect(problems(bytes: Array("a: é\n".utf8)) == "")
    }

    @Test("F20 control characters, line separators and inner byte order marks are refused")
    func controlCharacters() {
        #expect(problems("a: 1\nb: x\0y\n") == "pump.yaml:2:5: error: a NUL character stands here; remove it\n")
        #expect(
            problems("a: \u{1B}[31m\n") == "pump.yaml:1:4: error: the control character U+001B stands here; remove it\n"
        )
        #expect(
            problems("a: 1\u{2028}b: 2\n")
                == "pump.yaml:1:5: error: the line break U+2028 stands here; write an ordinary line break\n")
        #expect(
            problems("a\u{FEFF}: 1\n") == "pump.yaml:1:2: error: a byte order mark stands inside the file; remove it\n")
        #expect(problems("a: \"x\\0y\"\n") == "pump.yaml:1:4: error: a NUL character stands in this text; remove it\n")
    }

    @Test("F20 a 10 MB line is refused by size")
    func longLine() {
        #expect(
            problems("a: " + String(repeating: "9", count: 10 << 20))
                == "pump.yaml:1:1: error: it is larger than 1MiB; split it\n")
    }

    @Test("a place inside a text is exact where the source spells the text letter by letter")
    func innerMarks() throws {
        let root = try tree("when: temp > hót && x\nquoted: 'a > b'\nescaped: \"a\\tb > c\"\nblock: |\n  a > b\n")
        #expect(root["when"]?.mark(atTextOffset: 14).description == "pump.yaml:1:21")
        #expect(root["when"]?.mark(atTextOffset: 14).offset == 21)
        #expect(root["quoted"]?.mark(atTextOffset: 2).description == "pump.yaml:2:12")
        #expect(root["escaped"]?.mark(atTextOffset: 4).description == "pump.yaml:3:16")
        #expect(root["block"]?.mark(atTextOffset: 2).description == "pump.yaml:4:8")
    }
}
