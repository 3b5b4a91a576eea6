/// Which columns of a file are the signals, and which is the time.
struct ScoreColumns {
    /// Columns that hold the answer, and so are never taken unless they are named.
    static let answers = ["anomaly", "changepoint", "label", "is_anomaly", "outlier", "prediction"]
    static let score = "anomaly_score"

    let signals: [Int]
    let names: [String]
    let time: Int?

    /// - Parameters:
    ///   - header: the names in the file.
    ///   - first: the first row, which tells numbers from text.
    ///   - wanted: the signals' names; empty for every column of numbers that is neither the time nor an answer.
    init(header: [String], first: [String], wanted: [String], time wantedTime: String?) throws(ScoreInputError) {
        guard !header.contains(Self.score) else {
            throw .file("there is a column '\(Self.score)' already; remove it first")
        }
        if let wantedTime {
            guard let index = header.firstIndex(of: wantedTime) else { throw .noColumn(wantedTime, header) }
            time = index
        } else {
            time = header.firstIndex { ScoreTime.names.contains($0.lowercased()) }
        }
        if wanted.isEmpty {
            let timeIndex = time
            signals = header.indices.filter { index in
                index != timeIndex && index < first.count && !header[index].isEmpty
                    && !Self.answers.contains(header[index].lowercased()) && ScoreValue.parse(first[index]) != nil
            }
        } else {
            var found: [Int] = []
            for name in wanted {
                guard let index = header.firstIndex(of: name) else { throw .noColumn(name, header) }
                found.append(index)
            }
            signals = found
        }
        guard !signals.isEmpty else { throw .file("there is no column of numbers; name one with --columns") }
        names = signals.map { header[$0] }
    }
}

/// A number of a data file.
enum ScoreValue {
    /// NaN for an empty field or a usual word for nothing; nil for what is not a number.
    static func parse(_ text: String) -> Double? {
        let text = text.trimmingSpaces()
        switch text.lowercased() {
        case "", "nan", "na", "n/a", "null", "none": return .nan
        default: return Double(text).flatMap { $0.isFinite ? $0 : nil }
        }
    }
}

extension String {
    func trimmingSpaces() -> String {
        guard utf8.first == UInt8(ascii: " ") || utf8.last == UInt8(ascii: " ") else { return self }
        var text = self[...].drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

/// Cells of a data file that are no numbers: they count as missing, and are told at the end.
struct BadCells {
    private var count = 0
    private var first = ""

    /// The number in a cell; NaN where it is none.
    mutating func number(_ text: String, line: Int, column: String) -> Double {
        if let value = ScoreValue.parse(text) { return value }
        count += 1
        if count == 1 { first = "line \(line), column '\(column)': '\(text)'" }
        return .nan
    }

    func warn(path: String) {
        guard count > 0 else { return }
        StandardError.write(
            "warning: \(path): \(count) cells are no numbers and count as missing; the first is in \(first)\n")
    }
}

/// What is wrong with a data file.
enum ScoreInputError: Error {
    case file(String)
    case line(Int, String)

    static func noColumn(_ name: String, _ header: [String]) -> ScoreInputError {
        .file("there is no column '\(name)'; there are \(header.joined(separator: ", "))")
    }

    /// As a compiler would say it.
    func message(path: String) -> String {
        switch self {
        case .file(let text): "error: \(path): \(text)"
        case .line(let line, let text): "\(path):\(line): error: \(text)"
        }
    }
}
