internal import Scoring
internal import Telemetry

/// A report of a CSV file: each column of numbers, and what a detector says of each row.
struct CSVReport {
    let path: String
    let kind: DetectorKind
    let span: ClosedRange<Int64>

    func make() throws -> Report {
        let rows = try ReportRows(path: path)
        var report = Report(title: path.split(separator: "/").last.map(String.init) ?? path, origin: kind.rawValue)
        var scores = Report.Series(name: "\(kind.rawValue) score", limit: 1)
        let count = try rows.count(within: span)
        guard count > 0 else { throw ScoreInputError.file("it has no rows in this time") }
        let definition = try definition(rows: count, channels: rows.names.count)
        var detector = definition.make()
        for name in rows.names { report.series.append(Report.Series(name: name, limit: nil)) }
        var isAlarming = false
        try rows.forEach(within: span) { time, values in
            report.extend(to: time)
            for (index, value) in values.enumerated() { report.series[index].add(value, at: time) }
            guard let score = detector.update(values, at: Timestamp(milliseconds: time)) else { return }
            scores.add(score.value, at: time)
            if score.isAlarm, !isAlarming {
                let why = score.explanation
                report.raise(
                    Report.Alarm(
                        name: kind.rawValue, severity: "",
                        message: "\(rows.names[why.channel]) is \(ReportPlot.label(why.observed)), "
                            + "usual is \(ReportPlot.label(why.expected))", from: time))
            } else if !score.isAlarm, isAlarming {
                report.clear(kind.rawValue, at: time)
            }
            isAlarming = score.isAlarm
        }
        report.series.append(scores)
        return report
    }

    /// A warm-up of 15 % of the rows where the detector's own is longer, as `weir score` takes it.
    private func definition(rows: Int, channels: Int) throws -> DetectorDefinition {
        var settings: [String: Double] = [:]
        if let field = kind.fields.first(where: { $0.name == "warmup" }), field.unit == "rows",
            field.standard > Double(rows) * 0.15
        {
            settings["warmup"] = max(field.range.lowerBound, Double(rows * 15 / 100))
        }
        do throws(ScoringError) {
            return try DetectorDefinition(kind: kind, channels: channels, settings: settings)
        } catch {
            throw ScoreInputError.file(error.description)
        }
    }
}
