internal import Configuration
internal import Documents

/// The XML that continuous integration reads: a suite a file, a case a test. There is no such thing as a standard; these
/// are the elements and attributes that Jenkins, GitLab and GitHub's readers agree on.
enum JUnitReport {
    static func write(_ results: [TestResult], mistakes: [Diagnostic]) -> String {
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        xml += "<testsuites name=\"weir test\" \(totals(results, mistakes))>\n"
        var files: [String] = []
        for file in mistakes.map(\.mark.file.path) + results.map(\.file) where !files.contains(file) {
            files.append(file)
        }
        for file in files {
            let own = results.filter { $0.file == file }
            let wrong = mistakes.filter { $0.mark.file.path == file }
            xml += "  <testsuite name=\"\(Printable.xml(file))\" \(totals(own, wrong))>\n"
            for mistake in wrong { write(mistake, to: &xml) }
            for result in own { write(result, to: &xml) }
            xml += "  </testsuite>\n"
        }
        return xml + "</testsuites>\n"
    }

    private static func totals(_ results: [TestResult], _ mistakes: [Diagnostic]) -> String {
        let failed = results.count { !$0.isPassed } + mistakes.count
        return "tests=\"\(results.count + mistakes.count)\" failures=\"\(failed)\" errors=\"0\" skipped=\"0\""
    }

    /// A case of its own for every mistake of a file that does not load.
    private static func write(_ mistake: Diagnostic, to xml: inout String) {
        let words = mistake.mend.map { "\(mistake.message); \($0)" } ?? mistake.message
        xml += "    <testcase name=\"the file loads: line \(mistake.mark.line), column \(mistake.mark.column)\""
        xml += " classname=\"weir check\" file=\"\(Printable.xml(mistake.mark.file.path))\""
        xml += " line=\"\(mistake.mark.line)\">\n"
        xml += "      <failure type=\"configuration\" message=\"\(Printable.xml(words))\">"
        xml += "\(Printable.xml(mistake.description))</failure>\n    </testcase>\n"
    }

    private static func write(_ result: TestResult, to xml: inout String) {
        let file = Printable.xml(result.file)
        xml += "    <testcase name=\"\(Printable.xml(result.test.name))\""
        xml += " classname=\"\(Printable.xml(result.test.device.name))\""
        xml += " file=\"\(file)\" line=\"\(result.test.mark.line)\""
        guard !result.isPassed else {
            xml += "/>\n"
            return
        }
        xml += ">\n"
        for failure in result.failures {
            let lines =
                ["\(failure.place)", "expected: \(failure.expected)", "seen: \(failure.seen)"] + failure.context
            xml += "      <failure type=\"expectation\" message=\"expected \(Printable.xml(failure.expected)),"
            xml += " seen \(Printable.xml(failure.seen))\">"
            xml += lines.map(Printable.xml).joined(separator: "\n") + "</failure>\n"
        }
        xml += "    </testcase>\n"
    }
}

extension TestResult {
    fileprivate var file: String { test.mark.file.path }
}
