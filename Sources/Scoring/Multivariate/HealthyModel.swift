internal import Glibc
internal import Telemetry

/// What healthy rows look like together: the channels that stand still enough to be compared, how they are scaled, the
/// covariance of their smoothed values, and the distance that alarms.
struct HealthyModel: Sendable, Equatable {
    /// Indices of the channels in use, ascending.
    let channels: [Int]
    let mean: [Double]
    let deviation: [Double]
    /// Of the smoothed standardised values, of the channels in use.
    let center: [Double]
    let covariance: Cholesky
    /// The Mahalanobis distance at which the score is 1.
    let limit: Double

    /// - Parameters:
    ///   - rows: healthy rows in order, one after another, all finite; at least 20.
    ///   - count: channels in a row.
    init(rows: [Double], count: Int, options: MultivariateDetector.Options) {
        let length = rows.count / count
        var statistics = Array(repeating: RunningStatistics(), count: count)
        for (index, value) in rows.enumerated() { statistics[index % count].add(value) }
        // A channel that stood still cannot be scaled; it says nothing of health here.
        let moving = (0..<count).filter { channel in
            statistics[channel].variance.squareRoot() > 1e-9 * max(abs(statistics[channel].mean), 1e-12)
        }
        let restless = moving.sorted {
            Self.wandering(channel: $0, rows: rows, count: count, statistics[$0])
                > Self.wandering(channel: $1, rows: rows, count: count, statistics[$1])
        }
        let channels = restless.dropFirst(min(options.dropped, max(0, moving.count - 2))).sorted()
        let mean = channels.map { statistics[$0].mean }
        let deviation = channels.map { statistics[$0].variance.squareRoot() }

        // The smoothed values' first rows still stand under the influence of the start.
        var smoothed = Array(repeating: 0.0, count: channels.count)
        var history: [[Double]] = []
        for row in 0..<length {
            for (place, channel) in channels.enumerated() {
                let value = (rows[row * count + channel] - mean[place]) / deviation[place]
                smoothed[place] += (row == 0 ? 1 : options.alpha) * (value - smoothed[place])
            }
            history.append(smoothed)
        }
        let center = channels.indices.map { place in history.reduce(0) { $0 + $1[place] } / Double(length) }
        let covariance = Self.covariance(of: history, center: center, shrinkage: options.shrinkage)
        let distances = history.map { Self.distance(of: $0, center: center, covariance: covariance) }.sorted()
        let usual = distances.isEmpty ? 0 : distances[Int(0.99 * Double(distances.count - 1))]

        self.channels = channels
        self.mean = mean
        self.deviation = deviation
        self.center = center
        self.covariance = covariance
        limit = options.margin * max(usual, 1e-9)
    }

    /// The variance of the means of ten blocks over what it would be if rows were independent: large where a channel
    /// wanders even in health.
    private static func wandering(channel: Int, rows: [Double], count: Int, _ statistics: RunningStatistics) -> Double {
        let perBlock = rows.count / count / 10
        guard perBlock > 0 else { return 0 }
        var means = RunningStatistics()
        for block in 0..<10 {
            var sum = 0.0
            for row in (block * perBlock)..<((block + 1) * perBlock) { sum += rows[row * count + channel] }
            means.add(sum / Double(perBlock))
        }
        return means.variance / (statistics.variance / Double(perBlock))
    }

    /// The sample covariance with its off-diagonal shrunk towards 0, which keeps it invertible.
    private static func covariance(of history: [[Double]], center: [Double], shrinkage: Double) -> Cholesky {
        let size = center.count
        var matrix = Array(repeating: 0.0, count: size * size)
        for row in history {
            for i in 0..<size {
                for j in 0...i { matrix[i * size + j] += (row[i] - center[i]) * (row[j] - center[j]) }
            }
        }
        var trace = 0.0
        for i in 0..<size { trace += matrix[i * size + i] / Double(history.count) }
        for i in 0..<size {
            for j in 0...i {
                matrix[i * size + j] *= (1 - shrinkage) / Double(history.count)
                if i == j { matrix[i * size + j] += max(shrinkage * trace / Double(size), 1e-9) }
            }
        }
        guard let factor = Cholesky(matrix, size: size) else {
            preconditionFailure("a covariance with a positive part of its trace on the diagonal is positive definite")
        }
        return factor
    }

    static func distance(of values: [Double], center: [Double], covariance: Cholesky) -> Double {
        var difference = zip(values, center).map { $0 - $1 }
        covariance.solveLower(&difference)
        return difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    func write(to bytes: inout ByteWriter) {
        bytes.count(channels.count)
        for channel in channels { bytes.count(channel) }
        for numbers in [mean, deviation, center] { bytes.doubles(numbers) }
        covariance.write(to: &bytes)
        bytes.double(limit)
    }

    init(from bytes: inout ByteReader, count: Int) throws(MalformedBytes) {
        var channels: [Int] = []
        for _ in 0..<(try bytes.count()) {
            let channel = try bytes.index()
            guard channel < count, channel > channels.last ?? -1 else { throw bytes.malformed }
            channels.append(channel)
        }
        self.channels = channels
        mean = try bytes.doubles(exactly: channels.count)
        deviation = try bytes.doubles(exactly: channels.count)
        center = try bytes.doubles(exactly: channels.count)
        covariance = try Cholesky(from: &bytes, size: channels.count)
        limit = try bytes.finite()
        guard limit > 0, deviation.allSatisfy({ $0 > 0 }), (mean + deviation + center).allSatisfy(\.isFinite) else {
            throw bytes.malformed
        }
    }
}
