import Testing

@testable import Expressions

@Suite("The language, from its definition")
struct LanguageTests {
    private func run(_ expression: String, _ outcome: String, foldsConstants: Bool) {
        let row = "{\"expr\":\(JSONWriter.quoted(expression)),\(outcome)}"
        let result = ConformanceCase.run(line: row, foldsConstants: foldsConstants)
        #expect(result.ok, "\(expression): \(result.value) \(result.message)")
    }

    @Test("what is true is true", arguments: [true, false])
    func truths(foldsConstants: Bool) {
        for line in LanguageCases.lines(LanguageCases.truths) {
            run(line, "\"expected\":{\"bool\":true}", foldsConstants: foldsConstants)
        }
    }

    @Test("what has no value is an error", arguments: [true, false])
    func mistakes(foldsConstants: Bool) {
        for line in LanguageCases.lines(LanguageCases.mistakes) {
            run(line, "\"error\":\"any\"", foldsConstants: foldsConstants)
        }
    }

    @Test("what has a value has this one", arguments: [true, false])
    func values(foldsConstants: Bool) throws {
        for line in LanguageCases.lines(LanguageCases.values) {
            let arrow = try #require(line.firstRange(of: "  =>  "), "\(line)")
            let (expression, value) = (line[..<arrow.lowerBound], line[arrow.upperBound...])
            run(String(expression), "\"expected\":\(value)", foldsConstants: foldsConstants)
        }
        for line in LanguageCases.lines(LanguageCases.rows) + LanguageCases.lines(LanguageCases.extensions) {
            let result = ConformanceCase.run(line: line, foldsConstants: foldsConstants)
            #expect(result.ok, "\(line): \(result.value) \(result.message)")
        }
    }
}
