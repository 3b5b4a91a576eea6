internal import Glibc
public import Telemetry

/// When a signal that drifts will reach a limit: a straight line through the recent values, older ones weighing less, and
/// the newest value itself where the line does not describe it.
public struct TrendToThreshold: Sendable {
    /// So many rows in a row beyond what noise explains are no outliers: the line has left the signal.
    private static let departuresInRow = 3

    private let threshold: Double
    private let memory: Double
    private let warmUp: Int
    private var count: Int64 = 0
    private var time = 0.0
    private var newest = 0.0
    private var line = FadingLine()
    /// The first value, which the line's are counted from.
    private var origin = 0.0
    /// Rows of the warm-up that were above the threshold.
    private var above: Int64 = 0
    /// Rows in a row on one side of the line, further than noise goes; negative below it.
    private var departures: Int64 = 0

    /// - Parameters:
    ///   - threshold: in the signal's unit.
    ///   - memory: time after which the weight of a value has fallen to 1/e.
    ///   - warmUp: rows before the first answer, at least 3.
    public init(threshold: Double, memory: Double, warmUp: Int = 30) {
        precondition(memory > 0 && warmUp >= 3)
        self.threshold = threshold
        self.memory = memory
        self.warmUp = warmUp
    }

    public var isLearning: Bool { count < warmUp }
    /// In bytes.
    public var memoryBound: Int { MemoryLayout<Self>.size + 96 }

    /// Takes a value; what is not measurable is left out.
    /// - Parameter time: in any unit, the same always; not before that of the previous value.
    public mutating func update(_ value: Double, at time: Double) {
        guard value.isMeasurable else { return }
        if count == 0 { (origin, newest) = (value, value) }
        let elapsed = count == 0 ? 0 : max(0, time - self.time)
        if count < warmUp, value > threshold { above += 1 }
        count += 1
        line.add(value - origin, step: value - newest, elapsed: elapsed, fade: exp(-elapsed / memory))
        (self.time, newest) = (time, value)
        guard let fit = line.fit else { return }
        let departure = value - origin - fit.level
        let side: Int64 = departure > 0 ? 1 : -1
        guard departure.magnitude > 2 * line.noise else {
            departures = 0
            return
        }
        departures = side * min(max(side * departures, 0) + 1, Int64(Self.departuresInRow))
    }

    /// 0 when the threshold is reached; infinite when the trend leads away from it. Nil while learning, or when all values
    /// are of one time.
    public func remaining() -> RemainingLife? {
        guard count >= warmUp, let fit = line.fit else { return nil }
        // The side that most of the first rows were on is the side the signal approaches from.
        let sign: Double = 2 * above > warmUp ? -1 : 1
        let hasLeftTheLine = departures.magnitude >= Self.departuresInRow
        let left = sign * (threshold - (hasLeftTheLine ? newest : origin + fit.level))
        guard left > 0 else { return RemainingLife(estimate: 0, low: 0, high: 0) }
        return fit.time(toRise: left, speed: sign * fit.slope)
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.signed(count)
        line.write(to: &bytes)
        for number in [time, line.squaredWeights, origin, newest, line.squaredSteps] { bytes.double(number) }
        bytes.signed(above)
        bytes.signed(departures)
    }

    /// - Parameter bytes: what a trend of the same settings wrote, and nothing after it.
    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        count = try bytes.rowCount()
        line = try FadingLine(from: &bytes)
        time = try bytes.finite()
        line.squaredWeights = try bytes.finite()
        origin = try bytes.finite()
        guard !bytes.isAtEnd else {
            // Written before there was more: the side was that of the first value.
            newest = origin
            above = origin > threshold ? min(count, Int64(warmUp)) : 0
            return
        }
        newest = try bytes.finite()
        line.squaredSteps = try bytes.finite()
        above = try bytes.signed()
        departures = try bytes.signed()
        guard (0...Int64(warmUp)).contains(above), departures.magnitude <= Self.departuresInRow else {
            throw bytes.malformed
        }
    }
}
