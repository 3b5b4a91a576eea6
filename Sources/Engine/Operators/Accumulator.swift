internal import Expressions
internal import Scoring
internal import Telemetry

/// The aggregates of one variable over one window, in constant memory.
struct Accumulator: Sendable {
    /// Values of any type; the statistics hold only the numbers among them.
    private(set) var count: Int64 = 0
    private var statistics = RunningStatistics()
    private var last: Expressions.Value = .null

    init() {}

    /// Takes a value; errors and what does not travel are no values.
    mutating func add(_ value: Expressions.Value) {
        switch value {
        case .double(let number) where number.isFinite: statistics.add(number)
        case .int(let number): statistics.add(Double(number))
        case .bool, .string: break
        default: return
        }
        count += 1
        last = value
    }

    /// Nil where there is nothing to say: no values, or a numeric aggregate of values that are not numbers.
    func result(_ aggregate: Aggregate) -> Telemetry.Value? {
        guard count > 0, !aggregate.isNumeric || statistics.count > 0 else { return nil }
        switch aggregate {
        case .count: return .number(Double(count))
        case .last: return last.telemetry
        case .min: return .number(statistics.minimum)
        case .max: return .number(statistics.maximum)
        case .sum: return .number(statistics.sum)
        case .mean: return .number(statistics.mean)
        }
    }

    mutating func reset() {
        self = Accumulator()
    }

    func write(to bytes: inout ByteWriter) {
        bytes.signed(count)
        statistics.write(to: &bytes)
        bytes.slot(last)
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        count = try bytes.signed()
        statistics = try RunningStatistics(from: &bytes)
        last = try bytes.slot()
    }
}
