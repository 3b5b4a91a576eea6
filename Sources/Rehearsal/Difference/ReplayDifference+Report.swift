internal import Decoding
internal import Telemetry

extension ReplayDifference {
    /// For people: a row for each rule, actuator and summary that differs, and the first differences.
    public func text(showing limit: Int) -> String {
        guard !isEmpty else {
            let count = rows.reduce(0) { $0 + $1.before }
            return "the same: \(count) events, commands and summaries on both sides\n"
        }
        var lines = table()
        lines.append("")
        for change in changes.prefix(limit) { lines.append(ReplayDifference.line(change)) }
        if changes.count > limit { lines.append("and \(changes.count - limit) more") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func table() -> [String] {
        var cells = [["", "before", "after", "only before", "only after", "changed"]]
        for row in rows where row.onlyBefore + row.onlyAfter + row.changed > 0 {
            let label = [row.kind, row.name, row.state].filter { !$0.isEmpty }.joined(separator: " ")
            let counts = [row.before, row.after, row.onlyBefore, row.onlyAfter, row.changed]
            cells.append([label] + counts.map { "\($0)" })
        }
        let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            row.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + space : space + text
            }.joined(separator: "  ")
        }
    }

    private static func line(_ change: Change) -> String {
        switch change {
        case .onlyBefore(let said): return "- " + line(said)
        case .onlyAfter(let said): return "+ " + line(said)
        case .changed(let before, let after):
            var parts: [String] = []
            let shift = after.time - before.time
            if shift != 0 { parts.append("\(seconds(abs(shift))) \(shift > 0 ? "later" : "earlier")") }
            for field in before.changes(to: after) {
                parts.append("\(field.name) '\(field.before)', now '\(field.after)'")
            }
            return "~ \(head(before)): \(parts.joined(separator: "; "))"
        }
    }

    private static func line(_ said: Said) -> String {
        said.words.isEmpty ? head(said) : "\(head(said)): \(said.words)"
    }

    private static func head(_ said: Said) -> String {
        let state = said.key.state.isEmpty ? "" : " \(said.key.state)"
        return "\(Timestamp(milliseconds: said.time).rfc3339) \(said.key.device) \(said.key.name)\(state)"
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        "\(JSONWriter.text(of: Double(milliseconds) / 1000)) s"
    }

    /// For programs: an object with `same`, `rows` and all `differences`, whose `before` and `after` are the records.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("same", isEmpty)
        json.key("rows")
        json.beginArray()
        for row in rows { ReplayDifference.write(row, to: &json) }
        json.endArray()
        json.key("differences")
        json.beginArray()
        for change in changes { ReplayDifference.write(change, to: &json) }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    private static func write(_ row: Row, to json: inout JSONWriter) {
        json.beginObject()
        json.field("kind", row.kind)
        json.field("name", row.name)
        if !row.state.isEmpty { json.field("state", row.state) }
        json.field("before", row.before)
        json.field("after", row.after)
        json.field("only_before", row.onlyBefore)
        json.field("only_after", row.onlyAfter)
        json.field("changed", row.changed)
        json.endObject()
    }

    private static func write(_ change: Change, to json: inout JSONWriter) {
        let word: String
        var (before, after): (Said?, Said?) = (nil, nil)
        switch change {
        case .onlyBefore(let said): (word, before) = ("only_before", said)
        case .onlyAfter(let said): (word, after) = ("only_after", said)
        case .changed(let one, let other): (word, before, after) = ("changed", one, other)
        }
        json.beginObject()
        json.field("change", word)
        for (key, said) in [("before", before), ("after", after)] {
            guard let said else { continue }
            json.key(key)
            json.raw(said.line.utf8)
        }
        json.endObject()
    }
}
