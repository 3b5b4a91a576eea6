/// All metrics as a page for people, from the definitions that also make them.
public enum MetricsReference {
    /// Markdown: a table with a row for each family.
    public static var markdown: String {
        var text = """
            # Metrics

            What `/metrics` of the console shows, and `weir metrics`. Written by `weir metrics --markdown`.

            | name | type | labels | what it is |
            |---|---|---|---|

            """
        for metric in Metric.all {
            text += row(metric.name, metric.kind.rawValue, metric.labels, metric.about)
        }
        for metric in ProcessMetrics.all { text += row(metric.name, metric.kind.rawValue, "", metric.about) }
        return text
    }

    private static func row(_ name: String, _ kind: String, _ labels: String, _ about: String) -> String {
        "| `\(name)` | \(kind) | \(labels) | \(about) |\n"
    }
}

extension Metric {
    /// Its label, with the values that it may have where they are known.
    fileprivate var labels: String {
        switch source {
        case .number, .isText: ""
        case .members(_, let label), .inner(_, let label, _), .innerIsText(_, let label, _, _): "`\(label)`"
        case .labelled(let label, let parts): "`\(label)`: \(parts.map(\.value).joined(separator: ", "))"
        }
    }
}
