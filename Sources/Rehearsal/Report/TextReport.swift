internal import Configuration
internal import Documents

/// A line a test, what was expected and what was seen below those that failed, and the total.
enum TextReport {
    static func write(_ results: [TestResult], mistakes: [Diagnostic]) -> String {
        var text = ""
        for result in results {
            text +=
                "\(result.isPassed ? "ok    " : "FAILED") \(result.test.mark): \(Printable.line(result.test.name))\n"
            for failure in result.failures { write(failure, to: &text) }
        }
        let failed = results.count { !$0.isPassed }
        let total = "\(results.count - failed) passed, \(failed) failed"
        return text
            + (mistakes.isEmpty
                ? "\(total)\n" : "\(total); not everything ran: \(mistakes.count) mistakes in the files\n")
    }

    private static func write(_ failure: TestFailure, to text: inout String) {
        text += "  \(failure.place)\n"
        text += "      expected: \(Printable.line(failure.expected))\n"
        text += "      seen:     \(Printable.line(failure.seen))\n"
        for line in failure.context { text += "      \(Printable.line(line))\n" }
    }
}

extension TestFailure {
    /// `devices/pump.yaml:52:30: at 7s`
    var place: String { "\(mark): at \(Words.time(at))" }
}
