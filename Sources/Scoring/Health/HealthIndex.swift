public import Telemetry

/// One number for the state of a machine: 0 when healthy, 1 at the end of its life; a weighted sum of its signals.
public struct HealthIndex: Sendable, Equatable {
    public let intercept: Double
    /// One a signal.
    public let weights: [Double]

    public init(intercept: Double, weights: [Double]) {
        self.intercept = intercept
        self.weights = weights
    }

    /// - Parameter values: one a signal; NaN where missing.
    /// - Returns: NaN when a signal with a weight is missing.
    public func value(_ values: [Double]) -> Double {
        precondition(values.count == weights.count)
        var sum = intercept
        for index in values.indices where weights[index] != 0 { sum += weights[index] * values[index] }
        return sum
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.double(intercept)
        bytes.doubles(weights)
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        intercept = try bytes.finite()
        weights = try bytes.doubles(atMost: HealthTrainer.signalLimit)
        guard weights.allSatisfy(\.isFinite) else { throw bytes.malformed }
    }
}

/// Learns a health index from labelled rows by ridge regression; its memory does not grow with the rows.
public struct HealthTrainer: Sendable {
    public static let signalLimit = 256

    private let count: Int
    private let penalty: Double
    private var statistics: [RunningStatistics]
    /// Sums of x, of y, of products of x (lower triangle) and of x with y, about the first row.
    private var origin: [Double] = []
    private var sums: [Double]
    private var products: [Double]
    private var labelProducts: [Double]
    private var labelSum = 0.0
    private var rows = 0.0

    /// - Parameters:
    ///   - signals: in a row, 1...256.
    ///   - penalty: on the squares of the standardised weights, as a part of the rows.
    public init(signals: Int, penalty: Double = 0.001) {
        precondition((1...Self.signalLimit).contains(signals))
        count = signals
        self.penalty = penalty
        statistics = Array(repeating: RunningStatistics(), count: signals)
        sums = Array(repeating: 0, count: signals)
        products = Array(repeating: 0, count: signals * signals)
        labelProducts = sums
    }

    /// Takes the rows of a run to its end that are plainly healthy or plainly worn; those between are not labelled.
    /// - Parameters:
    ///   - run: rows in order, all finite, the last one at the end of life.
    ///   - healthy: rows from the start, labelled 0.
    ///   - worn: rows to the end, labelled 1.
    public mutating func add(run: [[Double]], healthy: Int, worn: Int) {
        for (index, row) in run.enumerated() {
            if index >= run.count - worn { add(row, label: 1) } else if index < healthy { add(row, label: 0) }
        }
    }

    /// - Parameters:
    ///   - row: all finite.
    ///   - label: 0 for healthy to 1 for worn out.
    public mutating func add(_ row: [Double], label: Double) {
        precondition(row.count == count)
        if origin.isEmpty { origin = row }
        rows += 1
        labelSum += label
        for i in 0..<count {
            statistics[i].add(row[i])
            let x = row[i] - origin[i]
            sums[i] += x
            labelProducts[i] += x * label
            for j in 0...i { products[i * count + j] += x * (row[j] - origin[j]) }
        }
    }

    /// The index that fits best; nil with fewer than two rows, or when all signals stand still.
    public func index() -> HealthIndex? {
        guard rows >= 2 else { return nil }
        let moving = (0..<count).filter {
            statistics[$0].variance.squareRoot() > 1e-9 * max(abs(statistics[$0].mean), 1e-12)
        }
        guard !moving.isEmpty else { return nil }
        let size = moving.count
        let deviation = moving.map { statistics[$0].variance.squareRoot() }
        var matrix = Array(repeating: 0.0, count: size * size)
        var weights = Array(repeating: 0.0, count: size)
        for (a, i) in moving.enumerated() {
            for (b, j) in moving.prefix(a + 1).enumerated() {
                let covariance = products[i * count + j] / rows - sums[i] / rows * (sums[j] / rows)
                matrix[a * size + b] = covariance / (deviation[a] * deviation[b]) + (a == b ? penalty : 0)
            }
            weights[a] = (labelProducts[i] / rows - sums[i] / rows * (labelSum / rows)) / deviation[a]
        }
        guard let factor = Cholesky(matrix, size: size) else { return nil }
        factor.solveLower(&weights)
        factor.solveUpper(&weights)
        var all = Array(repeating: 0.0, count: count)
        var intercept = labelSum / rows
        for (a, i) in moving.enumerated() {
            all[i] = weights[a] / deviation[a]
            intercept -= all[i] * statistics[i].mean
        }
        return HealthIndex(intercept: intercept, weights: all)
    }
}
