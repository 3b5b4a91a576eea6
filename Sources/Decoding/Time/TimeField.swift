internal import Telemetry

/// Where the device's own time is in a payload, and how it is written. A JSON number is in `unit`; a JSON string is an
/// RFC 3339 time. Nothing is guessed from the size of a number.
public struct TimeField: Sendable {
    public enum Unit: Sendable, Equatable {
        case seconds, milliseconds, microseconds
    }

    public var path: FieldPath
    public var unit: Unit
    /// Seconds east of UTC for times written without a zone; nil makes such a time an error.
    public var missingZoneOffsetSeconds: Int?

    /// - Precondition: the offset is less than a day either way.
    public init(path: FieldPath, unit: Unit = .milliseconds, missingZoneOffsetSeconds: Int? = nil) {
        precondition(abs(missingZoneOffsetSeconds ?? 0) < 86_400)
        self.path = path
        self.unit = unit
        self.missingZoneOffsetSeconds = missingZoneOffsetSeconds
    }

    /// Absent and null are no time; anything that is neither a number nor a readable time is `badTime`.
    func read(_ scalar: JSONScalar, into reading: inout DecodedReading) -> RejectReason? {
        switch scalar {
        case .missing, .null:
            return nil
        case .integer(let integer):
            reading.time = time(integer)
        case .number(let number):
            reading.time = time(number)
        case .inexact:
            // Beyond 64 bits: after every time there is, whatever the unit.
            reading.time = TimestampText.latest
        case .text(let text):
            guard let time = TimestampText.parse(text, missingZoneOffsetSeconds: missingZoneOffsetSeconds) else {
                return .badTime
            }
            reading.time = time
        case .flag, .container:
            return .badTime
        }
        return nil
    }

    /// Microseconds are cut to the millisecond they are in.
    private func time(_ integer: Int64) -> Timestamp {
        switch unit {
        case .milliseconds:
            return TimestampText.clamped(integer)
        case .seconds:
            let (milliseconds, overflow) = integer.multipliedReportingOverflow(by: 1000)
            return TimestampText.clamped(overflow ? (integer < 0 ? .min : .max) : milliseconds)
        case .microseconds:
            return TimestampText.clamped(integer / 1000 - (integer % 1000 < 0 ? 1 : 0))
        }
    }

    /// To the nearest millisecond: 1700000000.123 s is not exact in a double.
    private func time(_ number: Double) -> Timestamp {
        let milliseconds =
            switch unit {
            case .milliseconds: number.rounded()
            case .seconds: (number * 1000).rounded()
            case .microseconds: (number / 1000).rounded()
            }
        return TimestampText.clamped(Int64(exactly: milliseconds) ?? (number < 0 ? .min : .max))
    }
}
