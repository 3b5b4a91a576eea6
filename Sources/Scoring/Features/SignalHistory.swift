internal import Telemetry

/// What the features of one signal need of its past. Equal averages are kept once.
struct SignalHistory: Sendable, Equatable {
    private var weights: [Double] = []
    private var averages: [Double] = []
    /// The last values, as many as the longest feature looks back on.
    private var values = Ring(length: 0)
    /// The last of each average, likewise.
    private var trails: [Ring] = []
    private var count: Int64 = 0
    private var mean = 0.0

    /// Makes place for a feature.
    /// - Returns: where its first average is; of no meaning for features without one.
    mutating func add(_ feature: Feature) -> Int {
        switch feature {
        case .ewma(_, let alpha), .departure(_, let alpha): return place(alpha)
        case .ewmaDifference(_, let fast, let slow):
            // The other is found by its weight.
            _ = place(slow)
            return place(fast)
        case .deviation(_, let rows), .rollingMean(_, let rows): values.grow(to: rows)
        // The value `rows` ago and the present one are both in the ring.
        case .delta(_, let rows): values.grow(to: rows + 1)
        case .ewmaDelta(_, let alpha, let rows):
            let index = place(alpha)
            trails[index].grow(to: rows + 1)
            return index
        case .value, .mean, .age: break
        }
        return 0
    }

    private mutating func place(_ weight: Double) -> Int {
        if let index = weights.firstIndex(of: weight) { return index }
        weights.append(weight)
        averages.append(0)
        trails.append(Ring(length: 0))
        return weights.count - 1
    }

    var memoryBound: Int {
        trails.reduce(MemoryLayout<Self>.size + values.memoryBound) { $0 + $1.memoryBound + 16 }
    }

    mutating func restart() {
        averages = averages.map { _ in 0 }
        values.restart()
        for index in trails.indices { trails[index].restart() }
        count = 0
        mean = 0
    }

    mutating func update(_ value: Double) {
        count += 1
        for index in weights.indices {
            averages[index] += (count == 1 ? 1 : weights[index]) * (value - averages[index])
        }
        mean += (value - mean) / Double(count)
        values.add(value)
        for index in trails.indices { trails[index].add(averages[index]) }
    }

    func answer(_ feature: Feature, part: Int) -> Double {
        guard count > 0 else { return .nan }
        switch feature {
        case .ewma: return averages[part]
        case .ewmaDifference(_, _, let slow):
            return averages[part] - (weights.firstIndex(of: slow).map { averages[$0] } ?? .nan)
        case .departure: return averages[part] - mean
        case .mean: return mean
        case .deviation(_, let rows): return spread(rows)
        case .rollingMean(_, let rows): return average(rows)
        case .delta(_, let rows): return values.difference(rows)
        case .ewmaDelta(_, _, let rows): return trails[part].difference(rows)
        case .value, .age: return .nan
        }
    }

    private func average(_ rows: Int) -> Double {
        let rows = min(rows, values.count)
        var sum = 0.0
        for index in 0..<rows { sum += values[index] }
        return sum / Double(rows)
    }

    private func spread(_ rows: Int) -> Double {
        let rows = min(rows, values.count)
        let average = average(rows)
        var sum = 0.0
        for index in 0..<rows { sum += (values[index] - average) * (values[index] - average) }
        return (sum / Double(rows)).squareRoot()
    }

    func write(to bytes: inout ByteWriter) {
        bytes.signed(count)
        bytes.double(mean)
        bytes.doubles(averages)
        values.write(to: &bytes)
        for trail in trails { trail.write(to: &bytes) }
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        count = try bytes.rowCount()
        mean = try bytes.finite()
        averages = try bytes.doubles(exactly: weights.count)
        try values.read(from: &bytes)
        for index in trails.indices { try trails[index].read(from: &bytes) }
        guard averages.allSatisfy(\.isFinite) else { throw bytes.malformed }
    }
}
