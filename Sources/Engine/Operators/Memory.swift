internal import Expressions
internal import Telemetry

/// What the functions of one value remember: the value before and when it came.
struct Memory: Sendable {
    /// The last value that was one.
    private(set) var value: Expressions.Value = .missing
    /// When it came; nil where none has.
    private(set) var time: Instant?
    /// Since when the values are the same, within a tolerance, and the first of these.
    private(set) var same: Instant?
    private var reference = 0.0
    /// The weighted mean.
    private var average = 0.0

    init() {}

    /// Whether this value is true after a false one; remembers it.
    mutating func becomes(_ new: Expressions.Value, now: Instant) -> Bool {
        guard case .bool(let flag) = new else { return false }
        defer { note(new, now: now) }
        if flag, case .bool(false) = value { return true }
        return false
    }

    /// Whether this value differs from the one before; remembers it.
    mutating func changes(_ new: Expressions.Value, now: Instant) -> Bool {
        if case .error = new { return false }
        defer { note(new, now: now) }
        if case .error = value { return false }
        return new != value
    }

    /// The difference to the number before, per second where asked; nil where there is none, or no time has passed.
    mutating func difference(_ new: Expressions.Value, now: Instant, perSecond: Bool) -> Double? {
        guard case .double(let number) = new else { return nil }
        guard case .double(let before) = value, let time else {
            note(new, now: now)
            return nil
        }
        guard perSecond else {
            note(new, now: now)
            return number - before
        }
        let elapsed = now.milliseconds - time.milliseconds
        guard elapsed > 0 else { return nil }
        note(new, now: now)
        return (number - before) * 1000 / Double(elapsed)
    }

    /// The mean of all numbers, each weighted by exp(-age / tau).
    mutating func weighted(_ new: Expressions.Value, now: Instant, tauMilliseconds: Int64) -> Double? {
        guard case .double(let number) = new else { return nil }
        average =
            time.map {
                ExponentialAverage.step(
                    from: average, towards: number, elapsed: Double(now.milliseconds - $0.milliseconds),
                    timeConstant: Double(tauMilliseconds))
            } ?? number
        note(new, now: now)
        return average
    }

    /// Takes a value and says since when all have been the same.
    mutating func repeats(_ new: Expressions.Value, now: Instant, tolerance: Double) -> Instant? {
        if case .error = new { return same }
        let isSame: Bool
        if case .double(let number) = new, case .double = value {
            isSame = abs(number - reference) <= tolerance
        } else {
            isSame = new == value
        }
        if !isSame {
            same = now
            if case .double(let number) = new { reference = number }
        }
        note(new, now: now)
        return same
    }

    mutating func note(_ new: Expressions.Value, now: Instant) {
        value = new
        time = now
    }
}

extension Memory {
    func write(to bytes: inout ByteWriter) {
        bytes.slot(value)
        bytes.optionalSigned(time?.milliseconds)
        bytes.optionalSigned(same?.milliseconds)
        bytes.double(reference)
        bytes.double(average)
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        value = try bytes.slot()
        time = try bytes.optional().map { Instant(milliseconds: $0) }
        same = try bytes.optional().map { Instant(milliseconds: $0) }
        reference = try bytes.double()
        average = try bytes.double()
    }
}
