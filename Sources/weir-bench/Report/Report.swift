internal import Telemetry

/// All rows, and how they came about.
struct Report {
    let conditions: [(name: String, value: String)]
    let rows: [Row]

    /// A table for people: each figure as median (least..most).
    var text: String {
        let header = ["", "weir", "reference", "comparison", "must, goal", "reached"]
        let cells = rows.map { row in
            [
                "\(row.heading.name), \(row.heading.unit)", Report.cell(row.weir, row.heading.decimals),
                Report.cell(row.reference, row.heading.decimals),
                row.heading.comparison.map { "\($0) \(Report.cell(row.compared, row.comparedDecimals))" } ?? "",
                row.target, row.verdict?.rawValue ?? "",
            ]
        }
        let widths = header.indices.map { column in ([header] + cells).map { $0[column].count }.max() ?? 0 }
        var lines = conditions.map { "\($0.name): \($0.value)" } + [""]
        for line in [header] + cells {
            var text = zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(
                separator: "  ")
            while text.last == " " { text.removeLast() }
            lines.append(text)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cell(_ values: [Double], _ decimals: Int) -> String {
        guard let spread = Spread(values) else { return "" }
        let median = spread.median.text(decimals: decimals)
        let ends = "\(spread.minimum.text(decimals: decimals))..\(spread.maximum.text(decimals: decimals))"
        return values.count == 1 ? median : "\(median) (\(ends))"
    }

    /// One JSON object with the same content, and every run's value.
    var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("conditions")
        json.beginObject()
        for condition in conditions { json.field(condition.name, condition.value) }
        json.endObject()
        json.key("rows")
        json.beginArray()
        for row in rows {
            json.beginObject()
            json.field("name", row.heading.name)
            json.field("unit", row.heading.unit)
            Report.write(row.weir, as: "weir", to: &json)
            Report.write(row.reference, as: "reference", to: &json)
            if let comparison = row.heading.comparison {
                Report.write(row.compared, as: comparison.rawValue, to: &json)
            }
            if let limits = row.heading.limits, let verdict = row.verdict {
                json.field("must", limits.must)
                json.field("goal", limits.goal)
                json.field("reached", verdict.rawValue)
            }
            json.endObject()
        }
        json.endArray()
        json.endObject()
        json.newline()
        return json.bytes
    }

    private static func write(_ values: [Double], as name: String, to json: inout JSONWriter) {
        guard let spread = Spread(values) else { return }
        json.key(name)
        json.beginObject()
        json.field("min", spread.minimum)
        json.field("median", spread.median)
        json.field("max", spread.maximum)
        json.key("runs")
        json.beginArray()
        for value in values { json.number(value) }
        json.endArray()
        json.endObject()
    }
}
