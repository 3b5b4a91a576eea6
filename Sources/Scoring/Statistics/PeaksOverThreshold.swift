internal import Glibc
internal import Telemetry

/// How rare a number is among those seen before: an empirical threshold, and beyond it a generalised Pareto tail of fixed
/// shape whose scale follows from the mean excess (Pickands 1975; the mean of that tail is scale/(1 - shape)).
struct PeaksOverThreshold: Sendable, Equatable {
    static let memoryBound = StreamingQuantile.memoryBound + 32

    private var quantile: StreamingQuantile
    private let shape: Double
    private var excessSum = 0.0
    private var excessCount = 0.0

    /// - Parameters:
    ///   - level: the share of the numbers below the threshold, in 0..<1.
    ///   - shape: of the tail, above 0 and below 1.
    init(level: Double = 0.95, shape: Double = 0.2) {
        quantile = StreamingQuantile(level: level)
        self.shape = shape
    }

    /// Numbers the estimate rests on.
    var count: Int { Int(quantile.count) }

    /// -log10 of the chance of a number of at least `number`; 0 at or below the threshold, or with nothing to compare.
    func decades(of number: Double) -> Double {
        guard let threshold = quantile.value, number > threshold else { return 0 }
        let meanExcess = excessCount > 0 ? excessSum / excessCount : 0
        // Where all was the same so far there is no excess; anything above is as rare as arithmetic can say.
        let scale = max(meanExcess, 1e-12 * threshold, 1e-300) * (1 - shape)
        let beyond = log1p(min(shape * (number - threshold) / scale, 1e300)) / (shape * log(10))
        return beyond - log10(1 - quantile.level)
    }

    mutating func add(_ number: Double) {
        if let threshold = quantile.value, number > threshold {
            excessSum += number - threshold
            excessCount += 1
        }
        guard quantile.add(number) else { return }
        excessSum /= 2
        excessCount /= 2
    }

    func write(to bytes: inout ByteWriter) {
        quantile.write(to: &bytes)
        bytes.double(excessSum)
        bytes.double(excessCount)
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        try quantile.read(from: &bytes)
        excessSum = try bytes.finite()
        excessCount = try bytes.finite()
    }
}
