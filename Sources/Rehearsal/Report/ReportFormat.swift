public import Documents

/// How results are written.
public enum ReportFormat: String, Sendable, CaseIterable {
    /// For people.
    case text
    /// One object a line, and a last one with the totals.
    case json
    /// For continuous integration.
    case junit

    /// All results, ready to print.
    ///
    /// - Parameter mistakes: what kept files from being loaded, so that their tests did not run. People are told elsewhere; a
    ///   build server sees nothing but the report.
    public func write(_ results: [TestResult], mistakes: [Diagnostic] = []) -> String {
        switch self {
        case .text: TextReport.write(results, mistakes: mistakes)
        case .json: JSONReport.write(results)
        case .junit: JUnitReport.write(results, mistakes: mistakes)
        }
    }
}
