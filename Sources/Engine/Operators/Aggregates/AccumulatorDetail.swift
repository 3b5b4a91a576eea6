internal import Telemetry

/// The part of an accumulator that only some aggregates need.
struct AccumulatorDetail: Sendable, Equatable {
    private var first: Value?
    private var firstTime: Int64 = 0
    private(set) var quantiles = QuantileSketch()
    private(set) var distinct = DistinctCounter()
    private(set) var trend = Trend()
    private(set) var course = Course()

    init() {}

    var firstValue: Value? { first }

    mutating func add(_ value: Value, at time: Int64, needs: AggregateNeeds) {
        if needs.contains(.first), first == nil || time < firstTime {
            first = value
            firstTime = time
        }
        if needs.contains(.distinct) { distinct.add(value) }
    }

    mutating func add(number: Double, at time: Int64, held: Double?, needs: AggregateNeeds) {
        if needs.contains(.quantiles) { quantiles.add(number) }
        if needs.contains(.trend) { trend.add(number, at: time) }
        if needs.contains(.course) { course.add(number, at: time, held: held) }
    }

    mutating func merge(_ other: AccumulatorDetail) {
        if let theirs = other.first, first == nil || other.firstTime < firstTime {
            first = theirs
            firstTime = other.firstTime
        }
        quantiles.merge(other.quantiles)
        distinct.merge(other.distinct)
        trend.merge(other.trend)
        course.merge(other.course)
    }

    mutating func removeAll() {
        first = nil
        firstTime = 0
        quantiles.removeAll()
        distinct.removeAll()
        trend = Trend()
        course = Course()
    }

    func write(to bytes: inout ByteWriter, needs: AggregateNeeds) {
        if needs.contains(.first) {
            bytes.bool(first != nil)
            if let first {
                bytes.value(first)
                bytes.signed(firstTime)
            }
        }
        if needs.contains(.quantiles) { quantiles.write(to: &bytes) }
        if needs.contains(.distinct) { distinct.write(to: &bytes) }
        if needs.contains(.trend) { trend.write(to: &bytes) }
        if needs.contains(.course) { course.write(to: &bytes) }
    }

    init(from bytes: inout ByteReader, needs: AggregateNeeds) throws(MalformedBytes) {
        if needs.contains(.first), try bytes.bool() {
            first = try bytes.value()
            firstTime = try bytes.time()
        }
        if needs.contains(.quantiles) { quantiles = try QuantileSketch(from: &bytes) }
        if needs.contains(.distinct) { distinct = try DistinctCounter(from: &bytes) }
        if needs.contains(.trend) { trend = try Trend(from: &bytes) }
        if needs.contains(.course) { course = try Course(from: &bytes) }
    }
}
