internal import Scoring
internal import Telemetry

/// Lines of a CSV file in, scored lines out, one at a time.
struct ScoreStream {
    private let detector: DetectorKind
    private let settings: [String: Double]
    private let zone: LocalTime?
    private let wantedColumns: [String]
    private let wantedTime: String?
    private var output: ScoreOutput
    /// A saved state to begin with.
    var state: [UInt8]?

    private var line = 0
    private var header: [UInt8]?
    private var dialect = CSVDialect(header: [])
    private var names: [String] = []
    private var running: Running?
    private var last = Timestamp(milliseconds: .min)
    private(set) var badCells = BadCells()

    /// What is known from the first row on.
    private struct Running {
        let columns: ScoreColumns
        let definition: DetectorDefinition
        var detector: any Detector
        var values: [Double]
    }

    init(
        detector: DetectorKind, settings: [String: Double], zone: LocalTime?, columns: [String], time: String?,
        output: ScoreOutput
    ) {
        self.detector = detector
        self.settings = settings
        self.zone = zone
        wantedColumns = columns
        wantedTime = time
        self.output = output
    }

    mutating func take(_ raw: [UInt8]) throws(ScoreInputError) {
        line += 1
        var bytes = raw
        if bytes.last == 0x0D { bytes.removeLast() }
        if line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard bytes.contains(where: { $0 > 0x20 }) else { return }
        guard header != nil else {
            dialect = CSVDialect(header: bytes)
            names = try fields(of: bytes).map { $0.trimmingSpaces() }
            header = bytes
            return
        }
        let fields = try fields(of: bytes)
        guard fields.count == names.count else {
            throw .line(line, "\(fields.count) fields, but the header has \(names.count)")
        }
        if running == nil { try start(first: fields) }
        try score(fields, bytes)
    }

    private func fields(of bytes: [UInt8]) throws(ScoreInputError) -> [String] {
        guard let fields = dialect.fields(of: bytes) else {
            throw .line(line, "a quoted field does not end in its line")
        }
        return fields
    }

    private mutating func start(first: [String]) throws(ScoreInputError) {
        let columns = try ScoreColumns(header: names, first: first, wanted: wantedColumns, time: wantedTime)
        do throws(ScoringError) {
            let definition = try DetectorDefinition(
                kind: detector, channels: columns.signals.count, settings: settings, zone: zone)
            let made =
                try state.map { bytes throws(ScoringError) in try definition.restore(bytes) } ?? definition.make()
            running = Running(
                columns: columns, definition: definition, detector: made,
                values: Array(repeating: .nan, count: columns.signals.count))
        } catch {
            throw .file(error.description)
        }
        output.header(header ?? [], dialect: dialect)
    }

    private mutating func score(_ fields: [String], _ bytes: [UInt8]) throws(ScoreInputError) {
        guard let columns = running?.columns else { return }
        for (place, column) in columns.signals.enumerated() {
            running?.values[place] = badCells.number(fields[column], line: line, column: names[column])
        }
        // Detectors take time as not decreasing; files that step back stand still.
        last = max(last, try time(of: fields, columns))
        guard let values = running?.values else { return }
        let score = running?.detector.update(values, at: last)
        output.row(
            bytes, score: score, isLearning: running?.detector.isLearning ?? true,
            time: columns.time == nil ? nil : last, line: line, names: columns.names)
    }

    private func time(of fields: [String], _ columns: ScoreColumns) throws(ScoreInputError) -> Timestamp {
        // Without a time the rows are a second apart.
        guard let column = columns.time else { return Timestamp(milliseconds: Int64(line) * 1_000) }
        guard let time = ScoreTime.parse(fields[column]) else {
            throw .line(line, "column '\(names[column])': '\(fields[column])' is not a time")
        }
        return time
    }

    mutating func finish() throws(ScoreInputError) {
        guard let header else { throw .file("it is empty; the first line has to be the names of the columns") }
        if running == nil { output.header(header, dialect: dialect) }
        output.flush()
    }

    /// Whether the rows were too few to learn from.
    var isLearning: Bool { running?.detector.isLearning ?? false }

    mutating func flush() {
        output.flush()
    }

    /// The detector's state after the last row.
    func snapshot() throws(ScoreInputError) -> [UInt8] {
        guard let running else { throw .file("there is no row, so there is nothing to save") }
        return running.definition.snapshot(of: running.detector)
    }
}
