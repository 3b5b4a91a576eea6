import Testing

@testable import Expressions

@Suite("Conformance", .enabled(if: SharedData.isExpected, "the shared data is not here: set WEIR_DATA"))
struct ConformanceTests {
    /// Sections of the extensions Weir leaves out, and why.
    static let leftOut = [
        "block_ext": "the form an optimiser writes common parts in; nobody writes it in a rule",
        "network_ext": "addresses of networks are no part of what sensors say",
    ]

    @Test("every row of the core passes, with constants folded and without", arguments: [true, false])
    func core(foldsConstants: Bool) throws {
        let lines = try SharedData.lines("cel/conformance.jsonl")
        #expect(lines.count == 816)
        for (number, line) in lines.enumerated() {
            let result = ConformanceCase.run(line: line, foldsConstants: foldsConstants)
            #expect(result.ok, "line \(number + 1): \(result.value) \(result.message)")
        }
    }

    @Test("every row of the extensions passes but for the sections left out", arguments: [true, false])
    func extensions(foldsConstants: Bool) throws {
        var passed = 0
        for (number, line) in try SharedData.lines("cel/extensions.jsonl").enumerated() {
            let file = try JSONReader.read(line)["file"]?.text ?? ""
            guard ConformanceTests.leftOut[file] == nil else { continue }
            let result = ConformanceCase.run(line: line, foldsConstants: foldsConstants)
            #expect(result.ok, "line \(number + 1): \(result.value) \(result.message)")
            passed += 1
        }
        #expect(passed == 550)
    }

    @Test("a row that expects something else fails")
    func control() {
        let rows = [
            #"{"expr":"1 + 1","expected":{"int":"3"}}"#, #"{"expr":"1 + 1","expected":{"uint":"2"}}"#,
            #"{"expr":"1 + 1","error":"any"}"#, #"{"expr":"1 / 0","expected":{"int":"0"}}"#, #"{"expr":"1"}"#,
            "not JSON", "[]",
            #"{"expr":"[1]","expected":{"list":[{"double":"1.0"}]}}"#,
            #"{"expr":"1","expected":{"int":"1"},"deduced_type":"uint"}"#,
        ]
        for row in rows { #expect(!ConformanceCase.run(line: row).ok, "\(row)") }
    }
}
