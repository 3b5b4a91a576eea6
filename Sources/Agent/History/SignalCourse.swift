internal import Telemetry

/// What a value was over a while, as a line of so many columns: of each the least and the greatest.
struct SignalCourse: Sendable {
    struct Column: Sendable {
        var least: Double
        var greatest: Double
        var last: Double
    }

    /// Nil where nothing came.
    private(set) var columns: [Column?]
    private let from: Int64
    private let milliseconds: Int64

    /// - Parameters:
    ///   - from, milliseconds: the beginning, and how long a column is.
    init(from: Int64, milliseconds: Int64, count: Int) {
        self.from = from
        self.milliseconds = milliseconds
        columns = Array(repeating: nil, count: count)
    }

    mutating func add(_ value: Value, at time: Int64) {
        let number: Double
        switch value {
        case .number(let value): number = value
        case .flag(let flag): number = flag ? 1 : 0
        case .text: return
        }
        let index = Int((time - from) / milliseconds)
        guard time >= from, columns.indices.contains(index) else { return }
        guard var column = columns[index] else {
            columns[index] = Column(least: number, greatest: number, last: number)
            return
        }
        column.least = min(column.least, number)
        column.greatest = max(column.greatest, number)
        column.last = number
        columns[index] = column
    }

    /// `[[index, least, greatest, last], ...]`, of columns with something in them.
    func write(to json: inout JSONWriter) {
        json.beginArray()
        for (index, column) in columns.enumerated() {
            guard let column else { continue }
            json.beginArray()
            json.integer(Int64(index))
            json.number(column.least)
            json.number(column.greatest)
            json.number(column.last)
            json.endArray()
        }
        json.endArray()
    }
}
