internal import Agent
internal import Configuration
internal import Decoding
internal import Telemetry

/// Lines for a replay, from a gateway's journal or from a CSV file.
enum RecordedLines {
    /// What could not be used, for people.
    struct Problem: Error {
        let message: String
    }

    /// What a gateway, running or not, has taken in a span, and what is known at its beginning.
    /// - Parameter take: also says whether the line is a reading of the device.
    static func journal(
        of configuration: GatewayConfiguration, device: String, within span: ClosedRange<Int64>,
        _ take: (_ line: [UInt8], _ isReading: Bool) throws -> Void
    ) throws {
        let source = try JournalSource(configuration)
        var lines = JournalLines(from: span.lowerBound)
        var failure: (any Error)?
        _ = try source.forEach { entry in
            lines.take(entry) { time, line in
                guard failure == nil, time <= span.upperBound else { return }
                do {
                    // What is retained stands in front: it was measured before.
                    let isReading =
                        line.contains("\"device\":\"\(device)\",") && line.contains("\"signals\":{")
                        && !line.contains("\"retained\":true")
                    try take(Array(line.utf8), isReading)
                } catch let error as Replay.Failure where error.isForeign {
                    // A device that the files no longer have.
                } catch {
                    failure = error
                }
            }
            return failure == nil && lines.time <= span.upperBound
        }
        try source.close()
        if let failure { throw failure }
    }

    /// The rows of a CSV file as readings of a device: the columns that are its signals.
    static func rows(
        of path: String, device: String, signals: [String], within span: ClosedRange<Int64>,
        _ take: (_ line: [UInt8], _ isReading: Bool) throws -> Void
    ) throws {
        var lines = try LineReader(path: path)
        var dialect = CSVDialect(header: [])
        var names: [String]?
        var columns: [(name: String, index: Int)] = []
        var timeColumn: Int?
        var last = Int64.min
        var number = 0
        while var line = lines.next() {
            number += 1
            if line.last == 0x0D { line.removeLast() }
            if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            if names == nil { dialect = CSVDialect(header: line) }
            guard let fields = dialect.fields(of: line) else {
                throw ScoreInputError.line(number, "a quoted field does not end in its line")
            }
            guard let header = names else {
                let header = fields.map { $0.trimmingSpaces() }
                names = header
                columns = signals.compactMap { name in header.firstIndex(of: name).map { (name, $0) } }
                timeColumn = header.firstIndex { ScoreTime.names.contains($0.lowercased()) }
                guard !columns.isEmpty else {
                    throw ScoreInputError.file(
                        "no column is a signal of '\(device)'; its signals are \(signals.joined(separator: ", "))")
                }
                continue
            }
            guard fields.count == header.count else {
                throw ScoreInputError.line(number, "\(fields.count) fields, but the header has \(header.count)")
            }
            var time = Int64(number) * 1000
            if let timeColumn {
                guard let parsed = ScoreTime.parse(fields[timeColumn]) else {
                    throw ScoreInputError.line(number, "'\(fields[timeColumn])' is not a time")
                }
                time = parsed.milliseconds
            }
            // A replay's clock never goes back; files that do stand still.
            last = max(last, time)
            guard span.contains(last) else { continue }
            try take(try row(fields, columns, device: device, time: last, number: number), true)
        }
        if names == nil { throw ScoreInputError.file("it is empty; the first line has to be the names of the columns") }
    }

    private static func row(
        _ fields: [String], _ columns: [(name: String, index: Int)], device: String, time: Int64, number: Int
    ) throws(ScoreInputError) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("time", time)
        json.field("device", device)
        json.key("signals")
        json.beginObject()
        for column in columns {
            guard let value = ScoreValue.parse(fields[column.index]) else {
                throw .line(number, "column '\(column.name)': '\(fields[column.index])' is not a number")
            }
            if value.isFinite { json.field(column.name, value) }
        }
        json.endObject()
        json.endObject()
        return json.bytes
    }
}
