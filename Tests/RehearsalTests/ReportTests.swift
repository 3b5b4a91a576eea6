import Foundation
import FoundationXML
import Rehearsal
import Testing

@Suite struct ReportTests {
    /// One that passes and one that fails, with a name that no format may take as its own.
    private static let tests = """
        "all is <well> & good": {steps: [{at: 1s, expect: {no_events: true}}]}
        "a \\"quoted\\" 'title' \\u0007": {steps: [{at: 1s, expect: {message: "<b>\\u0001&amp;"}}]}
        """

    @Test("the text has a line a test, the difference and a total")
    func text() throws {
        let text = ReportFormat.text.write(try Pump.results(Self.tests))
        #expect(
            text == """
                ok     devices/pump.yaml:34:3: all is <well> & good
                FAILED devices/pump.yaml:35:3: a "quoted" 'title' \u{FFFD}
                  devices/pump.yaml:35:61: at 1s
                      expected: the message "<b>\u{FFFD}&amp;"
                      seen:     nothing was raised or cleared since 0s
                      actuators: fan true, motor false
                1 passed, 1 failed

                """)
    }

    @Test("JUnit is XML that a parser takes, with a case a test and what failed")
    func junit() throws {
        let reader = JUnitReader()
        let parser = XMLParser(data: Data(ReportFormat.junit.write(try Pump.results(Self.tests)).utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.cases == ["all is <well> & good", "a \"quoted\" 'title' \u{FFFD}"])
        #expect(reader.failures.count == 1)
        #expect(reader.failures.first?.contains("the message \"<b>\u{FFFD}&amp;\"") == true)
        #expect(reader.counts == ["2/1", "2/1"])
    }

    @Test("JSON has an object a test and the totals at the end")
    func json() throws {
        let lines = ReportFormat.json.write(try Pump.results(Self.tests)).split(separator: "\n")
        let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        #expect(objects.count == 3)
        #expect(objects[0]?["ok"] as? Bool == true)
        #expect(objects[1]?["line"] as? Int == 35)
        #expect((objects[1]?["failures"] as? [[String: Any]])?.first?["at"] as? Int == 1000)
        #expect(objects[2] as? [String: Int] == ["passed": 1, "failed": 1])
    }
}

private final class JUnitReader: NSObject, XMLParserDelegate {
    var cases: [String] = []
    var failures: [String] = []
    var counts: [String] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        switch name {
        case "testcase": cases.append(attributes["name"] ?? "")
        case "failure": failures.append(attributes["message"] ?? "")
        default: counts.append("\(attributes["tests"] ?? "")/\(attributes["failures"] ?? "")")
        }
    }
}
