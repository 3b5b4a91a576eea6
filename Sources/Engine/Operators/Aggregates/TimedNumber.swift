internal import Telemetry

/// A number and when it came, in milliseconds.
struct TimedNumber: Sendable, Equatable {
    var time: Int64
    var number: Double
}

extension ByteWriter {
    mutating func write(_ sample: TimedNumber?) {
        bool(sample != nil)
        guard let sample else { return }
        signed(sample.time)
        double(sample.number)
    }
}

extension ByteReader {
    mutating func sample() throws(MalformedBytes) -> TimedNumber? {
        guard try bool() else { return nil }
        return TimedNumber(time: try time(), number: try finite())
    }
}
