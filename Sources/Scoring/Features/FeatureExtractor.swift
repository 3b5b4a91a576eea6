public import Telemetry

/// Makes the declared features of each row.
///
/// A value that is missing, or not measurable (`Double.isMeasurable`), leaves the averages of its signal as they are; before a signal's first value all its features
/// are missing.
public struct FeatureExtractor: Sendable {
    /// The most features of one extractor.
    public static let limit = 1_024

    public let features: [Feature]
    /// The signals that rows are made of, in the order they were given.
    public let signals: [String]
    /// For each feature, the index of its signal and of its part of the signal's state.
    private var plan: [(signal: Int, part: Int)] = []
    private var states: [SignalHistory]
    private var rows: Int64 = 0

    /// - Parameters:
    ///   - features: at most `limit`.
    ///   - signals: every signal that a feature names, each once.
    public init(features: [Feature], signals: [String]) throws(FeatureError) {
        self.features = features
        self.signals = signals
        states = Array(repeating: SignalHistory(), count: signals.count)
        guard features.count <= Self.limit else {
            throw FeatureError(text: features[Self.limit].description, reason: "there are more than \(Self.limit)")
        }
        for feature in features {
            guard let name = feature.signal else {
                plan.append((0, 0))
                continue
            }
            guard let signal = signals.firstIndex(of: name) else {
                throw FeatureError(text: feature.description, reason: "there is no signal '\(name)'")
            }
            plan.append((signal, states[signal].add(feature)))
        }
    }

    /// In bytes.
    public var memoryBound: Int {
        states.reduce(MemoryLayout<Self>.size) { $0 + $1.memoryBound } + 96 * features.count
    }

    /// Forgets the past, for another run or a part that was replaced.
    public mutating func restart() {
        rows = 0
        for index in states.indices { states[index].restart() }
    }

    /// Takes a row.
    /// - Parameter values: one a signal; NaN where missing.
    /// - Returns: one a feature; NaN where missing.
    public mutating func update(_ values: [Double]) -> [Double] {
        precondition(values.count == signals.count)
        rows += 1
        for index in states.indices where values[index].isMeasurable { states[index].update(values[index]) }
        return features.indices.map { index in
            switch features[index] {
            case .age: return Double(rows)
            case .value:
                let value = values[plan[index].signal]
                return value.isMeasurable ? value : .nan
            case let feature: return states[plan[index].signal].answer(feature, part: plan[index].part)
            }
        }
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.signed(rows)
        for state in states { state.write(to: &bytes) }
    }

    /// - Parameter bytes: what an extractor of the same features and signals wrote.
    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        rows = try bytes.rowCount()
        for index in states.indices { try states[index].read(from: &bytes) }
    }
}
