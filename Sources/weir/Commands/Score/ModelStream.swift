internal import Scoring

/// Lines of a CSV file in, the same lines with features or a prediction out.
struct ModelStream {
    let features: [Feature]
    /// Nil to write the features themselves.
    let model: TrainedModel?
    /// The column whose change begins a new run, such as the number of an engine.
    let per: String?

    private var line = 0
    private var dialect = CSVDialect(header: [])
    private var names: [String] = []
    private var columns: [Int] = []
    private var run: String?
    private var extractor: FeatureExtractor?
    private(set) var badCells = BadCells()

    init(features: [Feature], model: TrainedModel?, per: String?) {
        self.features = features
        self.model = model
        self.per = per
    }

    /// - Returns: the line to write; nil for a line without content.
    mutating func take(_ raw: [UInt8]) throws(ScoreInputError) -> [UInt8]? {
        line += 1
        var bytes = raw
        if bytes.last == 0x0D { bytes.removeLast() }
        if line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
        guard extractor != nil else { return try start(bytes) }
        guard let fields = dialect.fields(of: bytes) else {
            throw .line(line, "a quoted field does not end in its line")
        }
        guard fields.count == names.count else {
            throw .line(line, "\(fields.count) fields, but the header has \(names.count)")
        }
        if let per, let column = names.firstIndex(of: per) {
            if run != fields[column] { extractor?.restart() }
            run = fields[column]
        }
        return bytes + answer(fields) + [0x0A]
    }

    private mutating func start(_ header: [UInt8]) throws(ScoreInputError) -> [UInt8] {
        dialect = CSVDialect(header: header)
        guard let names = dialect.names(of: header) else {
            throw .line(line, "a quoted field does not end in its line")
        }
        self.names = names
        if let per, !names.contains(per) { throw .noColumn(per, names) }
        var signals: [String] = []
        for signal in features.compactMap(\.signal) where !signals.contains(signal) { signals.append(signal) }
        for signal in signals {
            guard let column = names.firstIndex(of: signal) else { throw .noColumn(signal, names) }
            columns.append(column)
        }
        if let (index, wanted) = model?.firstMisplaced(features, isSignal: names.contains) {
            throw .file(
                "'\(features[index])' stands where the model was trained with '\(wanted)'; write the features in its "
                    + "order: \(model?.featureNames.joined(separator: ", ") ?? "")")
        }
        do throws(FeatureError) {
            extractor = try FeatureExtractor(features: features, signals: signals)
        } catch {
            throw .file(error.description)
        }
        let added = model == nil ? features.map { dialect.field($0.description) } : ["prediction"]
        return header + joined(added) + [0x0A]
    }

    private mutating func answer(_ fields: [String]) -> [UInt8] {
        let values = columns.map { badCells.number(fields[$0], line: line, column: names[$0]) }
        let numbers = extractor?.update(values) ?? []
        return joined((model.map { [$0.predict(numbers)] } ?? numbers).map { $0.isNaN ? "" : "\($0)" })
    }

    private func joined(_ fields: [String]) -> [UInt8] {
        fields.reduce(into: []) { bytes, field in
            bytes.append(dialect.separator)
            bytes += Array(field.utf8)
        }
    }
}
