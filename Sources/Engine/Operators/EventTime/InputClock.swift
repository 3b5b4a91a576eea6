internal import Telemetry

/// How far one input has come by its device's clock.
struct InputClock: Sendable {
    /// The greatest time read since the device's clock was set; nil: none.
    var greatest: Timestamp?
    /// When the last reading with a time came; of no meaning before the first.
    var lastArrival = Instant(milliseconds: 0)
    /// How many readings came too late.
    var late: Int64 = 0

    /// Whether it is silent for too long to be waited for. True before its first reading.
    func isIdle(now: Instant, _ settings: EventTimeSettings) -> Bool {
        greatest == nil || now >= idleFrom(settings)
    }

    /// From when on it is idle if nothing comes.
    func idleFrom(_ settings: EventTimeSettings) -> Instant {
        lastArrival.advanced(by: settings.idleAfterMilliseconds)
    }

    /// No reading before it is expected any more; nil before the first.
    func limit(_ settings: EventTimeSettings) -> Int64? {
        greatest.map { $0.milliseconds - settings.maximumDelayMilliseconds }
    }
}
