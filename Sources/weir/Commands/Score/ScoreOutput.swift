internal import Scoring
internal import Telemetry

/// Writes scored rows: the row as it came and the score, or an object a line.
struct ScoreOutput {
    private static let reasons = ["signal", "observed", "expected", "deviation", "measure", "since"]

    let format: ScoreFormat
    let explains: Bool
    /// Somebody may be waiting for each row.
    let isLive: Bool
    private var separator = ","
    private var dialect = CSVDialect(header: [])
    private var bytes: [UInt8] = []

    init(format: ScoreFormat, explains: Bool, isLive: Bool) {
        self.format = format
        self.explains = explains
        self.isLive = isLive
    }

    mutating func header(_ header: [UInt8], dialect: CSVDialect) {
        self.dialect = dialect
        separator = String(decoding: [dialect.separator], as: UTF8.self)
        guard format == .csv else { return }
        bytes += header
        append(ScoreColumns.score)
        if explains {
            for name in Self.reasons { append("anomaly_" + name) }
        }
        endLine()
    }

    /// - Parameters:
    ///   - isLearning: after the row; a row without a score is not always one of the warm-up.
    ///   - time: nil when the file has none.
    mutating func row(
        _ row: [UInt8], score: Score?, isLearning: Bool, time: Timestamp?, line: Int, names: [String]
    ) {
        switch format {
        case .csv: csv(row, score: score, hasTime: time != nil, names: names)
        case .json: json(score: score, isLearning: isLearning, time: time, line: line, names: names)
        }
        if isLive || bytes.count > 60_000 { flush() }
    }

    private mutating func csv(_ row: [UInt8], score: Score?, hasTime: Bool, names: [String]) {
        bytes += row
        append(JSONWriter.text(of: score?.value ?? 0))
        if explains {
            if let explanation = score?.explanation {
                append(dialect.field(names[explanation.channel]))
                for number in [explanation.observed, explanation.expected, explanation.deviation] {
                    append(JSONWriter.text(of: number))
                }
                append(explanation.measure.rawValue)
                // Without a time the rows are a second apart from line to line.
                append(explanation.since.map { hasTime ? $0.rfc3339 : "\($0.milliseconds / 1_000)" } ?? "")
            } else {
                for _ in Self.reasons { append("") }
            }
        }
        endLine()
    }

    private mutating func json(
        score: Score?, isLearning: Bool, time: Timestamp?, line: Int, names: [String]
    ) {
        var json = JSONWriter()
        json.beginObject()
        if let time { json.field("time", time.milliseconds) }
        json.field("line", line)
        json.field("anomaly_score", score?.value ?? 0)
        json.field("learning", score == nil && isLearning)
        if explains, let explanation = score?.explanation {
            json.field("signal", names[explanation.channel])
            json.field("observed", explanation.observed)
            json.field("expected", explanation.expected)
            json.field("deviation", explanation.deviation)
            json.field("measure", explanation.measure.rawValue)
            if let since = explanation.since {
                json.field("since", time == nil ? since.milliseconds / 1_000 : since.milliseconds)
            }
        }
        json.endObject()
        json.newline()
        bytes += json.bytes
    }

    private mutating func append(_ field: String) {
        bytes += Array(separator.utf8)
        bytes += Array(field.utf8)
    }

    private mutating func endLine() {
        bytes.append(0x0A)
    }

    mutating func flush() {
        StandardOutput.write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
