internal import Telemetry

/// Why a time was not taken. The reading is, with its time of arrival.
public enum TimeFlaw: UInt8, Error, Sendable, CaseIterable {
    /// A local time, and nobody says in which zone.
    case noZone
    /// Not in the years 2000 to 2200; or, where the unit follows from the magnitude, in none of its ranges.
    case outOfBounds

    /// The flaw as the label of a metric and in log lines.
    public var name: String {
        switch self {
        case .noZone: "time_without_zone"
        case .outOfBounds: "time_out_of_bounds"
        }
    }
}

/// When a record says that it was measured.
struct RecordTime: Equatable {
    var timestamp: Timestamp?
    var arrivalOffsetMilliseconds: Int64 = 0
    var flaw: TimeFlaw?

    static let none = RecordTime()

    /// Milliseconds of the years 2000 to 2200: a clock that was never set, and a number in another unit, are outside.
    private static let bounds: Range<Int64> = 946_684_800_000..<7_289_654_400_000

    mutating func set(_ milliseconds: Int64) {
        guard RecordTime.bounds.contains(milliseconds) else { return flaw = .outOfBounds }
        timestamp = Timestamp(milliseconds: milliseconds)
    }
}
