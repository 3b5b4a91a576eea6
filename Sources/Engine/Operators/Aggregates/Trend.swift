internal import Telemetry

/// The least-squares line through a series of samples: means and central moments, updated and merged without
/// cancellation (Chan, Golub and LeVeque 1979, for the cross moment as for the square one).
struct Trend: Sendable, Equatable {
    private var count: Int64 = 0
    /// Milliseconds. Times are taken from here, so that shifting all of them changes nothing in any digit.
    private var origin: Int64 = 0
    /// The first value. The others are taken from here, so that what they have in common costs no digits.
    private var base = 0.0
    /// Seconds after the origin.
    private var meanTime = 0.0
    private var meanValue = 0.0
    private var timeSquares = 0.0
    private var products = 0.0

    init() {}

    mutating func add(_ number: Double, at time: Int64) {
        if count == 0 {
            origin = time
            base = number
        }
        count += 1
        let timeDeviation = Double(time - origin) / 1000 - meanTime
        let deviation = number - base - meanValue
        meanTime += timeDeviation / Double(count)
        meanValue += deviation / Double(count)
        let rest = 1 - 1 / Double(count)
        timeSquares += timeDeviation * timeDeviation * rest
        products += timeDeviation * deviation * rest
    }

    mutating func merge(_ other: Trend) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let both = Double(count + other.count)
        let timeDeviation = Double(other.origin - origin) / 1000 + other.meanTime - meanTime
        let deviation = other.base - base + (other.meanValue - meanValue)
        let weight = Double(count) * Double(other.count) / both
        timeSquares += other.timeSquares + timeDeviation * timeDeviation * weight
        products += other.products + timeDeviation * deviation * weight
        meanTime += timeDeviation * (Double(other.count) / both)
        meanValue += deviation * (Double(other.count) / both)
        count += other.count
    }

    /// Per second; nil while all samples have one time.
    var slope: Double? { timeSquares > 0 ? products / timeSquares : nil }

    func write(to bytes: inout ByteWriter) {
        bytes.signed(count)
        bytes.signed(origin)
        for number in [base, meanTime, meanValue, timeSquares, products] { bytes.double(number) }
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        count = try bytes.nonNegative()
        origin = try bytes.time()
        base = try bytes.double()
        meanTime = try bytes.double()
        meanValue = try bytes.double()
        timeSquares = try bytes.double()
        products = try bytes.double()
    }
}
