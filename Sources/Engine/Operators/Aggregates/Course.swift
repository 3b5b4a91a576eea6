internal import Scoring
internal import Telemetry

/// What a series did from sample to sample: by how much a counter rose, and the area under the values. Samples that are
/// older than the last one have no place between their neighbours and are left out.
struct Course: Sendable, Equatable {
    private var first: TimedNumber?
    /// What held before the first sample; nil where nothing did.
    private var held: Double?
    private var last = TimedNumber(time: 0, number: 0)
    private var increase = CompensatedSum()
    /// Value times milliseconds.
    private var area = CompensatedSum()

    init() {}

    /// What a counter counted from one value to the next: it starts at zero again when it falls.
    static func increase(from old: Double, to new: Double) -> Double {
        new >= old ? new - old : new
    }

    mutating func add(_ number: Double, at time: Int64) { add(number, at: time, held: nil) }

    /// - Parameter held: the value that the series had until now.
    mutating func add(_ number: Double, at time: Int64, held: Double?) {
        let sample = TimedNumber(time: time, number: number)
        if first == nil {
            first = sample
            self.held = held
        } else {
            guard time >= last.time else { return }
            go(to: sample)
        }
        last = sample
    }

    /// Takes in a course that follows.
    mutating func merge(_ later: Course) {
        guard let next = later.first else { return }
        guard first != nil else {
            self = later
            return
        }
        guard next.time >= last.time else { return }
        go(to: next)
        increase.merge(later.increase)
        area.merge(later.area)
        last = later.last
    }

    private mutating func go(to sample: TimedNumber) {
        increase.add(Course.increase(from: last.number, to: sample.number))
        area.add(last.number * Double(sample.time - last.time))
    }

    /// Increase per second; nil while there are not two times.
    var rate: Double? {
        guard let first, last.time > first.time else { return nil }
        return increase.value / (Double(last.time - first.time) / 1000)
    }

    /// The mean of the values, each weighed by how long it held; the last one holds until `end`, and from `start` on what
    /// held before the first one.
    func timeWeightedMean(from start: Int64?, until end: Int64, held: Double? = nil) -> Double? {
        guard let first else { return nil }
        let end = max(end, last.time)
        var whole = area
        var begin = first.time
        if let before = held ?? self.held, let start, start < begin {
            whole.add(before * Double(begin - start))
            begin = start
        }
        guard end > begin else { return last.number }
        whole.add(last.number * Double(end - last.time))
        return whole.value / Double(end - begin)
    }

    func write(to bytes: inout ByteWriter) {
        bytes.bool(first != nil)
        guard let first else { return }
        bytes.signed(first.time)
        bytes.double(first.number)
        bytes.bool(held != nil)
        if let held { bytes.double(held) }
        bytes.signed(last.time)
        bytes.double(last.number)
        increase.write(to: &bytes)
        area.write(to: &bytes)
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        guard try bytes.bool() else { return }
        first = TimedNumber(time: try bytes.time(), number: try bytes.finite())
        held = try bytes.bool() ? try bytes.finite() : nil
        last = TimedNumber(time: try bytes.time(), number: try bytes.finite())
        increase = try CompensatedSum(from: &bytes)
        area = try CompensatedSum(from: &bytes)
    }
}
