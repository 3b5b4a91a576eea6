internal import Configuration
internal import Documents
internal import Telemetry

/// One object a line: a test with its failures, and at the end the totals.
enum JSONReport {
    static func write(_ results: [TestResult]) -> String {
        var json = JSONWriter()
        for result in results {
            json.beginObject()
            json.field("name", result.test.name)
            json.field("device", result.test.device.name)
            json.place(result.test.mark)
            json.field("ok", result.isPassed)
            if !result.isPassed {
                json.key("failures")
                json.beginArray()
                for failure in result.failures { write(failure, to: &json) }
                json.endArray()
            }
            json.endObject()
            json.newline()
        }
        let failed = results.count { !$0.isPassed }
        json.beginObject()
        json.field("passed", results.count - failed)
        json.field("failed", failed)
        json.endObject()
        json.newline()
        return json.text
    }

    private static func write(_ failure: TestFailure, to json: inout JSONWriter) {
        json.beginObject()
        json.place(failure.mark)
        json.field("at", failure.at)
        json.field("expected", failure.expected)
        json.field("seen", failure.seen)
        json.key("context")
        json.beginArray()
        for line in failure.context { json.string(line) }
        json.endArray()
        json.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func place(_ mark: Mark) {
        field("file", mark.file.path)
        field("line", mark.line)
        field("column", mark.column)
    }
}
