/// The zone of a device that writes its local time.
public protocol LocalZone: Sendable {
    /// Seconds east of UTC.
    ///
    /// - Parameter localSeconds: what the device's clock shows, as seconds since 1970-01-01 00:00 of its own calendar.
    ///   Of a time that comes twice in autumn the first is meant; one that spring leaves out is read with the offset
    ///   before.
    func secondsEastOfUTC(localSeconds: Int64) -> Int
}

extension LocalZone {
    func utcMilliseconds(local milliseconds: Int64) -> Int64 {
        let seconds = milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0)
        return milliseconds - Int64(secondsEastOfUTC(localSeconds: seconds)) * 1000
    }
}

/// A zone without summer time.
public struct FixedZone: LocalZone {
    private let seconds: Int

    public static let utc = FixedZone(secondsEastOfUTC: 0)

    /// - Precondition: less than a day either way.
    public init(secondsEastOfUTC seconds: Int) {
        precondition(abs(seconds) < 86_400)
        self.seconds = seconds
    }

    public func secondsEastOfUTC(localSeconds: Int64) -> Int { seconds }
}
