internal import Telemetry

/// Where the device's own time is in a payload, and how it is written: a number in `unit`, or a text as RFC 3339 has it.
///
/// Only the years 2000 to 2200 are taken: a clock that was never set says 1970, and a wrong unit says year 55000. Such
/// a reading keeps its time of arrival, with a ``TimeFlaw``.
public struct TimeField: Sendable {
    public enum Unit: Sendable, Equatable {
        case seconds, milliseconds, microseconds, nanoseconds
        /// Whichever unit puts the number into the years 2000 to 2200. The ranges do not meet: seconds have 9 or 10
        /// digits, milliseconds 12 or 13, microseconds 15 or 16, nanoseconds 18 or 19.
        case byMagnitude
    }

    public var path: FieldPath
    public var unit: Unit
    /// What times written without a zone are in; nil leaves such a time out, as `TimeFlaw.noZone`.
    public var zone: (any LocalZone)?

    public init(path: FieldPath, unit: Unit = .milliseconds, zone: (any LocalZone)? = nil) {
        self.path = path
        self.unit = unit
        self.zone = zone
    }

    /// Absent and null are no time; anything that is neither a number nor a readable time is `badTime`.
    func read(_ scalar: PayloadScalar, into time: inout RecordTime) -> RejectReason? {
        switch scalar {
        case .missing, .null:
            return nil
        case .integer(let integer):
            set(integer, into: &time)
        case .number(let number):
            set(number, into: &time)
        case .inexact, .notFinite:
            time.flaw = .outOfBounds
        case .text(let text):
            guard let written = TimestampText.read(text) else { return .badTime }
            if written.hasZone {
                time.set(written.milliseconds)
            } else if let zone {
                time.set(zone.utcMilliseconds(local: written.milliseconds))
            } else {
                time.flaw = .noZone
            }
        case .flag, .container:
            return .badTime
        }
        return nil
    }

    /// Smaller units are cut to the millisecond they are in.
    private func set(_ integer: Int64, into time: inout RecordTime) {
        switch unit {
        case .milliseconds:
            time.set(integer)
        case .seconds:
            let (milliseconds, overflow) = integer.multipliedReportingOverflow(by: 1000)
            time.set(overflow ? .max : milliseconds)
        case .microseconds:
            time.set(integer / 1000)
        case .nanoseconds:
            time.set(integer / 1_000_000)
        case .byMagnitude:
            with(TimeField.unit(for: Double(integer))).set(integer, into: &time)
        }
    }

    /// To the nearest millisecond: 1700000000.123 s is not exact in a double.
    private func set(_ number: Double, into time: inout RecordTime) {
        let milliseconds: Double
        switch unit {
        case .milliseconds: milliseconds = number.rounded()
        case .seconds: milliseconds = (number * 1000).rounded()
        case .microseconds: milliseconds = (number / 1000).rounded()
        case .nanoseconds: milliseconds = (number / 1_000_000).rounded()
        case .byMagnitude: return with(TimeField.unit(for: number)).set(number, into: &time)
        }
        time.set(Int64(exactly: milliseconds) ?? .max)
    }

    private func with(_ unit: Unit) -> TimeField {
        TimeField(path: path, unit: unit, zone: zone)
    }

    /// Halfway, on a logarithmic scale, between the year 2200 in one unit and the year 2000 in the next; what is in
    /// neither is refused by the bounds.
    private static func unit(for number: Double) -> Unit {
        switch number {
        case ..<8e10: .seconds
        case ..<8e13: .milliseconds
        case ..<8e16: .microseconds
        default: .nanoseconds
        }
    }
}
