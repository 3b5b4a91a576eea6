internal import Telemetry

/// The rows of a CSV file with their times; the columns of numbers are its signals.
struct ReportRows {
    private let path: String
    private let dialect: CSVDialect
    private let columns: ScoreColumns
    private let width: Int

    var names: [String] { columns.names }

    init(path: String) throws {
        self.path = path
        var lines = try LineReader(path: path)
        guard let header = Self.content(&lines) else {
            throw ScoreInputError.file("it is empty; the first line has to be the names of the columns")
        }
        dialect = CSVDialect(header: header)
        guard let names = dialect.names(of: header) else {
            throw ScoreInputError.line(1, "a quoted field does not end in its line")
        }
        width = names.count
        guard let first = Self.content(&lines).flatMap(dialect.fields) else {
            throw ScoreInputError.file("it has no rows")
        }
        columns = try ScoreColumns(header: names, first: first, wanted: [], time: nil)
    }

    /// The next line with content, without its end and a byte order mark.
    private static func content(_ lines: inout LineReader) -> [UInt8]? {
        while var line = lines.next() {
            if line.last == 0x0D { line.removeLast() }
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
            if line.contains(where: { $0 > 0x20 }) { return line }
        }
        return nil
    }

    func count(within span: ClosedRange<Int64>) throws -> Int {
        var count = 0
        try forEach(within: span) { _, _ in count += 1 }
        return count
    }

    /// - Parameter take: the time, and a value for each name; NaN where there is none.
    func forEach(within span: ClosedRange<Int64>, _ take: (_ time: Int64, _ values: [Double]) throws -> Void) throws {
        var lines = try LineReader(path: path)
        _ = Self.content(&lines)
        var number = 1
        var last = Int64.min
        while let line = Self.content(&lines) {
            number += 1
            guard let fields = dialect.fields(of: line), fields.count == width else {
                throw ScoreInputError.line(number, "it has not \(width) fields, as the header has")
            }
            var time = Int64(number) * 1000
            if let column = columns.time {
                guard let parsed = ScoreTime.parse(fields[column]) else {
                    throw ScoreInputError.line(number, "'\(fields[column])' is not a time")
                }
                time = parsed.milliseconds
            }
            last = max(last, time)
            guard span.contains(last) else { continue }
            try take(last, columns.signals.map { ScoreValue.parse(fields[$0]) ?? .nan })
        }
    }
}
