/// A report as one HTML page that needs nothing else: no script, no font, no other file.
struct ReportPage {
    let report: Report

    func html() -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(HTMLText.escape(report.title))</title>
        <style>
        \(Self.style)
        </style>
        </head>
        <body>
        <h1>\(HTMLText.escape(report.title))</h1>
        <p>\(HTMLText.escape(report.origin)), \(HTMLText.time(report.from)) to \(HTMLText.time(report.to)) UTC</p>
        \(alarms())
        \(report.series.map(plot).joined(separator: "\n"))
        </body>
        </html>

        """
    }

    private static let style = """
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 62em; padding: 0 1em; color: #222; background: #fff; }
        h1 { font-size: 1.4em; } h2 { font-size: 1em; margin: 1.2em 0 0; }
        svg { width: 100%; height: auto; display: block; }
        polyline { fill: none; stroke: #1a5fb4; stroke-width: 1.2; stroke-linejoin: round; }
        .score polyline { stroke: #6c3fa8; }
        .alarm { fill: #e01b24; fill-opacity: 0.18; }
        .grid { stroke: #ddd; } .limit { stroke: #c01c28; stroke-dasharray: 5 4; }
        svg text { font: 11px system-ui, sans-serif; fill: #666; } .value { text-anchor: end; dominant-baseline: middle; }
        table { border-collapse: collapse; } th, td { text-align: left; padding: 0.15em 1em 0.15em 0; vertical-align: top; }
        @media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b; } .grid { stroke: #444; } svg text { fill: #aaa; } polyline { stroke: #78aeed; } .score polyline { stroke: #c4a3f0; } }
        """

    private func plot(_ series: Report.Series) -> String {
        let plot = ReportPlot(series: series, from: report.from, to: report.to, alarms: report.alarms)
        return "<section class=\"\(series.limit == nil ? "signal" : "score")\"><h2>\(HTMLText.escape(series.name))</h2>"
            + "\(plot.svg())</section>"
    }

    private func alarms() -> String {
        guard !report.alarms.isEmpty else { return "<p>Nothing was alarming.</p>" }
        let rows = report.alarms.map { alarm in
            "<tr><td>\(HTMLText.time(alarm.from))</td><td>\(alarm.to.map(HTMLText.time) ?? "")</td>"
                + "<td>\(HTMLText.escape(alarm.name))</td><td>\(HTMLText.escape(alarm.severity))</td>"
                + "<td>\(HTMLText.escape(alarm.message))</td></tr>"
        }
        return """
            <table>
            <thead><tr><th>from</th><th>to</th><th>alarm</th><th>severity</th><th></th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }
}
