internal import Configuration
internal import Documents

/// The XML that continuous integration reads: a suite a file, a case a test. There is no such thing as a standard; these
/// are the elements and attributes that Jenkins, GitLab and GitHub's readers agree on.
enum JUnitReport {
    static func write(_ results: [TestResult]) -> String {
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        xml += "<testsuites name=\"weir test\" \(totals(results))>\n"
        var files: [String] = []
        for result in results where files.last != result.file && !files.contains(result.file) {
            files.append(result.file)
        }
        for file in files {
            let own = results.filter { $0.file == file }
            xml += "  <testsuite name=\"\(Printable.xml(file))\" \(totals(own))>\n"
            for result in own { write(result, to: &xml) }
            xml += "  </testsuite>\n"
        }
        return xml + "</testsuites>\n"
    }

    private static func totals(_ results: [TestResult]) -> String {
        let failed = results.count { !$0.isPassed }
        return "tests=\"\(results.count)\" failures=\"\(failed)\" errors=\"0\" skipped=\"0\""
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
