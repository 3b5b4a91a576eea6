internal import Expressions
internal import Scoring
public import Telemetry

/// The aggregates of one variable over one window, in bounded memory; keeps what the asked-for aggregates need.
public struct Accumulator: Sendable, Equatable {
    public let needs: AggregateNeeds
    /// Values of any type; the statistics hold only the numbers among them.
    public private(set) var count: Int64 = 0
    private var statistics = RunningStatistics()
    private var last: Telemetry.Value?
    private var lastTime: Int64 = 0
    /// One where the needs ask for it, else none: an optional in place would make every accumulator as large as the
    /// largest.
    private var detail: [AccumulatorDetail]

    public init(needs: AggregateNeeds = []) {
        self.needs = needs
        detail = needs.isDisjoint(with: .detailed) ? [] : [AccumulatorDetail()]
    }

    /// Takes a value; a number that is not finite is none.
    /// - Parameter time: in the window's milliseconds. Values may come in any order, except that a rate and a
    ///   time-weighted mean leave out what is older than the newest value.
    /// - Parameter held: the number that the series had until this one came; it held from the window's start on.
    public mutating func add(_ value: Telemetry.Value, at time: Int64, held: Double? = nil) {
        if case .number(let number) = value {
            add(number, at: time, held: held)
            return
        }
        note(value, at: time)
    }

    /// Errors and what does not travel are no values.
    mutating func add(_ value: Expressions.Value, at time: Int64) {
        switch value {
        case .double(let number): add(number, at: time)
        case .int(let number): add(Double(number), at: time)
        case .bool(let flag): note(.flag(flag), at: time)
        case .string(let text): note(.text(text), at: time)
        default: return
        }
    }

    @inline(__always)
    private mutating func add(_ number: Double, at time: Int64, held: Double? = nil) {
        guard number.isFinite else { return }
        statistics.add(number)
        count += 1
        guard !needs.isEmpty else { return }
        keep(.number(number), at: time)
        if !detail.isEmpty { detail[0].add(number: number, at: time, held: held, needs: needs) }
    }

    private mutating func note(_ value: Telemetry.Value, at time: Int64) {
        count += 1
        keep(value, at: time)
    }

    private mutating func keep(_ value: Telemetry.Value, at time: Int64) {
        if needs.contains(.last), last == nil || time >= lastTime {
            last = value
            lastTime = time
        }
        if !detail.isEmpty { detail[0].add(value, at: time, needs: needs) }
    }

    /// Takes in what another accumulator with the same needs holds; its values follow this one's in time.
    public mutating func merge(_ later: Accumulator) {
        precondition(needs == later.needs)
        count += later.count
        statistics.merge(later.statistics)
        if let theirs = later.last, last == nil || later.lastTime >= lastTime {
            last = theirs
            lastTime = later.lastTime
        }
        if !detail.isEmpty { detail[0].merge(later.detail[0]) }
    }

    /// Nil where there is nothing to say: no values, or a numeric aggregate of values that are not numbers, or of too few.
    /// - Parameters:
    ///   - start: the window's start, from which on the value before holds for a time-weighted mean; nil: what came before
    ///     is not known.
    ///   - end: the window's end, until which the last value holds.
    public func result(_ aggregate: Aggregate, from start: Int64? = nil, until end: Int64) -> Telemetry.Value? {
        switch aggregate {
        case .count: return count > 0 ? .number(Double(count)) : nil
        case .first: return detail.first?.firstValue
        case .last: return last
        default:
            guard count > 0, let number = number(aggregate, from: start, until: end), number.isFinite else {
                return nil
            }
            return .number(number)
        }
    }

    private func number(_ aggregate: Aggregate, from start: Int64?, until end: Int64) -> Double? {
        if aggregate == .distinct { return detail.first.map { min($0.distinct.count, Double(count)) } }
        guard statistics.count > 0 else { return nil }
        switch aggregate {
        case .min: return statistics.minimum
        case .max: return statistics.maximum
        case .range: return statistics.maximum - statistics.minimum
        case .sum: return statistics.sum
        case .mean: return statistics.mean
        case .stddev: return statistics.sampleVariance.squareRoot()
        case .variance: return statistics.sampleVariance
        case .median: return detail.first?.quantiles.percentile(50)
        case .percentile(let percent): return detail.first?.quantiles.percentile(percent)
        case .slope: return detail.first?.trend.slope
        case .rate: return detail.first?.course.rate
        case .timeWeightedMean: return detail.first?.course.timeWeightedMean(from: start, until: end)
        case .count, .first, .last, .distinct: return nil
        }
    }

    /// Forgets the values and keeps the memory.
    public mutating func reset() {
        count = 0
        statistics = RunningStatistics()
        last = nil
        lastTime = 0
        if !detail.isEmpty { detail[0].removeAll() }
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.byte(needs.rawValue)
        bytes.signed(count)
        statistics.write(to: &bytes)
        bytes.bool(last != nil)
        if let last {
            bytes.value(last)
            bytes.signed(lastTime)
        }
        if !detail.isEmpty { detail[0].write(to: &bytes, needs: needs) }
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        let needs = AggregateNeeds(rawValue: try bytes.byte())
        guard AggregateNeeds.all.isSuperset(of: needs) else { throw bytes.malformed }
        self.needs = needs
        count = try bytes.nonNegative()
        statistics = try RunningStatistics(from: &bytes)
        if try bytes.bool() {
            last = try bytes.value()
            lastTime = try bytes.time()
        }
        detail = []
        if !needs.isDisjoint(with: .detailed) { detail = [try AccumulatorDetail(from: &bytes, needs: needs)] }
    }
}
