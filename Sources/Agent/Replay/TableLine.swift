internal import Decoding
internal import Engine
internal import Telemetry

/// A lookup table in a line for replay: `"table": NAME, "rows": {KEY: {COLUMN: VALUE}}`; an empty cell is left out.
enum TableLine {
    static func write(_ input: Input, to json: inout JSONWriter) {
        json.field("table", input.name)
        json.key("rows")
        json.beginObject()
        let content = input.table ?? TableContent(keys: [], columns: [])
        for (row, key) in content.keys.enumerated() {
            json.key(key)
            json.beginObject()
            for column in content.columns {
                if let cell = column.cells[row] { json.field(column.name, cell) }
            }
            json.endObject()
        }
        json.endObject()
    }

    /// - Parameter known: the table as the files have it; nil where there is none of this name.
    static func content(_ rows: JSONValue?, of name: String, like known: TablePlan?) throws(Replay.Failure)
        -> TableContent
    {
        guard let known else { throw Replay.Failure(message: "there is no table '\(name)'", isForeign: true) }
        guard let rows = rows?.members else { throw Replay.Failure(message: "'rows' is missing: an object of rows") }
        let columns = try known.content.columns.map { (column) throws(Replay.Failure) in
            TableContent.Column(
                name: column.name, type: column.type,
                cells: try rows.map { (row) throws(Replay.Failure) in
                    guard let cell = row.value[column.name] else { return nil }
                    guard let value = value(cell, column.type) else {
                        throw Replay.Failure(message: "'\(column.name)' of '\(row.key)' is not of its column's type")
                    }
                    return value
                })
        }
        guard Set(rows.map(\.key)).count == rows.count else {
            throw Replay.Failure(message: "a row of '\(name)' is there twice")
        }
        return TableContent(keys: rows.map(\.key), columns: columns)
    }

    private static func value(_ cell: JSONValue, _ type: TableContent.ColumnType) -> Telemetry.Value? {
        switch (type, cell) {
        case (.number, .integer(let number)): .number(Double(number))
        case (.number, .number(let number)): .number(number)
        case (.flag, .bool(let flag)): .flag(flag)
        case (.text, .string(let text)): .text(text)
        default: nil
        }
    }
}
