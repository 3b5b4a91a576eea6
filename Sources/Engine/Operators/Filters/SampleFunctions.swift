public import Telemetry

/// Change per second between the last two samples of different times; of several at one time the last one counts.
public struct RatePerSecond: Sendable, Equatable {
    private var earlier: TimedNumber?
    private var latest: TimedNumber?

    public init() {}

    /// - Returns: nil until there are two times.
    public mutating func update(_ number: Double, now: Instant) -> Double? {
        let sample = TimedNumber(time: TimeBounds.clamp(now.milliseconds), number: number)
        if let latest, latest.time < sample.time { earlier = latest }
        latest = sample
        guard let earlier, earlier.time < sample.time else { return nil }
        let rate = (number - earlier.number) / (Double(sample.time - earlier.time) / 1000)
        return rate.isFinite ? rate : nil
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.write(earlier)
        bytes.write(latest)
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        earlier = try bytes.sample()
        latest = try bytes.sample()
    }
}

/// Change since the sample before.
public struct Delta: Sendable, Equatable {
    private var latest: Double?

    public init() {}

    /// - Returns: nil for the first sample.
    public mutating func update(_ number: Double, now: Instant) -> Double? {
        defer { latest = number }
        guard let delta = latest.map({ number - $0 }), delta.isFinite else { return nil }
        return delta
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.bool(latest != nil)
        if let latest { bytes.double(latest) }
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        if try bytes.bool() { latest = try bytes.finite() }
    }
}

/// Whether a value of any type differs from the one before.
public struct Changed: Sendable, Equatable {
    private var latest: Value?

    public init() {}

    /// - Returns: false for the first value.
    public mutating func update(_ value: Value, now: Instant) -> Bool {
        defer { latest = value }
        return latest.map { $0 != value } ?? false
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.bool(latest != nil)
        if let latest { bytes.value(latest) }
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        if try bytes.bool() { latest = try bytes.value() }
    }
}
