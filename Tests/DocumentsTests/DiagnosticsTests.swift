import Documents
import Testing

struct DiagnosticsTests {
    private let file = SourceFile(path: "devices/pump.yaml", text: "fan:\r\n  min_onn: 30s\r\n")

    @Test("text form: place, severity, message, mend, and the source line with a caret")
    func text() {
        let diagnostics = Diagnostics()
        diagnostics.error(
            "unknown key 'min_onn'", mend: "write 'min_on'",
            at: Mark(file: file, line: 2, column: 3, offset: 8, byteCount: 7))
        #expect(
            diagnostics.text() == """
                devices/pump.yaml:2:3: error: unknown key 'min_onn'; write 'min_on'
                    2 |   min_onn: 30s
                      |   ^~~~~~~

                """)
    }

    @Test("JSON form: one object a line, whatever the text holds")
    func json() {
        let diagnostics = Diagnostics()
        diagnostics.warning("it is \"odd\"\n\u{1}\\", at: file.start)
        diagnostics.error("unknown key", mend: "write 'é'", at: Mark(file: file, line: 2, column: 3, offset: 8))
        #expect(
            diagnostics.jsonLines()
                == #"{"file":"devices/pump.yaml","line":1,"column":1,"severity":"warning","message":"it is \"odd\"\n\u0001\\"}"#
                + "\n"
                + #"{"file":"devices/pump.yaml","line":2,"column":3,"severity":"error","message":"unknown key","mend":"write 'é'"}"#
                + "\n")
    }

    @Test("mistakes are sorted by place and told once")
    func sorted() {
        let other = SourceFile(path: "a.yaml", text: "")
        let diagnostics = Diagnostics()
        for line in [10, 9, 2, 9] { diagnostics.error("x", at: Mark(file: file, line: line, column: 1, offset: 0)) }
        diagnostics.warning("w", at: Mark(file: file, line: 2, column: 1, offset: 0))
        diagnostics.error("y", at: other.start)
        #expect(
            diagnostics.sorted.map { "\($0.mark.file.path):\($0.mark.line) \($0.message)" }
                == [
                    "a.yaml:1 y", "devices/pump.yaml:2 x", "devices/pump.yaml:2 w", "devices/pump.yaml:9 x",
                    "devices/pump.yaml:10 x",
                ])
        #expect(diagnostics.errorCount == 5)
        #expect(diagnostics.warningCount == 1)
    }

    @Test("beyond a thousand mistakes they are only counted")
    func bounded() {
        let diagnostics = Diagnostics()
        for line in 1...1_200 { diagnostics.error("x", at: Mark(file: file, line: line, column: 1, offset: 0)) }
        #expect(diagnostics.entries.count == 1_000)
        #expect(diagnostics.text(showingSource: false).hasSuffix("and 200 more\n"))
    }

    @Test("a long line is cut around the place, and nothing a terminal obeys gets through")
    func excerpt() {
        let start = String(repeating: "x", count: 5_000)
        let text = "a: \(start)\u{1B}[31m\t\u{A0}é!y\(start)\n"
        let long = SourceFile(path: "a.yaml", text: text)
        let diagnostics = Diagnostics()
        diagnostics.error("here", at: Mark(file: long, line: 1, column: 5_012, offset: 5_013))
        let lines = diagnostics.text().split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].count < 400)
        #expect(lines[1].contains("\u{FFFD}[31m ␣é!y"))
        let caret = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
        #expect(caret.map { lines[1].dropFirst($0).first } == "!")
    }
}
