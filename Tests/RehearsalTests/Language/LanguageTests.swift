import Configuration
import Documents
import Rehearsal
import Testing

/// What rules may say, each with a trace that shows it, and one step further that shows where it ends.
@Suite struct LanguageTests {
    @Test("a rule does at its instants what the file says", arguments: LanguageCases.all)
    func language(example: LanguageCase) throws {
        let file = SourceFile(path: "devices/\(example.name).yaml", text: example.text)
        let outcome = GatewayLoader().load(deviceFile: file, tests: [])
        #expect(!outcome.diagnostics.hasErrors, "\(outcome.diagnostics.text())")
        let configuration = try #require(outcome.configuration)
        #expect(outcome.tests.count > 0)
        let rehearsal = Rehearsal(of: configuration)
        for test in outcome.tests {
            let result = rehearsal.run(test)
            let failures = result.failures.map { "\($0)" }
            #expect(result.isPassed, "\(test.name): \(failures.joined(separator: "\n"))")
        }
    }
}

/// A device file with its tests.
struct LanguageCase: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String

    /// - Parameter body: what follows the inputs; a machine `m` gives the numbers `a` and `b`, the booleans `p` and `q` and the
    ///   text `s`.
    init(_ name: String, _ body: String) {
        self.name = name
        text =
            """
            device: m
            inputs:
              i: {mqtt: plant/m, signals: {a: a, b: b, p: p, q: q, s: s}}

            """ + body
    }

    var testDescription: String { name }
}
