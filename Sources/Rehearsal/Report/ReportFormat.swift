/// How results are written.
public enum ReportFormat: String, Sendable, CaseIterable {
    /// For people.
    case text
    /// One object a line, and a last one with the totals.
    case json
    /// For continuous integration.
    case junit

    /// All results, ready to print.
    public func write(_ results: [TestResult]) -> String {
        switch self {
        case .text: TextReport.write(results)
        case .json: JSONReport.write(results)
        case .junit: JUnitReport.write(results)
        }
    }
}
