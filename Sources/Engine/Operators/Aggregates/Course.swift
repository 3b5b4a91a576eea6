internal import Scoring
internal import Telemetry

/// What a series did from sample to sample: by how much a counter rose, and the area under the values. Samples that are
/// older than the last one have no place between their neighbours and are left out.
struct Course: Sendable, Equatable {
    private var first: TimedNumber?
    private var last = TimedNumber(time: 0, number: 0)
    private var increase = CompensatedSum()
    /// Value times milliseconds.
    private var area = CompensatedSum()

    init() {}

    /// What a counter counted from one value to the next: it starts at zero again when it falls.
    static func increase(from old: Double, to new: Double) -> Double {
        new >= old ? new - old : new
    }

    mutating func add(_ number: Double, at time: Int64) {
        let sample = TimedNumber(time: time, number: number)
        if first == nil {
            first = sample
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

    /// The mean of the values, each weighed by how long it held; the last one holds until `end`.
    func timeWeightedMean(until end: Int64) -> Double? {
        guard let first else { return nil }
        let end = max(end, last.time)
        guard end > first.time else { return last.number }
        var whole = area
        whole.add(last.number * Double(end - last.time))
        return whole.value / Double(end - first.time)
    }

    func write(to bytes: inout ByteWriter) {
        bytes.bool(first != nil)
        guard let first else { return }
        bytes.signed(first.time)
        bytes.double(first.number)
        bytes.signed(last.time)
        bytes.double(last.number)
        increase.write(to: &bytes)
        area.write(to: &bytes)
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        guard try bytes.bool() else { return }
        first = TimedNumber(time: try bytes.time(), number: try bytes.finite())
        last = TimedNumber(time: try bytes.time(), number: try bytes.finite())
        increase = try CompensatedSum(from: &bytes)
        area = try CompensatedSum(from: &bytes)
    }
}
