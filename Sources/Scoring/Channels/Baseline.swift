internal import Telemetry

/// Mean and spread of the warm-up rows, which are taken for healthy.
struct Baseline: Sendable, Equatable {
    let warmUp: Int
    private var statistics = RunningStatistics()

    /// - Parameter warmUp: rows, at least 2.
    init(warmUp: Int) {
        self.warmUp = warmUp
    }

    var isLearning: Bool { statistics.count < warmUp }
    var mean: Double { statistics.mean }
    var minimum: Double { statistics.minimum }
    var maximum: Double { statistics.maximum }
    /// Of the population; never 0, so that a signal that stood still scores a move as endless sigmas and not as NaN.
    var deviation: Double { max(statistics.variance.squareRoot(), 1e-9 * max(abs(mean), 1e-12)) }

    mutating func add(_ value: Double) {
        statistics.add(value)
    }

    func write(to bytes: inout ByteWriter) {
        statistics.write(to: &bytes)
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        statistics = try RunningStatistics(from: &bytes)
        guard statistics.count >= 0, statistics.count <= warmUp else { throw bytes.malformed }
    }
}
