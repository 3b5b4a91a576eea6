internal import ArgumentParser
internal import Configuration
internal import Documents
internal import Engine
internal import Scoring

struct FleetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Learns from runs to the end of life how machines of a kind wear: a health index and how it rises.",
        discussion: """
            weir fleet runs.csv --per engine --row 1h -o /etc/weir/devices/fleet.json

            The first rows of each run stand for healthy, the last for worn out; runs that have no more than these are left
            out. What moves with wear weighs in the index, and what does not has no weight.

            Then a device file says how worn its device is, and how many hours are left:

                scores:
                  worn: {health: fleet.json, of: [s2, s3, s4]}
                  life: {remaining_life: {of: worn, fleet: fleet.json}}
            """)

    @Argument(help: "A CSV file with a header: run after run, each from a healthy start to its end.")
    var file: String

    @Option(help: "The column whose change begins another run.")
    var per: String

    @Option(help: "Names of the signals' columns, with commas between; default: every other column of numbers.")
    var columns: String?

    @Option(help: "How far apart the rows are, such as 10m or 1h.")
    var row: String

    @Option(help: "Rows at the start of a run that are healthy.")
    var healthy = 50

    @Option(help: "Rows at the end of a run that are worn out.")
    var worn = 10

    @Option(help: "The longest life, in rows, that is told apart from longer ones.")
    var horizon = 125

    @Option(name: .shortAndLong, help: "The file to write.")
    var output: String

    func run() throws {
        guard healthy >= 2, worn >= 1, horizon >= 2 else {
            throw ValidationError("--healthy, --worn and --horizon count rows: 2, 1 and 2 at least")
        }
        do {
            let fleet = try learn(hoursPerRow: try hours())
            try ScoreStateFile.write(fleet.json, to: output)
            StandardOutput.write("\(output): of \(fleet.signals.joined(separator: ", "))\n")
        } catch let error as ScoreInputError {
            StandardError.write(error.message(path: file) + "\n")
            throw ExitStatus.wrong
        }
    }

    private func hours() throws -> Double {
        do throws(ValueProblem) {
            let milliseconds = try DurationText.milliseconds(row)
            guard milliseconds > 0 else { throw ValueProblem("rows are some time apart", mend: "write 1h") }
            return Double(milliseconds) / 3_600_000
        } catch {
            throw ValidationError("--row: \(error.message)\(error.mend.map { "; \($0)" } ?? "")")
        }
    }

    private func learn(hoursPerRow: Double) throws -> FleetFile {
        let rows = try RunRows(path: file, per: per, columns: columns)
        let runs = try rows.runs()
        var trainer = HealthTrainer(signals: rows.names.count)
        for run in runs where run.count > healthy + worn { trainer.add(run: run, healthy: healthy, worn: worn) }
        guard let index = trainer.index() else {
            throw ScoreInputError.file("no run is longer than \(healthy + worn) rows, or nothing changes in them")
        }
        let curves = runs.map { run in run.map { index.value($0) } }
        guard let prior = FleetPrior(learning: curves, horizon: Double(horizon)) else {
            throw ScoreInputError.file("three runs that wear are needed at least, each of 40 rows or more")
        }
        return FleetFile(signals: rows.names, index: index, prior: prior, hoursPerRow: hoursPerRow)
    }
}

/// The runs of a CSV file: rows of numbers, none missing.
private struct RunRows {
    private let path: String
    private let dialect: CSVDialect
    private let header: [String]
    private let key: Int
    private let places: [Int]
    let names: [String]

    init(path: String, per: String, columns: String?) throws {
        self.path = path
        var lines = try LineReader(path: path)
        guard let first = lines.next() else { throw ScoreInputError.file("it is empty") }
        dialect = CSVDialect(header: first)
        guard let header = dialect.names(of: Self.trimmed(first)), let key = header.firstIndex(of: per) else {
            throw ScoreInputError.noColumn(per, dialect.names(of: Self.trimmed(first)) ?? [])
        }
        self.header = header
        self.key = key
        let wanted =
            columns.map { $0.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init) }
            ?? header.filter { $0 != per && !ScoreTime.names.contains($0.lowercased()) }
        var places: [Int] = []
        for name in wanted {
            guard let place = header.firstIndex(of: name) else { throw ScoreInputError.noColumn(name, header) }
            places.append(place)
        }
        guard (1...ScorePlan.channelLimit).contains(places.count) else {
            throw ScoreInputError.file(
                "a health index is of 1 to \(ScorePlan.channelLimit) signals; name them with --columns")
        }
        self.places = places
        names = wanted
    }

    private static func trimmed(_ line: [UInt8]) -> [UInt8] {
        var line = line
        if line.last == 0x0D { line.removeLast() }
        if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        return line
    }

    func runs() throws -> [[[Double]]] {
        var lines = try LineReader(path: path)
        _ = lines.next()
        var runs: [[[Double]]] = []
        var current: String?
        var number = 1
        while let line = lines.next() {
            number += 1
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            guard let fields = dialect.fields(of: Self.trimmed(line)), fields.count == header.count else {
                throw ScoreInputError.line(number, "it has not \(header.count) fields, as the header has")
            }
            if current != fields[key] { runs.append([]) }
            current = fields[key]
            var row: [Double] = []
            for place in places {
                guard let value = ScoreValue.parse(fields[place]), value.isFinite else {
                    throw ScoreInputError.line(number, "column '\(header[place])': '\(fields[place])' is not a number")
                }
                row.append(value)
            }
            runs[runs.count - 1].append(row)
        }
        return runs
    }
}
